import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { zipSync } from 'fflate';
import { pack } from 'tar-stream';
import { describe, expect, it } from 'vitest';
import type { DatasetRequest } from '../../src/datasets/dataset.js';
import { openDataset } from '../../src/datasets/openDataset.js';
import type { ModelInput } from '../../src/engine/tap.js';
import { temporaryFolder } from '../support/cli.js';
import { greyPng } from '../support/digitFiles.js';
import { png } from './encodeImages.js';
import { input, labelsOf, readAll, request } from './request.js';

/** Files by their path, as a folder or packed. */
type Files = Readonly<Record<string, Uint8Array | string>>;

/** What people have: folders, archives, sprites, batches. */
interface Form {
  readonly name: string;
  readonly files: Files;
  /** What of it is given; the folder by default. */
  readonly data?: string;
  readonly inputs?: readonly ModelInput[];
  readonly options?: Partial<DatasetRequest>;
  readonly means: Understood | RegExp;
}

interface Understood {
  /** The first number of each sample. */
  readonly firsts: readonly number[];
  /** Of the samples; null: there are none. */
  readonly labels: readonly string[] | null;
  readonly split?: string;
  /** Fits what is said of it; absent: nothing is said of parts and labels. */
  readonly said?: RegExp;
}

const GRAY = [input([2, 2, 1], { name: 'input_1' })];
const p = (value: number): Uint8Array => greyPng(new Uint8Array(4).fill(value), 2);
const PETS: Files = { 'cat/1.png': p(1), 'cat/2.png': p(2), 'dog/1.png': p(3) };
const AS_PETS = { firsts: [1, 2, 3], labels: ['cat', 'cat', 'dog'] } as const;
const below = (folder: string, files: Files): Files =>
  Object.fromEntries(Object.entries(files).map(([path, bytes]) => [`${folder}/${path}`, bytes]));
const OTHERS: Files = { 'cat/1.png': p(7), 'dog/1.png': p(8), 'dog/2.png': p(9) };
const AS_OTHERS = { firsts: [7, 8, 9], labels: ['cat', 'dog', 'dog'] } as const;
const FLAT: Files = { 'img1.png': p(1), 'img2.png': p(2), 'img10.png': p(10) };
const AS_FLAT = { firsts: [1, 2, 10] } as const;

const bytesOf = (content: Uint8Array | string): Uint8Array =>
  typeof content === 'string' ? Buffer.from(content) : content;
const zip = (files: Files, level: 0 | 6 = 6): Uint8Array =>
  zipSync(
    Object.fromEntries(Object.entries(files).map(([path, bytes]) => [path, [bytesOf(bytes), { level }]])),
  );

async function tar(files: Files): Promise<Buffer> {
  const archive = pack();
  for (const [name, bytes] of Object.entries(files)) archive.entry({ name }, Buffer.from(bytesOf(bytes)));
  archive.finalize();
  const parts: Buffer[] = [];
  for await (const part of archive) if (Buffer.isBuffer(part)) parts.push(part);
  return Buffer.concat(parts);
}

