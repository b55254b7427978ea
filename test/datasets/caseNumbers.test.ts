import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { unzipSync, zipSync } from 'fflate';
import { beforeAll, describe, expect, it } from 'vitest';
import { openDataset } from '../../src/datasets/openDataset.js';
import { runCli } from '../cli/runCli.js';
import { temporaryFolder } from '../support/cli.js';
import { isRecord } from '../../src/vocabulary/isRecord.js';
import { bytesOf, npyBytes } from './npyFiles.js';
import { input, labelsOf, readAll, request } from './request.js';

const FORMS = fileURLToPath(new URL('../fixtures/forms/', import.meta.url));

/** A numpy array's bytes without its header. */
function content(npy: Uint8Array): Uint8Array {
  return npy.slice(10 + (npy[8] ?? 0) + 256 * (npy[9] ?? 0));
}

const IRIS = readFileSync(join(FORMS, 'iris/iris.data'), 'utf8')
  .trim()
  .split('\n')
  .map((row) => row.split(','));
const SPECIES = [...new Set(IRIS.map((row) => row[4] ?? ''))];
const NAMES = ['SepalLengthCm', 'SepalWidthCm', 'PetalLengthCm', 'PetalWidthCm'];
const table = (rows: readonly (readonly string[])[], separator = ',', eol = '\n'): string =>
  rows.map((row) => row.join(separator) + eol).join('');

const digits = unzipSync(readFileSync(join(FORMS, 'digits/arr01.npz')));
const [arr0, arr1] = [digits['arr_0.npy'] ?? new Uint8Array(), digits['arr_1.npy'] ?? new Uint8Array()];
const PIXELS = new Float32Array(content(arr0).buffer);
const DIGITS = Array.from(new BigInt64Array(content(arr1).buffer), Number);
const part = (from: number, to: number): readonly [x: Buffer, y: Buffer] => [
  npyBytes('<f4', [to - from, 64], bytesOf(PIXELS.slice(64 * from, 64 * to))),
  npyBytes('<i8', [to - from], bytesOf(BigInt64Array.from(DIGITS.slice(from, to), BigInt))),
];
const npz = (arrays: Readonly<Record<string, Uint8Array>>): Uint8Array =>
  zipSync(Object.fromEntries(Object.entries(arrays).map(([name, bytes]) => [`${name}.npy`, bytes])));

const SIXTY = Array.from({ length: 60 }, (_, row) => Array.from(PIXELS.slice(64 * row, 64 * row + 64)));
const LABELS = DIGITS.slice(0, 60);
const json = (value: unknown): string => JSON.stringify(value);

/** The same samples in other forms; their name is the file's. */
const IRIS_FORMS: Readonly<Record<string, string | Uint8Array>> = {
  'Iris.csv': table([['Id', ...NAMES, 'Species'], ...IRIS.map((row, i) => [String(i + 1), ...row])]),
  'iris_species.csv': table([[...NAMES, 'Species'], ...IRIS]),
  'iris_trailing_sep.csv': table([[...NAMES, 'class', ''], ...IRIS.map((row) => [...row, ''])]),
  'iris_semi_bom_crlf.csv': `\ufeff${table([[...NAMES, 'species'], ...IRIS.map((row) => row.map((cell) => cell.replace('.', ',')))], ';', '\r\n')}`,
  'iris_utf16.csv': Buffer.from(`\ufeff${table([[...NAMES, 'class'], ...IRIS])}`, 'utf16le'),
};
/** With classes of other names. */
const IRIS_NUMBERED: Readonly<Record<string, string>> = {
  'iris_pandas_index.csv': table([
    ['', ...NAMES, 'target'],
    ...IRIS.map((row, i) => [String(i), ...row.slice(0, 4), String(SPECIES.indexOf(row[4] ?? ''))]),
  ]),
  'iris_onehot.csv': table([
    [...NAMES, ...SPECIES],
    ...IRIS.map((row) => [...row.slice(0, 4), ...SPECIES.map((name) => (name === row[4] ? '1' : '0'))]),
  ]),
};
const DIGITS_FORMS: Readonly<Record<string, Uint8Array>> = {
  'data_target.npz': npz({ data: arr0, target: arr1 }),
  'image_label.npz': npz({ image: arr0, label: arr1 }),
  'upper.npz': npz({ X: arr0, Y: arr1 }),
};
const [trainX, trainY] = part(0, 300);
const [testX, testY] = part(300, 397);
const SIXTY_FORMS: Readonly<Record<string, string>> = {
  'data_labels.json': json({ data: SIXTY, labels: LABELS }),
  'features.json': json({ features: SIXTY, labels: LABELS }),
  'io.json': json(
    SIXTY.map((x, i) => ({
      input: x,
      output: Array.from({ length: 10 }, (_, digit) => Number(digit === LABELS[i])),
    })),
  ),
  'lines.jsonl': SIXTY.map((x, i) => json({ x, label: LABELS[i] })).join('\n'),
  'pairs.json': json(SIXTY.map((x, i) => [x, LABELS[i]])),
  'records.json': json(
    SIXTY.map((x, i) => ({
      ...Object.fromEntries(x.map((value, place) => [`p${place}`, value])),
      label: LABELS[i],
    })),
  ),
  'xslabels.json': json({ xs: SIXTY, labels: LABELS }),
};

