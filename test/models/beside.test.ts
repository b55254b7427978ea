import { mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readBeside } from '../../src/models/beside/readBeside.js';
import { changedFile } from '../../src/models/fileStamp.js';
import { temporaryFolder } from '../support/cli.js';

type Files = Readonly<Record<string, string>>;

let folders = 0;
const root = temporaryFolder();

/** What stands beside a model.json in a folder of these files. */
async function beside(files: Files, json: Record<string, unknown> = {}, name = 'model.json') {
  const folder = join(root, String(folders++));
  mkdirSync(folder);
  for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, file), text);
  return { folder, ...(await readBeside({ path: join(folder, name), json })) };
}

const TEACHABLE = JSON.stringify({ packageName: '@teachablemachine/image', labels: ['seven', 'one'] });
const ml5 = (fields: Record<string, unknown>): string => JSON.stringify({ isNormalized: true, ...fields });
const LEGEND = { label: { dtype: 'string', legend: { cat: [1, 0], dog: [0, 1] } } };

describe('labels beside a model', () => {
  it.each<readonly [string, Files, readonly string[]]>([
    ['one a line', { 'labels.txt': 'b\na\n' }, ['b', 'a']],
    ['with their numbers, as Teachable Machine writes them', { 'labels.txt': '0 b\r\n1 a\r\n' }, ['b', 'a']],
    ['behind a byte order mark', { 'labels.txt': '\uFEFFb\na' }, ['b', 'a']],
    ['AutoML’s dict.txt', { 'dict.txt': 'rose\ntulip\n' }, ['rose', 'tulip']],
    ['Keras’ class_indices', { 'class_indices.json': '{"a": 1, "b": 0}' }, ['b', 'a']],
    ['numbers to labels', { 'labels.json': '{"1": "a", "0": "b"}' }, ['b', 'a']],
    ['a list', { 'classes.json': '["b", "a", 3]' }, ['b', 'a', '3']],
    [
      'metadata.json before labels.txt',
      { 'metadata.json': TEACHABLE, 'labels.txt': 'x\ny' },
      ['seven', 'one'],
    ],
    ['numbers that are labels themselves', { 'labels.txt': '10\n11\n2\n' }, ['10', '11', '2']],
  ])('%s', async (_, files, labels) => {
    expect((await beside(files)).labels?.labels).toEqual(labels);
  });

  it.each<readonly [string, Files]>([
    ['a label twice', { 'labels.txt': 'a\nb\na\n' }],
    ['an empty file', { 'labels.txt': '\n\n' }],
    ['damaged JSON', { 'labels.json': '["a", ' }],
    ['gaps in the numbers', { 'class_indices.json': '{"a": 0, "b": 2}' }],
    ['something else by that name', { 'metadata.json': '{"name": "my project", "version": 3}' }],
    ['nothing', {}],
  ])('%s is passed over', async (_, files) => {
    expect(await beside(files)).toMatchObject({ labels: null, numbers: null, stamps: {} });
  });

  it('a folder of that name, and a file of more than a mebibyte, are passed over', async () => {
    const { folder } = await beside({ 'labels.txt': 'x\n'.repeat(2 ** 20) });
    mkdirSync(join(folder, 'metadata.json'));
    expect((await readBeside({ path: join(folder, 'model.json'), json: {} })).labels).toBeNull();
  });
});

describe('scaling beside a model', () => {
  it('Teachable Machine’s pictures are cut to a square and scaled to -1..1', async () => {
    expect((await beside({ 'metadata.json': TEACHABLE })).numbers).toMatchObject({
      ...{ scale: '-1..1', crop: 'square', mean: null, of: 'pictures', source: 'metadata.json' },
    });
  });

  it('ml5 brings each input from its smallest and largest number to 0..1', async () => {
    const inputs = { x: { dtype: 'number', min: -3, max: 5 }, y: { dtype: 'number', min: 0, max: 0 } };
    const text = ml5({ inputs, outputs: LEGEND });
    expect(await beside({ 'model_meta.json': text })).toMatchObject({
      numbers: { scale: 'none', mean: [-3, 0], std: [8, 1], of: 'numbers', source: 'model_meta.json' },
      labels: { labels: ['cat', 'dog'] },
    });
    expect((await beside({ 'pets_meta.json': text }, {}, 'pets.json')).numbers?.source).toBe(
      'pets_meta.json',
    );
  });

  it('ml5 scales nothing that was not normalized; its pictures are 0..1', async () => {
    const inputs = { x: { dtype: 'number', min: -3, max: 5 } };
    const plain = ml5({ isNormalized: false, inputs, outputs: LEGEND });
    expect(await beside({ 'model_meta.json': plain })).toMatchObject({
      numbers: null,
      labels: { labels: ['cat', 'dog'] },
    });
    const pictures = ml5({ inputs: { image: { dtype: 'image', min: 0, max: 255 } }, outputs: LEGEND });
    expect((await beside({ 'model_meta.json': pictures })).numbers).toMatchObject({
      scale: '0..1',
      of: 'pictures',
    });
  });

  it('userDefinedMetadata of the model itself', async () => {
    const json = {
      userDefinedMetadata: { labels: ['b', 'a'], preprocessing: { mean: [123, 116, 103], std: 58 } },
    };
    expect(await beside({}, json)).toMatchObject({
      labels: { labels: ['b', 'a'], source: 'userDefinedMetadata of model.json' },
      numbers: { scale: 'none', mean: [123, 116, 103], std: [58] },
    });
  });
});

it('files that were believed are stamped, so that a run hears when they are saved again', async () => {
  const { folder, stamps } = await beside({ 'labels.txt': 'b\na\n', 'dict.txt': 'c\nd\n' });
  const labels = join(folder, 'labels.txt');
  expect(Object.keys(stamps)).toEqual([labels]);
  expect(await changedFile(stamps)).toBeNull();
  utimesSync(labels, 1, 1);
  expect(await changedFile(stamps)).toBe(labels);
});