const FOLDERS: readonly Form[] = [
  { name: 'a folder a class', files: PETS, means: AS_PETS },
  {
    name: 'train and test',
    files: { ...below('train', PETS), ...below('test', OTHERS) },
    means: { ...AS_OTHERS, split: 'test', said: /test was taken; the others: train/ },
  },
  {
    name: 'train and test, train asked for',
    files: { ...below('train', PETS), ...below('test', OTHERS) },
    options: { split: 'train' },
    means: { ...AS_PETS, split: 'train', said: /train was taken; the others: test/ },
  },
  {
    name: 'training and validation, in capitals',
    files: { ...below('Training', PETS), ...below('VALID', OTHERS) },
    means: { ...AS_OTHERS, split: 'val', said: /val was taken/ },
  },
  {
    name: 'training_set and test_set',
    files: { ...below('training_set', PETS), ...below('test_set', OTHERS) },
    means: { ...AS_OTHERS, split: 'test', said: /test was taken/ },
  },
  {
    name: 'seg_train, seg_test and seg_pred, each once more within itself',
    files: {
      ...below('seg_train/seg_train', PETS),
      ...below('seg_test/seg_test', OTHERS),
      ...below('seg_pred/seg_pred', FLAT),
    },
    means: { ...AS_OTHERS, split: 'test', said: /test was taken/ },
  },
  {
    name: 'train2017 and val2017',
    files: { ...below('train2017', PETS), ...below('val2017', OTHERS) },
    means: { ...AS_OTHERS, split: 'val', said: /val was taken/ },
  },
  {
    name: 'a test without classes beside a train with them',
    files: { ...below('train', PETS), ...below('test', FLAT) },
    means: { ...AS_PETS, split: 'train', said: /train was taken; the others: test/ },
  },
  {
    name: 'one part alone',
    files: below('data/train', PETS),
    means: { ...AS_PETS, split: 'train', said: /one part, train/ },
  },
  {
    name: 'parts within each class',
    files: {
      'cat/train/1.png': p(1),
      'cat/test/2.png': p(2),
      'dog/train/3.png': p(3),
      'dog/test/4.png': p(4),
    },
    means: { firsts: [2, 4], labels: ['cat', 'dog'], split: 'test', said: /test was taken/ },
  },
  {
    name: 'parts of flat pictures',
    files: { ...below('train', FLAT), ...below('test', FLAT) },
    means: { ...AS_FLAT, labels: null, split: 'test', said: /test was taken/ },
  },
  {
    name: 'a class that is called train',
    files: { ...below('train', FLAT), ...below('bus', FLAT), ...below('car', FLAT) },
    means:
      /holds train, named as parts of a data set are, beside bus, car: set --split train if it is a part, --split none if all/,
  },
  {
    name: 'a class that is called train, settled',
    files: { 'train/1.png': p(3), 'bus/1.png': p(1), 'car/1.png': p(2) },
    options: { split: 'none' },
    means: { firsts: [1, 2, 3], labels: ['bus', 'car', 'train'] },
  },
  {
    name: 'a part that is not there',
    files: { ...below('train', PETS), ...below('test', OTHERS) },
    options: { split: 'val' },
    means: /has no part val \(it has test, train\): correct --split/,
  },
  { name: 'a part of what has none', files: PETS, options: { split: 'test' }, means: /no parts.*--split/ },
  {
    name: 'two folders for one part',
    files: { ...below('val', PETS), ...below('validation', OTHERS) },
    means: /two folders for the part val \(val, validation\)/,
  },
  { name: 'a folder above the classes', files: below('pets', PETS), means: AS_PETS },
  { name: 'three folders above the classes', files: below('a/b/c', PETS), means: AS_PETS },
  {
    name: 'what desktops leave behind',
    files: {
      ...below('pets', PETS),
      '__MACOSX/pets/cat/._1.png': 'x',
      'pets/cat/._1.png': 'x',
      '.DS_Store': 'x',
      'pets/Thumbs.db': 'x',
    },
    means: AS_PETS,
  },
];

const csv = (rows: readonly string[]): string => rows.join('\n');

