import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import type { DatasetRequest } from '../../src/datasets/dataset.js';
import { openDataset } from '../../src/datasets/openDataset.js';
import type { ModelInput } from '../../src/engine/tap.js';
import { temporaryFolder } from '../support/cli.js';
import { bytesOf, npyBytes } from './npyFiles.js';
import { input, labelsOf, readAll, request } from './request.js';

/** A form in which people have data: the bytes of a small file, and what is to be understood of it, or why not. */
interface Form {
  readonly name: string;
  /** Of the file. */
  readonly as: string;
  readonly bytes: string | Uint8Array;
  readonly inputs?: readonly ModelInput[];
  readonly options?: Partial<DatasetRequest>;
  readonly means: Understood | RegExp;
}

interface Understood {
  /** The first sample's numbers. */
  readonly first: readonly number[];
  /** Of the samples; null: there are none. */
  readonly labels: readonly string[] | null;
  readonly x?: readonly string[];
  readonly y?: readonly string[];
  readonly dropped?: readonly string[];
  readonly split?: string;
  /** Fits what is said of a guess; absent: nothing is said. */
  readonly said?: RegExp;
}

const TWO = [input([2], { name: 'dense_input' })];
/** Every form of the first kinds holds these: [1.5, 2] is a, [3, 4] is b. */
const AB = { first: [1.5, 2], labels: ['a', 'b'] } as const;
const NUMBERS = { first: [1.5, 2], labels: ['0', '1'] } as const;

const utf16 = (text: string, big = false): Uint8Array => {
  const bytes = Buffer.from(`\ufeff${text}`, 'utf16le');
  return big ? bytes.swap16() : bytes;
};
const x = npyBytes('<f4', [2, 2], bytesOf(Float32Array.of(1.5, 2, 3, 4)));
const y = npyBytes('|u1', [2], Uint8Array.of(0, 1));
const other = npyBytes('<f4', [2, 2], bytesOf(Float32Array.of(9, 9, 9, 9)));
const column = npyBytes('<f8', [2], bytesOf(Float64Array.of(0.5, 0.25)));
const npz = (arrays: Readonly<Record<string, Uint8Array>>): Uint8Array =>
  zipSync(Object.fromEntries(Object.entries(arrays).map(([name, bytes]) => [`${name}.npy`, bytes])));
const json = (value: unknown): string => JSON.stringify(value);