/** Accuracy and the layers' class entropies, as the command reports them. */
async function numbersOf(
  model: string,
  data: string,
  folder: string,
  options: readonly string[] = [],
): Promise<readonly number[]> {
  const end = await runCli(
    ['analyze', model, '--data', data, '--json', 'r.json', '--quiet', ...options],
    folder,
  );
  expect(end.stderr).toBe('');
  const report: unknown = JSON.parse(readFileSync(join(folder, 'r.json'), 'utf8'));
  if (!isRecord(report) || !isRecord(report['task']) || !Array.isArray(report['layers']))
    throw new Error('no report');
  const entropies = report['layers'].map((layer: unknown) =>
    isRecord(layer) && isRecord(layer['entropy']) ? Number(layer['entropy']['class']) : NaN,
  );
  return [Number(report['task']['accuracy']), ...entropies.slice(0, 2)];
}

/** Everything that a run takes of a file: its numbers, and the class of each sample. */
async function contentOf(path: string, size: number): Promise<unknown> {
  const dataset = await openDataset(request(path, [input([size], { name: 'input_1' })]));
  return { values: (await readAll(dataset)).inputs[0], labels: labelsOf(dataset), classOf: dataset.classOf };
}

describe('the same samples in the forms in which people have them', () => {
  const folder = temporaryFolder();
  const write = (name: string, bytes: string | Uint8Array): string => {
    writeFileSync(join(folder, name), bytes);
    return join(folder, name);
  };
  beforeAll(() => {
    cpSync(FORMS, folder, { recursive: true });
  });

  it.each(Object.entries(IRIS_FORMS))('%s holds what UCI’s iris.data does', async (name, bytes) => {
    expect(await contentOf(write(name, bytes), 4)).toEqual(await contentOf(join(FORMS, 'iris/iris.data'), 4));
  });

  it.each(Object.entries(IRIS_NUMBERED))('%s holds it under other names of classes', async (name, bytes) => {
    const { values, classOf } = (await contentOf(join(FORMS, 'iris/iris.data'), 4)) as Record<
      string,
      unknown
    >;
    expect(await contentOf(write(name, bytes), 4)).toMatchObject({ values, classOf });
  });

  it.each(Object.entries(DIGITS_FORMS))('%s holds what arr_0 and arr_1 do', async (name, bytes) => {
    expect(await contentOf(write(name, bytes), 64)).toEqual(
      await contentOf(join(FORMS, 'digits/arr01.npz'), 64),
    );
  });

  it.each(Object.entries(SIXTY_FORMS))('%s holds what X and y do', async (name, text) => {
    const plain = write('X_y.json', json({ X: SIXTY, y: LABELS }));
    expect(await contentOf(write(name, text), 64)).toEqual(await contentOf(plain, 64));
  });

  it('give the numbers of Keras and NumPy', { timeout: 120_000 }, async () => {
    write('xtrain_only.npz', npz({ X_train: trainX, y_train: trainY, X_test: testX, Y_test: testY }));
    write('imgs.npz', npz({ arr_0: arr0 }));
    write('labels.npz', npz({ arr_0: arr1 }));
    write('X_y.json', json({ X: SIXTY, y: LABELS }));
    const close = (numbers: readonly number[]): readonly unknown[] =>
      numbers.map((value): unknown => expect.closeTo(value, 6));
    expect(await numbersOf('iris', 'iris/iris.data', folder)).toEqual(close([0.96, 0.1489933, 0.1424739]));
    const all = close([0.9748111, 0.1805421, 0.1760249]);
    expect(await numbersOf('digits', 'digits/arr01.npz', folder)).toEqual(all);
    expect(await numbersOf('digits', 'imgs.npz', folder, ['--labels', 'labels.npz'])).toEqual(all);
    const [accuracy] = await numbersOf('digits', 'xtrain_only.npz', folder);
    expect(accuracy).toBeCloseTo(94 / 97, 9);
    const sixty = await numbersOf('digits', 'X_y.json', folder);
    expect(sixty[0]).toBeCloseTo(59 / 60, 9);
  });
});