const LABELED: readonly Form[] = [
  {
    name: 'a label a line, in natural order',
    files: { ...below('d', FLAT), 'labels.txt': 'a\nb\nc\n' },
    data: 'd',
    options: { labels: 'labels.txt' },
    means: { ...AS_FLAT, labels: ['a', 'b', 'c'] },
  },
  {
    name: 'a table of names',
    files: { ...below('d', FLAT), 'y.csv': csv(['file,label', 'img10.png,c', 'img1.png,a', 'img2.png,b']) },
    data: 'd',
    options: { labels: 'y.csv' },
    means: {
      ...AS_FLAT,
      labels: ['a', 'b', 'c'],
      said: /3 pictures.*column file names the pictures, label the labels/,
    },
  },
  {
    name: 'a table of names without endings, with more columns',
    files: {
      ...below('d', FLAT),
      'y.csv': csv(['id,width,breed', 'img10,5,c', 'img1,6,a', 'img2,7,b']),
    },
    data: 'd',
    options: { labels: 'y.csv' },
    means: { ...AS_FLAT, labels: ['a', 'b', 'c'], said: /column id names the pictures, breed the labels/ },
  },
  {
    name: 'a table without a header',
    files: { ...below('d', FLAT), 'y.csv': csv(['img10.png,c', 'img1.png,a', 'img2.png,b']) },
    data: 'd',
    options: { labels: 'y.csv' },
    means: { ...AS_FLAT, labels: ['a', 'b', 'c'], said: /names the pictures/ },
  },
  {
    name: 'a table with folders in its names',
    files: {
      'd/a/1.png': p(1),
      'd/b/1.png': p(2),
      'y.csv': csv(['path;class', '.\\d\\b\\1.png;y', 'd/a/1.png;x']),
    },
    data: 'd',
    options: { labels: 'y.csv' },
    means: { firsts: [1, 2], labels: ['x', 'y'], said: /path names the pictures/ },
  },
  {
    name: 'one-hot columns beside names',
    files: {
      ...below('d', FLAT),
      'y.csv': csv(['image_id,healthy,rust', 'img1,1,0', 'img2,0,1', 'img10,1,0']),
    },
    data: 'd',
    options: { labels: 'y.csv' },
    means: { ...AS_FLAT, labels: ['healthy', 'rust', 'healthy'], said: /healthy, rust the labels/ },
  },
  {
    name: 'several columns that may be labels',
    files: { ...below('d', FLAT), 'y.csv': csv(['name,age,weight', 'img1,1,0', 'img2,2,1', 'img10,1,4']) },
    data: 'd',
    options: { labels: 'y.csv' },
    means: /not which of its columns \(age, weight\) holds the labels: set --label-column/,
  },
  {
    name: 'a picture without a label',
    files: { ...below('d', FLAT), 'y.csv': csv(['name,label', 'img1.png,a', 'img2.png,b']) },
    data: 'd',
    options: { labels: 'y.csv' },
    means: /y\.csv has no label for a picture \(img10\.png\).*--skip-bad/,
  },
  {
    name: 'a picture without a label, left out',
    files: { ...below('d', FLAT), 'y.csv': csv(['name,label', 'img1.png,a', 'img2.png,b']) },
    data: 'd',
    options: { labels: 'y.csv', skipBad: true },
    means: { firsts: [1, 2], labels: ['a', 'b'], said: /2 pictures/ },
  },
  {
    name: 'a label without a picture',
    files: {
      ...below('d', FLAT),
      'y.csv': csv(['name,label', 'img1.png,a', 'img2.png,b', 'img10.png,b', 'img11.png,a']),
    },
    data: 'd',
    options: { labels: 'y.csv' },
    means: /labels of 1 picture that is not in .*img11\.png/,
  },
  {
    name: 'a picture that is named twice',
    files: {
      ...below('d', FLAT),
      'y.csv': csv(['name,label', 'img1.png,a', 'img2.png,b', 'img10.png,b', 'img1,a']),
    },
    data: 'd',
    options: { labels: 'y.csv' },
    means: /y\.csv:5 names the picture img1 a second time/,
  },
  {
    name: 'a name that two pictures have',
    files: { 'd/a/1.png': p(1), 'd/b/1.png': p(2), 'y.csv': csv(['name,label', '1.png,a', '1.png,b']) },
    data: 'd',
    options: { labels: 'y.csv' },
    means: /names 1\.png, which several pictures are called/,
  },
  {
    name: 'a table in a flat folder',
    files: { ...FLAT, '_classes.csv': csv(['filename,class', 'img1.png,a', 'img2.png,b', 'img10.png,c']) },
    means: { ...AS_FLAT, labels: ['a', 'b', 'c'], said: /_classes\.csv/ },
  },
  {
    name: 'a table beside a flat folder, and one of other pictures',
    files: {
      ...below('images', FLAT),
      'labels.csv': csv(['filename,class', 'img1,a', 'img2,b', 'img10,c']),
      'other.csv': csv(['filename,class', 'img3,a', 'img4,b', 'img5,c']),
    },
    data: 'images',
    means: { ...AS_FLAT, labels: ['a', 'b', 'c'], said: /labels\.csv/ },
  },
  {
    name: 'a table above the only folder of pictures',
    files: { ...below('images', FLAT), 'labels.csv': csv(['filename,class', 'img1,a', 'img2,b', 'img10,c']) },
    means: { firsts: [1, 10, 2], labels: ['a', 'c', 'b'], said: /labels\.csv/ },
  },
  {
    name: 'too few lines of labels',
    files: { ...below('d', FLAT), 'labels.txt': 'a\nb\n' },
    data: 'd',
    options: { labels: 'labels.txt' },
    means: /holds 2 labels where .* holds 3 samples/,
  },
];

const cifar = (rows: readonly (readonly [labels: readonly number[], first: number])[]): Uint8Array =>
  Buffer.concat(
    rows.map(([labels, first]) =>
      Buffer.concat([
        Buffer.from(labels),
        Buffer.alloc(1024, first),
        Buffer.alloc(1024, 100),
        Buffer.alloc(1024, 200),
      ]),
    ),
  );