const CSV: readonly Form[] = [
  {
    name: 'a text column that no name tells',
    as: 'a.csv',
    bytes: 'w,h,kind\n1.5,2,a\n3,4,b\n',
    means: { ...AB, x: ['w', 'h'], y: ['kind'], said: /kind is the only one of texts/ },
  },
  {
    name: 'no header, text labels in front',
    as: 'a.csv',
    bytes: 'a,1.5,2\nb,3,4\n',
    means: { ...AB, x: ['2-3'], y: ['1'], said: /column 1 is the only one of texts/ },
  },
  {
    name: "Kaggle's Id and Species",
    as: 'Iris.csv',
    bytes: 'Id,W,H,Species\n1,1.5,2,a\n2,3,4,b\n',
    means: { ...AB, y: ['Species'], dropped: ['Id'], said: /Species is named.*\(Id\) only names the rows/ },
  },
  {
    name: "pandas' index without a name",
    as: 'a.csv',
    bytes: ',w,h,target\n0,1.5,2,0\n1,3,4,1\n',
    means: { ...NUMBERS, y: ['target'], dropped: ['1'], said: /has no name and counts the rows/ },
  },
  {
    name: "R's names of rows, one name too few in the header",
    as: 'a.csv',
    bytes: '"w","h","class"\n"r1",1.5,2,"a"\n"r2",3,4,"b"\n',
    means: { ...AB, x: ['w', 'h'], dropped: ['1'], said: /no name/ },
  },
  {
    name: 'one-hot labels behind',
    as: 'a.csv',
    bytes: 'w,h,red,blue\n1.5,2,0,1\n3,4,1,0\n',
    means: { first: [1.5, 2], labels: ['1', '0'], y: ['red', 'blue'], said: /one 1 a row/ },
  },
  {
    name: 'one-hot labels that are named',
    as: 'a.csv',
    bytes: 'red,blue,w,h\n0,1,1.5,2\n0,1,3,4\n',
    options: { y: ['red', 'blue'] },
    means: { first: [1.5, 2], labels: ['1', '1'], y: ['red', 'blue'] },
  },
  {
    name: 'a separator at the end of each row',
    as: 'a.csv',
    bytes: 'w,h,class,\n1.5,2,a,\n3,4,b,\n',
    means: { ...AB, x: ['w', 'h'], y: ['class'], dropped: [] },
  },
  {
    name: 'a separator at the end of each row but the header',
    as: 'a.csv',
    bytes: 'w,h,class\n1.5,2,a,\n3,4,b,\n',
    means: { ...AB, y: ['class'], dropped: [] },
  },
  {
    name: 'semicolons, decimal commas, a mark and CRLF',
    as: 'a.csv',
    bytes: '\ufeffw;h;class\r\n1,5;2,0;a\r\n3;4;b\r\n',
    means: AB,
  },
  {
    name: 'decimal commas without a header',
    as: 'a.csv',
    bytes: '1,5;2,0;a\n3,0;4,0;b\n',
    means: { ...AB, said: /only one/ },
  },
  { name: 'tabs and decimal commas', as: 'a.tsv', bytes: 'w\th\tclass\n1,5\t2\ta\n3\t4\tb\n', means: AB },
  {
    name: 'UTF-16, little-endian',
    as: 'a.csv',
    bytes: utf16('w,h,class\r\n1.5,2,a\r\n3,4,b\r\n'),
    means: AB,
  },
  { name: 'UTF-16, big-endian', as: 'a.csv', bytes: utf16('w,h,class\n1.5,2,a\n3,4,b\n', true), means: AB },
  { name: 'UTF-16, packed', as: 'a.csv.gz', bytes: gzipSync(utf16('w,h,class\n1.5,2,a\n3,4,b')), means: AB },
  { name: "UCI's .data", as: 'iris.data', bytes: '1.5,2,a\n3,4,b\n\n', means: { ...AB, said: /only one/ } },
  {
    name: '.data, packed',
    as: 'iris.data.gz',
    bytes: gzipSync('1.5,2,a\n3,4,b\n'),
    means: { ...AB, said: /only one/ },
  },
  {
    name: 'spaces between',
    as: 'a.txt',
    bytes: '  1.5   2  a\n  3     4  b\n',
    means: { ...AB, said: /only one/ },
  },
  {
    name: "numpy.savetxt's header",
    as: 'a.txt',
    bytes: '# w h label\n1.5e+00 2.0e+00 0\n3e0 4e0 1\n',
    means: NUMBERS,
  },
  { name: 'bars between', as: 'a.txt', bytes: 'w|h|class\n1.5|2|a\n3|4|b\n', means: AB },
  { name: 'lines of an old Mac', as: 'a.csv', bytes: 'w,h,class\r1.5,2,a\r3,4,b\r', means: AB },
  {
    name: "scikit-learn's first line",
    as: 'iris.csv',
    bytes: '2,2,setosa,versicolor\n1.5,2,0\n3,4,1\n',
    means: { ...NUMBERS, y: ['3'], said: /scikit-learn/ },
  },
  {
    name: 'columns that are named, in another order',
    as: 'a.csv',
    bytes: 'name,h,w,kind\nn,2,1.5,a\nm,4,3,b\n',
    options: { x: ['W', 'h'], y: ['kind'] },
    means: { ...AB, x: ['w', 'h'], y: ['kind'] },
  },
  {
    name: 'columns by number',
    as: 'a.csv',
    bytes: '7,1.5,2\n3,3,4\n',
    options: { x: ['2-3'], y: ['1'] },
    means: { first: [1.5, 2], labels: ['7', '3'], x: ['2-3'], y: ['1'] },
  },
  {
    name: 'columns left out',
    as: 'a.csv',
    bytes: 'n,w,h,class\n5,1.5,2,a\n8,3,4,b\n',
    options: { drop: ['n'] },
    means: { ...AB, dropped: ['n'] },
  },
  {
    name: 'labels left out',
    as: 'a.csv',
    bytes: 'w,h,class\n1.5,2,a\n3,4,b\n',
    options: { drop: ['class'] },
    means: { first: [1.5, 2], labels: null, dropped: ['class'] },
  },
  {
    name: 'columns named as several inputs are',
    as: 'a.csv',
    bytes: 'b,a,label\n2,1.5,0\n4,3,1\n',
    inputs: [input([1], { name: 'a' }), input([1], { name: 'b' })],
    options: { x: ['a', 'b'] },
    means: { first: [1.5], labels: ['0', '1'], x: ['a', 'b'] },
  },
  {
    name: 'texts that no model takes',
    as: 'titanic.csv',
    bytes: 'Survived,Sex,Age,Cabin\n1,"fe, male",22,C\n0,male,40,D\n',
    means:
      /2 columns of texts that no model takes \(Sex, Cabin\).*--drop Sex,Cabin.*2 Sex \(text: fe, male, male\), 3 Age \(22, 40\)/,
  },
  {
    name: 'a column too many',
    as: 'a.csv',
    bytes: 'a,b,c,class\n1,2,3,x\n4,5,6,y\n',
    means:
      /has 3 columns of numbers beside the label where the model's input \[2\] takes 2.*--x.*--drop.*3 c \(3, 6\), 4 class \(label: x, y\)/,
  },
  {
    name: 'a name that is not there',
    as: 'a.csv',
    bytes: 'a,b,class\n1,2,x\n',
    options: { x: ['a', 'z'] },
    means: /has no column z; it has a, b, class: correct --x/,
  },
  {
    name: 'a part of what has none',
    as: 'a.csv',
    bytes: '1,2\n',
    options: { split: 'test' },
    means: /no parts.*--split/,
  },
  {
    name: 'bytes that are no text',
    as: 'a.csv',
    bytes: Uint8Array.of(49, 44, 0, 0, 7),
    means: /holds bytes that no text does/,
  },
  {
    name: 'a sentence',
    as: 'a.txt',
    bytes: 'Nothing here is a table.\nNor is this.\n',
    means: /is of no kind that is known/,
  },
];

