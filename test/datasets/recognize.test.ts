import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { dataCandidates } from '../../src/datasets/recognize/dataCandidates.js';
import { kindByName, kindByStart, searchedEndings } from '../../src/datasets/recognize/dataKinds.js';
import { labelPlaces, labelsBeside } from '../../src/datasets/recognize/labelsBeside.js';
import { recognizeData } from '../../src/datasets/recognize/recognizeData.js';
import { temporaryFolder } from '../support/cli.js';

describe('what a data set is', () => {
  const folder = temporaryFolder();

  it.each([
    ['t10k-images-idx3-ubyte.gz', 'idx'],
    ['T10K-IMAGES.IDX3-UBYTE', 'idx'],
    ['x.npy.gz', 'npy'],
    ['all.npz', 'npz'],
    ['rows.TSV', 'csv'],
    ['rows.csv.gz', 'csv'],
    ['samples.json', 'json'],
    ['samples.cjs', 'module'],
    ['.csv', null],
    ['notes.txt', null],
    ['pictures.tar.gz', 'tar'],
    ['pictures.tgz', 'tar'],
    ['Pictures.ZIP', 'zip'],
  ])('is told by the name %s', (name, kind) => {
    expect(kindByName(name)).toBe(kind);
  });

  it.each([
    [[0, 0, 8, 3, 0], 'idx'],
    [[0, 0, 7, 3], null],
    [[0, 0, 8, 0], null],
    [[0, 0], null],
    [[...Buffer.from('\x93NUMPY\x01', 'latin1')], 'npy'],
    [[...Buffer.from('PK\x03\x04')], 'npz'],
    [[...Buffer.from('PK,name')], null],
    [[], null],
  ])('is told by the first bytes %j', (bytes, kind) => {
    expect(kindByStart(Uint8Array.from(bytes))).toBe(kind);
  });

  it('is told by content before the name, unpacked where it is packed', async () => {
    const path = join(folder, 'really-idx.csv');
    writeFileSync(path, gzipSync(Buffer.from([0, 0, 8, 1, 0, 0, 0, 1, 7])));
    expect(await recognizeData(path)).toBe('idx');
  });

  it('is refused with everything that can be given instead', async () => {
    const path = join(folder, 'notes.txt');
    writeFileSync(path, 'text');
    await expect(recognizeData(path)).rejects.toMatchObject({
      code: 'data-unrecognised',
      message: `${path} is of no kind that is known: give IDX (plain or .gz), a folder of pictures, .npy, .npz, a zip archive of pictures, a tar archive of pictures, CIFAR's binary batches, tfjs-examples' MNIST picture, .csv, .json, a .js/.mjs/.cjs module, or the word synthetic`,
    });
    await expect(recognizeData(join(folder, 'nothing'))).rejects.toMatchObject({ code: 'data-missing' });
    writeFileSync(path, '');
    await expect(recognizeData(path)).rejects.toMatchObject({
      code: 'data-empty',
      file: { path, line: null },
    });
  });
});

describe('the labels beside a file', () => {
  const folder = temporaryFolder();

  it('have its name with another word', () => {
    expect(labelPlaces('/d/x_test.npy', 'npy')).toEqual(['/d/y_test.npy']);
    expect(labelPlaces('/d/xs.npy', 'npy')).toEqual(['/d/ys.npy']);
    expect(labelPlaces('/d/train-images.npy', 'npy')).toEqual(['/d/train-labels.npy']);
    expect(labelPlaces('/d/test_x.npy', 'npy')).toEqual(['/d/test_y.npy']);
    expect(labelPlaces('/d/train-images.idx3-ubyte', 'idx')).toEqual([
      '/d/train-labels.idx1-ubyte',
      '/d/train-labels.idx1-ubyte.gz',
      '/d/train-labels-idx1-ubyte',
      '/d/train-labels-idx1-ubyte.gz',
    ]);
    expect(labelPlaces('/d/table.csv', 'csv')).toEqual([]);
  });

  it('count only where they are a file', async () => {
    mkdirSync(join(folder, 'a-labels-idx1-ubyte'));
    const data = join(folder, 'a-images-idx3-ubyte');
    expect(await labelsBeside(data, 'idx')).toBe(null);
    writeFileSync(join(folder, 'a-labels-idx1-ubyte.gz'), '');
    expect(await labelsBeside(data, 'idx')).toBe(join(folder, 'a-labels-idx1-ubyte.gz'));
  });
});

describe('what of a workspace is likely data', () => {
  const folder = temporaryFolder();
  const model = join(folder, 'models', 'a', 'model.json');
  const write = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  const shown = async (files: readonly string[], pictures: readonly string[] = []): Promise<unknown> =>
    (await dataCandidates(model, { files, pictures })).map(({ path, ...rest }) => ({
      path: path.slice(folder.length + 1),
      ...rest,
    }));

  it('comes with the labels that its reader would not find, test data first', async () => {
    const files = ['x_train.npy', 'y_train.npy', 'x_test.npy', 'y_test.npy', 'labels.csv', 'table.csv'];
    expect(await shown(files.map((name) => join(folder, name)))).toEqual([
      { path: 'x_test.npy', shown: 'NumPy array', labels: join(folder, 'y_test.npy') },
      { path: 'table.csv', shown: 'table (CSV)', labels: null },
      { path: 'x_train.npy', shown: 'NumPy array', labels: join(folder, 'y_train.npy') },
    ]);
    const idx = ['t10k-images-idx3-ubyte', 't10k-labels-idx1-ubyte'].map((name) => join(folder, name));
    expect(await shown(idx)).toEqual([{ path: 't10k-images-idx3-ubyte', shown: 'IDX', labels: null }]);
  });

  it('is a text only where its beginning says so', async () => {
    const files = [
      write('data.json', '{ "xs": [[1]] }'),
      write('test.json', '[{ "x": [1] }]'),
      write('samples.json', '{ "name": "a package" }'),
      write('data.mjs', 'export function* samples() {}'),
      write('test.cjs', 'module.exports = 1;'),
      join(folder, 'dataset.json'),
    ];
    expect(await shown([...files, model])).toEqual([
      { path: 'test.json', shown: 'samples (JSON)', labels: null },
      { path: 'data.json', shown: 'samples (JSON)', labels: null },
      { path: 'data.mjs', shown: 'module that makes samples', labels: null },
    ]);
  });

  it('is a folder with pictures in two classes, or with ten pictures', async () => {
    const named = (inside: string, count: number): readonly string[] =>
      Array.from({ length: count }, (_, i) => join(folder, inside, `${i}.png`));
    const pictures = [
      ...named('pets/cat', 1),
      ...named('pets/dog', 2),
      ...named('app/icons', 9),
      ...named('photos/flat', 10),
    ];
    expect(await shown([], pictures)).toEqual([
      { path: 'pets', shown: 'pictures in 2 classes', labels: null },
      { path: 'photos/flat', shown: '10 pictures', labels: null },
    ]);
  });

  it('has the endings of names that a workspace is searched for', () => {
    expect(searchedEndings('name')).toEqual([
      ...['idx2-ubyte', 'idx2-ubyte.gz', 'idx3-ubyte', 'idx3-ubyte.gz', 'idx4-ubyte', 'idx4-ubyte.gz'],
      ...['.npy', '.npz', '.csv', '.tsv'],
    ]);
    expect(searchedEndings('content')).toHaveLength(22);
    expect(searchedEndings('content')).toContain('train.mjs');
  });
});