const COLOR = [input([32, 32, 3], { name: 'input_1' })];
const sprite = (rows: number): Uint8Array =>
  greyRows(
    Uint8Array.from({ length: 784 * rows }, (_, i) => Math.floor(i / 784)),
    rows,
  );
const ten = (hot: readonly number[]): Uint8Array =>
  Uint8Array.from(hot.flatMap((label) => Array.from({ length: 10 }, (_, i) => Number(i === label))));

const BATCHES: readonly Form[] = [
  {
    name: 'a batch of CIFAR-10',
    files: {
      'test_batch.bin': cifar([
        [[3], 5],
        [[0], 6],
      ]),
    },
    data: 'test_batch.bin',
    inputs: COLOR,
    means: { firsts: [5, 6], labels: ['3', '0'] },
  },
  {
    name: 'the batches of CIFAR-10',
    files: {
      'cifar-10-batches-bin/data_batch_2.bin': cifar([[[1], 2]]),
      'cifar-10-batches-bin/data_batch_1.bin': cifar([[[0], 1]]),
      'cifar-10-batches-bin/test_batch.bin': cifar([[[9], 9]]),
      'cifar-10-batches-bin/batches.meta.txt': 'airplane\nautomobile\n',
    },
    options: { split: 'train' },
    inputs: COLOR,
    means: { firsts: [1, 2], labels: ['0', '1'], split: 'train', said: /train was taken; the others: test/ },
  },
  {
    name: "CIFAR-10's test with names of classes",
    files: {
      'test_batch.bin': cifar(Array.from({ length: 10 }, (_, i) => [[i], i] as const)),
      'data_batch_1.bin': cifar([[[0], 1]]),
      'batches.meta.txt': 'a\nb\nc\nd\ne\nf\ng\nh\ni\nj\n\n',
    },
    inputs: COLOR,
    means: {
      firsts: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
      labels: Array.from('abcdefghij'),
      split: 'test',
      said: /test was taken/,
    },
  },
  {
    name: "CIFAR-100's fine classes",
    files: {
      'test.bin': cifar([
        [[19, 99], 5],
        [[0, 1], 6],
      ]),
    },
    data: 'test.bin',
    inputs: COLOR,
    means: { firsts: [5, 6], labels: ['99', '1'] },
  },
  {
    name: "CIFAR-100's coarse classes",
    files: {
      'test.bin': cifar([
        [[19, 99], 5],
        [[0, 1], 6],
      ]),
    },
    data: 'test.bin',
    inputs: COLOR,
    options: { y: ['coarse'] },
    means: { firsts: [5, 6], labels: ['19', '0'] },
  },
  {
    name: 'a batch that was cut',
    files: { 'data_batch_1.bin': cifar([[[3], 5]]).subarray(0, 3000), 'test_batch.bin': cifar([[[3], 5]]) },
    options: { split: 'train' },
    inputs: COLOR,
    means: /data_batch_1\.bin is no whole batch of CIFAR/,
  },
  {
    name: "tfjs-examples' sprite and its labels",
    files: { 'mnist_images.png': sprite(3), mnist_labels_uint8: ten([7, 2, 1]) },
    data: 'mnist_images.png',
    inputs: [input([28, 28, 1])],
    means: { firsts: [0, 1, 2], labels: ['7', '2', '1'] },
  },
  {
    name: 'a sprite without labels',
    files: { 'digits.png': sprite(2) },
    data: 'digits.png',
    inputs: [input([784])],
    means: { firsts: [0, 1], labels: null },
  },
  {
    name: 'a sprite with labels of another one',
    files: { 'mnist_images.png': sprite(3), mnist_labels_uint8: ten([7, 2]) },
    data: 'mnist_images.png',
    inputs: [input([28, 28, 1])],
    means: /holds 20 bytes, which is not as many for each of 3 samples/,
  },
  {
    name: 'one picture',
    files: { 'photo.png': p(1) },
    data: 'photo.png',
    means: /is one picture of 2 x 2 pixels.*give the folder/,
  },
];

