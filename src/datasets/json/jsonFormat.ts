import { gunzipSync } from 'node:zlib';
import type { ModelInput } from '../../engine/tap.js';
import { bytesOf, withFile } from '../../files/openFile.js';
import { ExpectedError } from '../../vocabulary/expectedError.js';
import { file, phrase } from '../../vocabulary/phrase.js';
import type { DatasetRequest } from '../dataset.js';
import { fingerprintFiles } from '../fingerprint.js';
import type { DatasetFormat, Look, RowReader } from '../format.js';
import { SampleCheck } from '../inputWriters.js';
import { readLabel } from '../labels/readLabel.js';
import { isList, isRecord, splitInputs } from '../nested.js';
import { RowLook } from '../rowLook.js';
import { samplePlace } from '../samplePlace.js';

/** { "xs", "ys" }, or an array of { "x", "label" }. */
export const jsonFormat: DatasetFormat<null> = { kind: 'json', lookThrough, openRows };

/** The longest text that the JavaScript engine takes is a little longer. */
const MOST_BYTES = 512_000_000;

async function lookThrough(request: DatasetRequest): Promise<Look<null>> {
  const { path, inputs, labels } = request;
  const samples = await readSamples(path, inputs);
  const look = await RowLook.open(request, samples.count);
  const check = new SampleCheck(request, 'json');
  for (let i = 0; i < samples.count; i++) {
    const where = samplePlace(path, i);
    look.next(`sample ${i + 1}`, () => {
      check.check(splitInputs(samples.x(i), inputs, where), where);
      return readLabel(samples.label(i), where);
    });
  }
  return {
    fingerprint: await fingerprintFiles(labels === null ? [path] : [path, labels]),
    ...look.finish(),
    shapes: check.shapes,
    index: null,
  };
}

async function openRows(request: DatasetRequest, { shapes }: Pick<Look<null>, 'shapes'>): Promise<RowReader> {
  const { path, inputs } = request;
  const samples = await readSamples(path, inputs);
  const writer = new SampleCheck(request, 'json', shapes);
  return {
    read(row, slot, targets) {
      const where = samplePlace(path, row);
      writer.write(splitInputs(samples.x(row), inputs, where), slot, targets, where);
      return Promise.resolve();
    },
    close: () => Promise.resolve(),
  };
}

interface JsonSamples {
  readonly count: number;
  x(row: number): unknown;
  label(row: number): unknown;
}

async function readSamples(path: string, inputs: readonly ModelInput[]): Promise<JsonSamples> {
  const value = await parseFile(path);
  if (Array.isArray(value)) return fromRows(value);
  if (isRecord(value) && 'xs' in value) return fromColumns(value['xs'], value['ys'], { path, inputs });
  throw new ExpectedError(
    'data-unrecognised',
    phrase`${file(path)} is JSON, but neither {"xs": [...], "ys": [...]} nor an array of {"x": ..., "label": ...}: give one of these`,
  );
}

function fromRows(rows: readonly unknown[]): JsonSamples {
  const field = (row: number, name: string): unknown => {
    const value = rows[row];
    return isRecord(value) ? value[name] : undefined;
  };
  return { count: rows.length, x: (row) => field(row, 'x'), label: (row) => field(row, 'label') };
}

interface Whose {
  readonly path: string;
  readonly inputs: readonly ModelInput[];
}

function fromColumns(xs: unknown, ys: unknown, { path, inputs }: Whose): JsonSamples {
  const columns = columnsOf(xs, { path, inputs });
  const [first] = columns;
  if (first === undefined) throw new RangeError('a model has an input');
  const { length: count } = first;
  const uneven = columns.find((column) => column.length !== count);
  if (uneven !== undefined)
    throw new ExpectedError(
      'data-shape',
      phrase`${file(path)} holds ${count} samples for the model's first input and ${uneven.length} for another: give each the same number`,
    );
  if (ys !== undefined && ys !== null && (!isList(ys) || ys.length !== count))
    throw new ExpectedError(
      'data-labels',
      phrase`${file(path)} holds ${isList(ys) ? ys.length : 'no list of'} labels in ys where xs holds ${count} samples: give one a sample`,
    );
  return {
    count,
    x: (row) => (inputs.length === 1 ? first[row] : columns.map((column) => column[row])),
    label: (row) => (isList(ys) ? ys[row] : null),
  };
}

/** One list of samples an input. */
function columnsOf(xs: unknown, { path, inputs }: Whose): readonly ArrayLike<unknown>[] {
  const columns: readonly unknown[] = isRecord(xs)
    ? inputs.map(({ name }) => xs[name] ?? xs[name.replace(/:\d+$/, '')])
    : inputs.length === 1
      ? [xs]
      : Array.isArray(xs)
        ? xs
        : [];
  if (columns.length !== inputs.length || !columns.every(isList))
    throw new ExpectedError(
      'data-shape',
      phrase`xs of ${file(path)} does not hold a list of samples for each of the model's inputs ${inputs.map(({ name }) => name).join(', ')}: give a list in this order, or an object by these names`,
    );
  return columns.filter(isList);
}

async function parseFile(path: string): Promise<unknown> {
  const use = { code: 'data-missing' } as const;
  const bytes = await withFile(path, use, async (handle) => {
    const { size } = await handle.stat();
    if (size > MOST_BYTES)
      throw new ExpectedError(
        'data-malformed',
        phrase`${file(path)} has ${size} bytes, and JSON is read as a whole, of at most ${MOST_BYTES}: convert it to npy, npz or csv`,
      );
    return bytesOf(handle, path, { use, most: MOST_BYTES });
  });
  try {
    const plain =
      bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes, { maxOutputLength: MOST_BYTES }) : bytes;
    return JSON.parse(plain.toString('utf8').replace(/^\ufeff/, ''));
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ERR_BUFFER_TOO_LARGE')
      throw new ExpectedError(
        'data-malformed',
        phrase`${file(path)} unpacks to more than ${MOST_BYTES} bytes, and JSON is read as a whole: convert it to npy, npz or csv`,
        { cause },
      );
    throw new ExpectedError(
      'data-malformed',
      phrase`${file(path)} is no JSON that can be read: ${cause instanceof Error ? cause.message.replace(/\s+/g, ' ').slice(0, 200) : String(cause)}`,
      { cause },
    );
  }
}
