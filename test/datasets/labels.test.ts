import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openDataset } from '../../src/datasets/openDataset.js';
import { phraseText } from '../../src/vocabulary/phrase.js';
import { ExpectedError } from '../../src/vocabulary/expectedError.js';
import { temporaryFolder } from '../support/cli.js';
import { input, request } from './request.js';

const MANY = Array.from({ length: 1001 }, (_, i) => i);

describe('labels', () => {
  const folder = temporaryFolder();
  const write = (name: string, lines: readonly (string | number)[]): string => {
    const path = join(folder, name);
    writeFileSync(path, lines.join('\n'));
    return path;
  };

  it('of more than 1,000 values are unusable, in the data and in a file of their own', async () => {
    const reason = { code: 'labels-unusable', values: { why: 'too-many', limit: 1000, example: null } };
    const inData = write('in.csv', ['x,label', ...MANY.map((i) => `${i},${i}`)]);
    expect((await openDataset(request(inData, [input([1])]))).findings[0]).toMatchObject(reason);
    const data = write('x.csv', MANY);
    const labels = write('y.txt', MANY);
    const dataset = await openDataset(request(data, [input([1])], { labels }));
    expect(dataset).toMatchObject({ labelled: false, classes: ['all'], size: 1001 });
    expect(dataset.findings.map(({ code }) => code)).toEqual(['labels-unusable', 'scale-chosen']);
    expect(dataset.findings[0]).toMatchObject(reason);
  });

  it('that are missing say how many samples have none', async () => {
    const data = write('three.csv', [1, 2, 3]);
    const { findings } = await openDataset(request(data, [input([1])]));
    expect(findings[0]).toMatchObject({ code: 'no-labels', values: { samples: 3 }, layer: null });
    expect(findings[1]).toMatchObject({
      code: 'scale-chosen',
      values: { scale: 'none', why: 'arrays', kind: 'csv' },
    });
  });
});

describe('what is wrong with data', () => {
  const folder = temporaryFolder();

  it('names its file, and options as whoever reads it sets them', async () => {
    const path = join(folder, 'bad.csv');
    writeFileSync(path, 'a,b\n1,2\n3,x\n');
    const error: unknown = await openDataset(request(path, [input([2])])).catch((thrown: unknown) => thrown);
    if (!(error instanceof ExpectedError)) throw error;
    expect(error.file).toEqual({ path, line: null });
    expect(error.message).toBe(
      `${path}, row 3, has "x" in column 2 where a number should be: mend it, or leave bad rows out with --skip-bad`,
    );
    expect(phraseText(error.words, 'editor')).toContain('out with "skipBad" in entroscope.json');
  });
});