const REFUSED: readonly (readonly [name: string, bytes: Uint8Array | string, said: RegExp])[] = [
  [
    'train.mat',
    'MATLAB 5.0 MAT-file, Platform: x',
    /MATLAB 5 file.*scipy\.io\.loadmat\('train\.mat'\).*np\.savez\('train\.npz'/,
  ],
  ['train.dat', 'MATLAB 7.3 MAT-file, Platform', /MATLAB 7\.3.*h5py\.File\('train\.dat'\)/],
  ['data.h5', Buffer.from('\x89HDF\r\n\x1a\n', 'latin1'), /an HDF5 file.*h5py/],
  ['x.csv', Buffer.from('PAR1\x15\x04', 'latin1'), /Parquet.*read_parquet\('x\.csv'\).*to_csv\('x\.csv'/],
  ['x.arrow', Buffer.from('ARROW1\0\0', 'latin1'), /Feather.*read_feather/],
  ['x.avro', Buffer.from('Obj\x01\x04', 'latin1'), /Avro/],
  ['a.tfrecord', Buffer.alloc(38), /TFRecord.*TFRecordDataset\('a\.tfrecord'\)/],
  [
    'data_batch_1',
    Buffer.from('\x80\x02}q\x01(U', 'latin1'),
    /CIFAR's batch for Python.*'data_batch_1'.*reshape\(-1, 3, 32, 32\)/,
  ],
  ['a.bin', Buffer.from('\x80\x04\x95\x10', 'latin1'), /a pickle.*pickle\.load/],
  ['mnist.pkl.gz', gzipSync(Buffer.from('\x80\x02}q', 'latin1')), /a pickle.*gzip.*'mnist\.npz'/],
  ['m.joblib', Buffer.from('\x80\x04\x95\x10', 'latin1'), /joblib\.load/],
  ['m.pt', zip({ 'archive/data.pkl': 'x' }, 0), /PyTorch.*torch\.load\('m\.pt'\)/],
  ['t.xlsx', zip({ 'xl/workbook.xml': 'x' }), /Excel.*read_excel/],
  ['t.7z', Buffer.from('7z\xbc\xaf\x27\x1c', 'latin1'), /7-Zip.*unpack it/],
];

/** A gray PNG of 784 columns. */
function greyRows(gray: Uint8Array, rows: number): Uint8Array {
  return png({
    width: 784,
    height: rows,
    data: Uint8ClampedArray.from({ length: 4 * 784 * rows }, (_, i) => (i % 4 === 3 ? 255 : gray[i >> 2]!)),
  });
}

function write(root: string, files: Files): void {
  for (const [path, bytes] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), bytes);
  }
}

async function check(
  path: string,
  { inputs = GRAY, options = {}, means }: Form,
  root: string,
): Promise<void> {
  const labels = options.labels === undefined || options.labels === null ? null : join(root, options.labels);
  const opening = openDataset(request(path, inputs, { scale: 'none', ...options, labels }));
  if (means instanceof RegExp) {
    await expect(opening.then((dataset) => readAll(dataset))).rejects.toMatchObject({
      name: 'ExpectedError',
      message: expect.stringMatching(means),
    });
    return;
  }
  const dataset = await openDataset(
    request(path, inputs, { scale: 'none', ...options, labels }),
    structuredClone((await opening).index),
  );
  const { inputs: read, rows } = await readAll(dataset);
  const values = read[0] ?? [];
  const size = values.length / rows;
  const samples = Array.from({ length: rows }, (_, i) => [
    values[i * size],
    dataset.labelled ? labelsOf(dataset)[i] : null,
  ]);
  const wanted = means.firsts.map((first, i) => [first, means.labels?.[i] ?? null]);
  // A packed archive's samples come as they lie in it.
  const byFirst = (list: readonly (readonly unknown[])[]): unknown =>
    [...list].sort((a, b) => Number(a[0]) - Number(b[0]));
  if (/gz$/u.test(path)) expect(byFirst(samples)).toEqual(byFirst(wanted));
  else expect(samples).toEqual(wanted);
  const split = (dataset.settings['mapping'] as { readonly split?: string } | undefined)?.split;
  expect(split ?? undefined).toBe(means.split);
  const said = dataset.findings
    .filter(({ code }) => ['split-taken', 'labels-joined', 'labels-dropped'].includes(code))
    .map(({ message }) => message)
    .join(' ');
  expect(said).toMatch(means.said ?? /^$/u);
}