const NAMED: readonly Form[] = [
  {
    name: 'a text column with another name in each row',
    as: 'a.csv',
    bytes: `who,w,h\n${Array.from({ length: 30 }, (_, row) => `person ${row},1,2\n`).join('')}`,
    means: /a column of texts that no model takes \(who\): .*--drop who/,
  },
  {
    name: 'pixels as one text',
    as: 'fer2013.csv',
    bytes:
      'emotion,pixels,Usage\n4,0 0 0 48 223 143 0 0 12,Training\n2,0 0 95 223 254 238 16 0 1,PublicTest\n',
    means: /holds the 9 numbers of a sample as one text, in its column pixels: .*np\.savez\('fer2013\.npz'/,
  },
  {
    name: 'the one column beside those that are named',
    as: 'a.csv',
    bytes: '7,1.5,2\n3,3,4\n',
    options: { x: ['2-3'] },
    means: { first: [1.5, 2], labels: ['7', '3'], y: ['1'], said: /column 1 is the only one beside/ },
  },
  {
    name: 'several columns beside those that are named',
    as: 'a.csv',
    bytes: '7,1.5,2,8\n3,3,4,9\n',
    options: { x: ['2-3'] },
    means: { first: [1.5, 2], labels: null, dropped: ['1', '4'], said: /no labels were named/ },
  },
  {
    name: 'a column that is named twice',
    as: 'a.csv',
    bytes: 'a,b\n1,2\n',
    options: { x: ['a', '1'] },
    means: /column a of .* is named twice: correct --x/,
  },
  {
    name: 'a column that is taken and left out',
    as: 'a.csv',
    bytes: 'a,b\n1,2\n',
    options: { x: ['1-2'], drop: ['b'] },
    means: /column b both in --drop and among those/,
  },
  {
    name: 'an array that is taken and left out',
    as: 'a.npz',
    bytes: npz({ x, y }),
    options: { y: ['y'], drop: ['y'] },
    means: /is given y more than once/,
  },
];

const NPZ: readonly Form[] = [
  {
    name: 'arr_0 and arr_1',
    as: 'a.npz',
    bytes: npz({ arr_0: x, arr_1: y }),
    means: { ...NUMBERS, said: /arr_0 is the first.*arr_1 holds a whole number/ },
  },
  {
    name: 'X and Y',
    as: 'a.npz',
    bytes: npz({ X: x, Y: y }),
    means: { ...NUMBERS, x: ['X'], y: ['Y'], said: /X is named/ },
  },
  {
    name: 'data and target',
    as: 'a.npz',
    bytes: npz({ target: y, data: x }),
    means: { ...NUMBERS, y: ['target'], said: /target is named/ },
  },
  {
    name: 'image and label',
    as: 'a.npz',
    bytes: npz({ label: y, image: x }),
    means: { ...NUMBERS, said: /image is named/ },
  },
  {
    name: 'training and test',
    as: 'a.npz',
    bytes: npz({ X_train: other, y_train: y, X_test: x, Y_test: y }),
    means: {
      ...NUMBERS,
      x: ['X_test'],
      y: ['Y_test'],
      split: 'test',
      said: /test was taken; the others: train/,
    },
  },
  {
    name: 'training, asked for',
    as: 'a.npz',
    bytes: npz({ x_train: x, y_train: y, x_test: other, y_test: y }),
    options: { split: 'train' },
    means: { ...NUMBERS, x: ['x_train'], split: 'train', said: /train was taken/ },
  },
  {
    name: "MedMNIST's parts with (n, 1) labels",
    as: 'a.npz',
    bytes: npz({
      train_images: other,
      val_images: other,
      test_images: x,
      train_labels: y,
      val_labels: y,
      test_labels: npyBytes('|u1', [2, 1], Uint8Array.of(0, 1)),
    }),
    means: { ...NUMBERS, y: ['test_labels'], split: 'test', said: /the others: val, train/ },
  },
  {
    name: 'by shape',
    as: 'a.npz',
    bytes: npz({ ids: y, points: x, more: npyBytes('|u1', [3, 3], new Uint8Array(9)) }),
    means: { ...NUMBERS, y: ['ids'], dropped: ['more'], said: /points is the only array of a shape/ },
  },
  {
    name: 'arrays that are named',
    as: 'a.npz',
    bytes: npz({ a: other, b: x, c: y, d: y }),
    options: { x: ['b'], y: ['d'] },
    means: { ...NUMBERS, x: ['b'], y: ['d'] },
  },
  {
    name: 'labels in an archive of their own',
    as: 'a.npz',
    bytes: npz({ arr_0: x }),
    options: { labels: npz({ arr_0: y }) as unknown as string },
    means: NUMBERS,
  },
  {
    name: 'labels that may be',
    as: 'a.npz',
    bytes: npz({ x, weights: column }),
    means: /one value for each sample \(weights\) that may be labels.*--y.*--drop weights.*x \[2, 2\] of f4/,
  },
  {
    name: 'labels that may be, left out',
    as: 'a.npz',
    bytes: npz({ x, weights: column }),
    options: { drop: ['weights'] },
    means: { first: [1.5, 2], labels: null, dropped: ['weights'] },
  },
  {
    name: 'two arrays of whole numbers',
    as: 'a.npz',
    bytes: npz({ x, a: y, b: y }),
    means: /\(a, b\) that may be labels/,
  },
  {
    name: 'two arrays that fit',
    as: 'a.npz',
    bytes: npz({ p: x, q: x }),
    means: /no array for the model's input dense_input: name it with --x; it holds p \[2, 2\] of f4, q/,
  },
  {
    name: 'a part that is not there',
    as: 'a.npz',
    bytes: npz({ x_test: x }),
    options: { split: 'val' },
    means: /has no part val \(it has test\)/,
  },
  {
    name: 'names for an array without any',
    as: 'a.npy',
    bytes: x,
    options: { x: ['x'] },
    means: /no arrays, keys or columns with names: leave --x out/,
  },
];

const JSON_FORMS: readonly Form[] = [
  {
    name: 'X and y',
    as: 'a.json',
    bytes: json({
      X: [
        [1.5, 2],
        [3, 4],
      ],
      y: [0, 1],
    }),
    means: { ...NUMBERS, said: /X is named/ },
  },
  {
    name: 'xs and labels',
    as: 'a.json',
    bytes: json({
      xs: [
        [1.5, 2],
        [3, 4],
      ],
      labels: ['a', 'b'],
    }),
    means: { ...AB, y: ['labels'] },
  },
  {
    name: 'records',
    as: 'a.json',
    bytes: json([
      { w: 1.5, h: 2, label: 0 },
      { w: 3, h: 4, label: 1 },
    ]),
    means: { ...NUMBERS, x: ['w', 'h'], y: ['label'] },
  },
  {
    name: 'records with an index',
    as: 'a.json',
    bytes: json([
      { index: 0, w: 1.5, h: '2', kind: 'a' },
      { index: 1, w: 3, h: '4', kind: 'b' },
    ]),
    means: { ...AB, y: ['kind'], dropped: ['index'], said: /only one of texts/ },
  },
  {
    name: 'pairs',
    as: 'a.json',
    bytes: json([
      [[1.5, 2], 'a'],
      [[3, 4], 'b'],
    ]),
    means: { ...AB, said: /pair/ },
  },
  {
    name: 'lists without labels',
    as: 'a.json',
    bytes: json([
      [1.5, 2],
      [3, 4],
    ]),
    means: { first: [1.5, 2], labels: null },
  },
  {
    name: 'JSON lines',
    as: 'a.jsonl',
    bytes: '{"x":[1.5,2],"label":"a"}\n{"x":[3,4],"label":"b"}\n',
    means: AB,
  },
  {
    name: 'JSON lines of one sample, packed',
    as: 'a.ndjson.gz',
    bytes: gzipSync('{"x":[1.5,2],"label":"a"}'),
    means: { first: [1.5, 2], labels: ['a'] },
  },
  {
    name: 'JSON lines under another name',
    as: 'a.json',
    bytes: '{"w":1.5,"h":2,"class":"a"}\r\n{"w":3,"h":4,"class":"b"}\r\n',
    means: AB,
  },
  {
    name: 'JSON without a name that tells',
    as: 'samples.txt',
    bytes: json([{ x: [1.5, 2], label: 'a' }]),
    means: { first: [1.5, 2], labels: ['a'] },
  },
  {
    name: "brain.js' lists",
    as: 'a.json',
    bytes: json([
      { input: [1.5, 2], output: [1, 0] },
      { input: [3, 4], output: [0, 1] },
    ]),
    means: { ...NUMBERS, said: /input is named/ },
  },
  {
    name: "brain.js' objects",
    as: 'a.json',
    bytes: json([
      { input: { r: 1.5, g: 2 }, output: { a: 1 } },
      { input: { g: 4, r: 3 }, output: { b: 1 } },
    ]),
    means: { ...AB, said: /output is named/ },
  },
  {
    name: "ml5's saveData",
    as: 'a.json',
    bytes: json({
      data: [
        { xs: { w: 1.5, h: 2 }, ys: { label: 'a' } },
        { xs: { w: 3, h: 4 }, ys: { label: 'b' } },
      ],
    }),
    means: { ...AB, x: ['xs'], y: ['ys'] },
  },
  {
    name: "danfo's columns",
    as: 'a.json',
    bytes: json({ w: [1.5, 3], h: [2, 4], species: ['a', 'b'] }),
    means: { ...AB, x: ['w', 'h'], said: /species is named/ },
  },
  {
    name: "pandas' columns by row",
    as: 'a.json',
    bytes: json({ w: { 0: 1.5, 1: 3 }, h: { 0: 2, 1: 4 }, class: { 0: 'a', 1: 'b' } }),
    means: AB,
  },
  {
    name: "pandas' split form",
    as: 'a.json',
    bytes: json({
      columns: ['w', 'h', 'class'],
      index: [0, 1],
      data: [
        [1.5, 2, 'a'],
        [3, 4, 'b'],
      ],
    }),
    means: AB,
  },
  {
    name: 'keys that are named',
    as: 'a.json',
    bytes: json([
      { p: [1.5, 2], q: [9, 9], k: 'a', m: 'z' },
      { p: [3, 4], q: [9, 9], k: 'b', m: 'z' },
    ]),
    options: { x: ['P'], y: ['k'] },
    means: { ...AB, x: ['p'], y: ['k'] },
  },
  {
    name: 'the only list and the only value',
    as: 'a.json',
    bytes: json([
      { p: [1.5, 2], k: 'a' },
      { p: [3, 4], k: 'b' },
    ]),
    means: { ...AB, said: /p is the only list; k is the only key/ },
  },
  {
    name: 'training and test in one object',
    as: 'a.json',
    bytes: json({
      xTrain: [[9, 9]],
      yTrain: [0],
      xTest: [
        [1.5, 2],
        [3, 4],
      ],
      yTest: [0, 1],
    }),
    means: { ...NUMBERS, split: 'test', said: /test was taken/ },
  },
  {
    name: 'two lists',
    as: 'a.json',
    bytes: json([{ p: [1, 2], q: [3, 4] }]),
    means: /do not say what feeds the model.*--x.*p \(list of 2\), q \(list of 2\)/,
  },
  {
    name: 'two values that may be labels',
    as: 'a.json',
    bytes: json([{ x: [1, 2], k: 'a', m: 'b' }]),
    means: /may be labels \(k, m\).*--y/,
  },
  {
    name: 'a line that is no JSON',
    as: 'a.jsonl',
    bytes: '{"x":[1,2]}\n{"x":[1\n',
    means: /a\.jsonl:2 is no JSON/,
  },
];

describe('forms in which people have data', () => {
  const folder = temporaryFolder();

  it.each(
    [...CSV, ...NAMED, ...NPZ, ...JSON_FORMS].map(
      (form) => [form.as.replace(/^[^.]*/u, ''), form.name, form] as const,
    ),
  )('%s: %s', async (_, _name, { as, bytes, inputs = TWO, options = {}, means }) => {
    const path = join(folder, as);
    writeFileSync(path, bytes);
    const { labels } = options;
    const labelPath = labels === undefined || labels === null ? null : join(folder, 'labels.npz');
    if (labelPath !== null) writeFileSync(labelPath, labels as string);
    const opening = openDataset(request(path, inputs, { ...options, labels: labelPath }));
    if (means instanceof RegExp) {
      await expect(opening).rejects.toMatchObject({ message: expect.stringMatching(means) });
      return;
    }
    const dataset = await opening;
    const read = await readAll(dataset, Uint32Array.of(0));
    const said = dataset.findings.filter(({ code }) => code === 'mapping-chosen' || code === 'split-taken');
    expect({
      first: [...(read.inputs[0] ?? [])],
      labels: dataset.labelled ? labelsOf(dataset) : null,
    }).toEqual({ first: means.first, labels: means.labels });
    const { x: xs, y: ys, dropped, split } = means;
    expect(dataset.settings['mapping']).toMatchObject({
      ...(xs === undefined ? {} : { x: xs }),
      ...(ys === undefined ? {} : { y: ys }),
      ...(dropped === undefined ? {} : { dropped }),
      split: split ?? null,
    });
    const sentence = said.map(({ message }) => message).join(' ');
    if (means.said === undefined) expect(sentence).toBe('');
    else expect(sentence).toMatch(means.said);
  });
});
