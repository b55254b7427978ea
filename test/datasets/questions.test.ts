import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import type { DatasetRequest } from '../../src/datasets/dataset.js';
import { openDataset } from '../../src/datasets/openDataset.js';
import { dataQuestion, type DataQuestion } from '../../src/vocabulary/dataQuestion.js';
import { ExpectedError } from '../../src/vocabulary/expectedError.js';
import { fits } from '../../src/vocabulary/schema.js';
import { temporaryFolder } from '../support/cli.js';
import { bytesOf, npyBytes } from './npyFiles.js';
import { input, request } from './request.js';

const folder = temporaryFolder();
const TWO = [input([2], { name: 'dense_input' })];

async function questionAbout(
  name: string,
  bytes: string | Uint8Array,
  options: Partial<DatasetRequest> = {},
): Promise<DataQuestion | null> {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  const failure: unknown = await openDataset(request(path, TWO, options)).catch((error: unknown) => error);
  if (!(failure instanceof ExpectedError)) throw new Error('the data must not be clear');
  const { question } = failure;
  expect(question === null || fits(dataQuestion, question)).toBe(true);
  return question;
}

describe('data that are not clear', () => {
  it('ask which column is what, with its first values', async () => {
    expect(await questionAbout('q.csv', '1.5,2,0\n3,4,1\n5,6,0\n')).toEqual({
      parts: 'columns',
      choices: [
        { name: '1', shown: '1.5, 3, 5', suits: 'model' },
        { name: '2', shown: '2, 4, 6', suits: 'either' },
        { name: '3', shown: '0, 1, 0', suits: 'either' },
      ],
      asks: ['y', 'x'],
      inputs: [{ name: 'dense_input', takes: '[2]' }],
      width: 2,
    });
  });

  it('name columns as the options take them, and know texts', async () => {
    const question = await questionAbout('named.csv', 'w,h,color,kind,n\n1.5,2,red,a,7\n3,4,blue,b,8\n');
    expect(question?.choices.map(({ name, suits }) => [name, suits])).toEqual([
      ['w', 'model'],
      ['h', 'either'],
      ['color', 'labels'],
      ['kind', 'labels'],
      ['n', 'either'],
    ]);
  });

  it('do not ask for labels that have a file of their own', async () => {
    const labels = join(folder, 'own.txt');
    writeFileSync(labels, 'a\nb\n');
    const question = await questionAbout('own.csv', '1.5,2,0,9\n3,4,1,8\n', { labels });
    expect(question?.asks).toEqual(['x']);
  });

  it('ask which array is what, with its shape', async () => {
    const one = npyBytes('<f4', [2, 2], bytesOf(Float32Array.of(1, 2, 3, 4)));
    const whole = npyBytes('|u1', [2], Uint8Array.of(0, 1));
    const question = await questionAbout('q.npz', zipSync({ 'a.npy': one, 'b.npy': one, 'c.npy': whole }));
    expect(question).toMatchObject({ parts: 'arrays', asks: ['y', 'x'] });
    expect(question?.choices).toEqual([
      { name: 'a', shown: '[2, 2] of f4', suits: 'model' },
      { name: 'b', shown: '[2, 2] of f4', suits: 'model' },
      { name: 'c', shown: '[2] of u1', suits: 'labels' },
    ]);
  });

  it('ask which key is what, with its value', async () => {
    const samples = [{ left: [1, 2], right: [3, 4], kind: 'a' }];
    expect(await questionAbout('q.json', JSON.stringify(samples))).toEqual({
      parts: 'keys',
      choices: [
        { name: 'left', shown: 'list of 2', suits: 'model' },
        { name: 'right', shown: 'list of 2', suits: 'model' },
        { name: 'kind', shown: '"a"', suits: 'labels' },
      ],
      asks: ['y', 'x'],
      inputs: [{ name: 'dense_input', takes: '[2]' }],
      width: null,
    });
  });

  it('ask which part to take where the one named is missing', async () => {
    const one = npyBytes('<f4', [2, 2], bytesOf(Float32Array.of(1, 2, 3, 4)));
    const question = await questionAbout('split.npz', zipSync({ 'x_train.npy': one, 'x_test.npy': one }), {
      split: 'val',
    });
    expect(question).toMatchObject({ parts: 'splits', asks: ['split'] });
    expect(question?.choices.map(({ name }) => name)).toEqual(['test', 'train']);
  });

  it('ask nothing where there is far too much to choose from', async () => {
    const row = Array.from({ length: 1500 }, (_, i) => i).join(',');
    expect(await questionAbout('wide.csv', `${row}\n${row}\n`)).toBeNull();
  });
});