describe('forms in which people have pictures', () => {
  const folder = temporaryFolder();
  let count = 0;
  const place = (): string => join(folder, `f${++count}`);

  it.each([...FOLDERS, ...LABELED, ...BATCHES].map((form) => [form.name, form] as const))(
    '%s',
    async (_, form) => {
      const root = place();
      write(root, form.files);
      await check(join(root, form.data ?? ''), form, root);
    },
  );

  it.each(FOLDERS.map((form) => [form.name, form] as const))(
    '%s, as zip, tar and tar.gz',
    async (_, form) => {
      const root = place();
      const packed = await tar(form.files);
      write(root, {
        'a.zip': zip(form.files),
        'b.zip': zip(form.files, 0),
        'a.tar': packed,
        'a.tar.gz': gzipSync(packed),
      });
      for (const name of ['a.zip', 'b.zip', 'a.tar', 'a.tar.gz']) await check(join(root, name), form, root);
    },
  );

  it('labels of an archive’s pictures, in it or beside it, by names or in their order', async () => {
    const table = csv(['filename,class', 'img1,a', 'img2,b', 'img10,c']);
    const inside = {
      ...below('images', { 'img10.png': p(10), 'img2.png': p(2), 'img1.png': p(1) }),
      'labels.csv': table,
    };
    const root = place();
    const packed = await tar(inside);
    const flat = await tar({ 'img10.png': p(10), 'img2.png': p(2), 'img1.png': p(1) });
    write(root, { 'a.zip': zip(inside), 'a.tgz': gzipSync(packed) });
    write(join(root, 'beside'), { 'b.tar.gz': gzipSync(flat), 'labels.txt': 'a\nb\nc\n' });
    const means = { ...AS_FLAT, labels: ['a', 'b', 'c'] };
    for (const name of ['a.zip', 'a.tgz'])
      await check(
        join(root, name),
        { name, files: {}, means: { firsts: [1, 10, 2], labels: ['a', 'c', 'b'], said: /labels\.csv/ } },
        root,
      );
    await check(
      join(root, 'beside', 'b.tar.gz'),
      { name: 'beside', files: {}, options: { labels: 'beside/labels.txt' }, means },
      root,
    );
  });

  it.each(REFUSED)('%s is told and refused, alone and in a folder', async (name, bytes, said) => {
    const root = place();
    write(root, { [name]: bytes });
    await check(join(root, name), { name, files: {}, means: said }, root);
    if (/\.(csv|xlsx|pt)$/u.test(name)) return;
    await check(root, { name, files: {}, means: said }, root);
  });

  it.runIf(process.platform === 'linux')(
    'hidden names that are no UTF-8 are passed over, others counted',
    async () => {
      const root = place();
      write(root, PETS);
      for (const name of ['.h', 'v'])
        writeFileSync(Buffer.concat([Buffer.from(join(root, 'cat', name)), Buffer.of(0xff)]), 'x');
      const { findings } = await openDataset(request(root, GRAY, { skipBad: true }));
      expect(findings.find(({ code }) => code === 'files-ignored')).toMatchObject({
        message: expect.stringMatching(/^1 file/u),
      });
    },
  );

  it('long names, and archives that are damaged or lead elsewhere', async () => {
    const root = place();
    const deep = `${'a'.repeat(90)}/${'ü'.repeat(80)}`;
    const files = below(deep, PETS);
    const packed = await tar(files);
    write(root, {
      'long.tar': packed,
      'cut.tar': packed.subarray(0, packed.length / 2),
      'cut.tar.gz': gzipSync(packed).subarray(0, 300),
      'out.tar': await tar({ '../evil/1.png': p(1) }),
      'out.zip': zip({ '../evil/1.png': p(1), 'a/1.png': p(2) }),
      'bomb.tar.gz': gzipSync(bomb()),
      'texts.zip': zip({ 'readme.txt': 'x' }),
      'table.zip': zip({ 'train.csv': 'a,b\n1,2\n' }),
    });
    const refused = async (name: string, means: RegExp): Promise<void> =>
      check(join(root, name), { name, files: {}, means }, root);
    await check(join(root, 'long.tar'), { name: '', files: {}, means: AS_PETS }, root);
    await refused('cut.tar', /ends within|promises|no header|shorter/);
    await refused('cut.tar.gz', /damaged or cut short/);
    await refused('out.tar', /\.\.\/evil\/1\.png, a path that leads out of the archive/);
    await refused('out.zip', /leads out of the archive/);
    await refused('bomb.tar.gz', /at most \d+ are read of it/);
    await refused('texts.zip', /holds no pictures/);
    await refused('table.zip', /name the file in it that is meant \(train\.csv\)/);
  });
});

/** The header of a picture of 8 GB. */
function bomb(): Uint8Array {
  const header = Buffer.alloc(1024);
  header.write('big.png', 0);
  header.write('77777777777\0', 124);
  header.write('0', 156);
  header.fill(' ', 148, 156);
  const sum = header.subarray(0, 512).reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return header;
}
