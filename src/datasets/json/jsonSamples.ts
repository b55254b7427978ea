import { ExpectedError } from '../../vocabulary/expectedError.js';
import { file, option, phrase } from '../../vocabulary/phrase.js';
import { decideColumns } from '../csv/csvColumns.js';
import { LABEL_TEXT, numberOf } from '../csv/csvCells.js';
import { COMMA, DOT, LINE_FEED } from '../csv/csvForm.js';
import type { DatasetRequest } from '../dataset.js';
import { argmax } from '../labels/argmax.js';
import type { DecidedMapping } from '../mapping/mapping.js';
import { decideKeys, shownKeys } from '../mapping/sampleKeys.js';
import { senseOf, X_NAMES, Y_NAMES } from '../mapping/usualNames.js';
import { isList, isRecord } from '../nested.js';
import { decideArrays, type NamedArray } from '../npy/decideArrays.js';

type JsonRecord = Readonly<Record<string, unknown>>;

/** Samples in JSON, whatever form they have there. */
export interface JsonSamples {
  readonly count: number;
  /** What feeds the model: a list, or one an input, or an object by the inputs' names. */
  readonly x: (row: number) => unknown;
  /** A number, a text, a one-hot list; null: there is none. */
  readonly label: (row: number) => unknown;
  readonly decided: DecidedMapping;
}

/** Keys under which a list of samples is put into an object, with nothing else of use beside it. */
const WRAPPINGS = ['data', 'samples', 'rows', 'records', 'items', 'instances', 'examples'];
const HEAD_ROWS = 50;

/**
 * Samples of a value: a list of objects (by keys, or a column a key), of pairs or of lists; an object of lists (one a
 * part, or a column each); pandas' forms; a list under a key of its own.
 * @throws ExpectedError data-unrecognised, data-shape, data-labels showing what there is
 */
export function jsonSamples(value: unknown, request: DatasetRequest): JsonSamples {
  if (Array.isArray(value)) return ofList(value, request);
  if (isRecord(value)) {
    const wrapped = WRAPPINGS.map((key) => value[key]).find((list) => isList(list) && isRecord(list[0]));
    if (isList(wrapped)) return ofList(Array.from(wrapped), request);
    const table = splitTable(value) ?? columnTable(value);
    if (table !== null) return ofTable(table, request);
    if (Object.values(value).some(isPart)) return ofArrays(value, request);
    throw new ExpectedError(
      'data-unrecognised',
      phrase`${file(request.path)} is JSON, but neither {"xs": [...], "ys": [...]} nor an array of {"x": ..., "label": ...}: give one of these, or name the keys with ${option('x')} and ${option('y')}; it has ${shownKeys(value)}`,
    );
  }
  throw new ExpectedError(
    'data-unrecognised',
    phrase`${file(request.path)} is JSON, but neither {"xs": [...], "ys": [...]} nor an array of {"x": ..., "label": ...}: give one of these`,
  );
}

/** A list of samples, or an object with such a list an input. */
function isPart(value: unknown): boolean {
  return isList(value) || (isRecord(value) && Object.values(value).some(isList));
}

function ofList(rows: readonly unknown[], request: DatasetRequest): JsonSamples {
  const first = rows.find(isRecord);
  if (first !== undefined) {
    if (isRow(first, request)) {
      const names = Object.keys(first);
      const cell = (row: number, column: number): unknown => {
        const sample = rows[row];
        return isRecord(sample) ? sample[names[column] ?? ''] : undefined;
      };
      return ofTable({ names, count: rows.length, cell }, request);
    }
    return ofKeys(rows, decideKeys(request, first), request);
  }
  const plain = { mapping: { x: ['1'], y: [], dropped: [], split: null }, why: [], otherSplits: [] };
  const item = (row: number, place: number): unknown => {
    const pair = rows[row];
    return isList(pair) ? pair[place] : undefined;
  };
  if (rows.length > 0 && rows.every(isPair)) {
    const mapping = { ...plain.mapping, y: request.labels === null ? ['2'] : [] };
    const decided = { ...plain, mapping, why: ['each sample is a pair, its label second'] };
    return { count: rows.length, x: (row) => item(row, 0), label: (row) => labelOf(item(row, 1)), decided };
  }
  return { count: rows.length, x: (row) => rows[row], label: () => null, decided: plain };
}

/** A list or an object, and a label: a number, a text, a one-hot list. */
function isPair(value: unknown): boolean {
  if (!isList(value) || value.length !== 2) return false;
  const [x, y] = Array.from(value);
  if (!isList(x) && !isRecord(x)) return false;
  return !isList(y) || (x.length !== y.length && Array.from(y).every((share) => typeof share === 'number'));
}

/** Is a sample a row of a table: a value a key, and none that is named as samples are? */
function isRow(first: JsonRecord, { x, inputs }: DatasetRequest): boolean {
  const keys = Object.keys(first);
  if (!Object.values(first).every((value) => !isList(value) && !isRecord(value))) return false;
  const features = keys.filter((key) => !Y_NAMES.includes(senseOf(key).base));
  if (features.length === 0) return false;
  const named = x === null ? keys.some((key) => X_NAMES.includes(senseOf(key).base)) : x.length === 1;
  const single = inputs.length === 1 && inputs[0]?.shape.every((axis) => axis === 1) === true;
  return !(named && single);
}

function ofKeys(
  rows: readonly unknown[],
  { x, y, decided }: ReturnType<typeof decideKeys>,
  { inputs }: DatasetRequest,
): JsonSamples {
  const field = (row: number, key: string): unknown => {
    const sample = rows[row];
    return isRecord(sample) ? sample[key] : undefined;
  };
  const [only = 'x', ...more] = x;
  const first = field(rows.findIndex(isRecord), only);
  const byInput =
    isRecord(first) && inputs.some(({ name }) => name in first || name.replace(/:\d+$/u, '') in first);
  // brain.js and ml5 give the features of a sample names.
  const names = isRecord(first) && !byInput && inputs.length === 1 ? Object.keys(first) : null;
  const features = (value: unknown): unknown =>
    names !== null && isRecord(value) ? names.map((name) => value[name]) : value;
  return {
    count: rows.length,
    x: (row) => (more.length > 0 ? x.map((key) => field(row, key)) : features(field(row, only))),
    label: (row) => (y === null ? null : labelOf(field(row, y))),
    decided,
  };
}

/** { "label": "cat" } is cat, { "cat": 0.9, "dog": 0.1 } is cat, too. */
function labelOf(value: unknown): unknown {
  if (!isRecord(value)) return value;
  const entries = Object.entries(value);
  const [only, ...more] = entries;
  if (only === undefined) return value;
  if (more.length === 0 && (typeof only[1] !== 'number' || Y_NAMES.includes(senseOf(only[0]).base)))
    return only[1];
  if (!entries.every(([, share]) => typeof share === 'number')) return value;
  return entries[argmax(Float64Array.from(entries, ([, share]) => Number(share)))]?.[0];
}

/** Rows and columns of single values. */
interface Table {
  readonly names: readonly string[];
  readonly count: number;
  readonly cell: (row: number, column: number) => unknown;
}

function ofTable({ names, count, cell }: Table, request: DatasetRequest): JsonSamples {
  const rows = Array.from({ length: Math.min(count, HEAD_ROWS) }, (_, row) =>
    names.map((_name, column) => cellText(cell(row, column))),
  );
  const form = {
    delimiter: COMMA,
    decimal: DOT,
    eol: LINE_FEED,
    begin: { offset: 0, line: 1 },
    columns: names.length,
    trailing: 0,
    names,
  };
  const { columns, decided } = decideColumns(request, { form, rows, classLast: false });
  const placed = [...columns.roles.entries()].filter(([, role]) => role >= 0).sort((a, b) => a[1] - b[1]);
  const inputs = placed.slice(0, columns.width).map(([column]) => column);
  const oneHot = placed.slice(columns.width).map(([column]) => column);
  const label = columns.roles.indexOf(LABEL_TEXT);
  const sizes = request.inputs.map(({ shape }) =>
    shape.reduce<number>((size, axis) => size * (axis ?? 1), 1),
  );
  return {
    count,
    x: (row) => {
      const values = inputs.map((column) => cellNumber(cell(row, column)));
      if (sizes.length === 1) return values;
      let from = 0;
      return sizes.map((size) => values.slice(from, (from += size)));
    },
    label: (row) => {
      if (oneHot.length > 0) return oneHot.map((column) => cell(row, column));
      return label < 0 ? null : cell(row, label);
    },
    decided,
  };
}

function cellText(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return String(Number(value));
  return typeof value === 'number' ? String(value) : '';
}

function cellNumber(value: unknown): unknown {
  return typeof value === 'string' ? (numberOf(value, DOT) ?? value) : value;
}

/** pandas' orient="split": the columns' names beside the rows. */
function splitTable({ columns, data }: JsonRecord): Table | null {
  if (!isList(columns) || !isList(data) || !isList(data[0]) || data[0].length !== columns.length) return null;
  return {
    names: Array.from(columns, String),
    count: data.length,
    cell: (row, column) => {
      const values = data[row];
      return isList(values) ? values[column] : undefined;
    },
  };
}

/** A column a key: as lists (danfo), or as objects by row (pandas' default). */
function columnTable(value: JsonRecord): Table | null {
  const names = Object.keys(value);
  const columns = Object.values(value).map((column) => (isRecord(column) ? Object.values(column) : column));
  const [first] = columns;
  if (names.length < 2 || !isList(first) || first.length === 0) return null;
  const usual = names.some((name) => X_NAMES.includes(senseOf(name).base) && name !== '');
  const plain = columns.every(
    (column) =>
      isList(column) && column.length === first.length && !isList(column[0]) && !isRecord(column[0]),
  );
  if (!plain || usual) return null;
  return {
    names,
    count: first.length,
    cell: (row, place) => {
      const column = columns[place];
      return isList(column) ? column[row] : undefined;
    },
  };
}

/** An object of lists, one a part of the data, as the arrays of an npz are. */
function ofArrays(value: JsonRecord, request: DatasetRequest): JsonSamples {
  const { path, inputs } = request;
  const arrays = Object.entries(value).flatMap(([name, part]) =>
    isPart(part) ? [namedArray(name, part)] : [],
  );
  // A single key may hold the arrays of all inputs.
  const single = inputs.length > 1 && request.x?.length !== inputs.length;
  const byName = inputs.every(({ name }) => name in value || name.replace(/:\d+$/u, '') in value);
  const joined = single && !byName ? inputs.slice(0, 1) : inputs;
  const { x, y, decided } = decideArrays({ ...request, inputs: joined }, arrays);
  const xs =
    joined.length === 1 ? columnsOf(value[x[0] ?? ''], request) : x.map((name) => value[name]).filter(isList);
  const [first] = xs;
  if (first === undefined) throw new RangeError('a model has an input');
  const { length: count } = first;
  const uneven = xs.find((column) => column.length !== count);
  if (uneven !== undefined)
    throw new ExpectedError(
      'data-shape',
      phrase`${file(path)} holds ${count} samples for the model's first input and ${uneven.length} for another: give each the same number`,
    );
  const ys = y === null ? null : value[y];
  if (y !== null && (!isList(ys) || ys.length !== count))
    throw new ExpectedError(
      'data-labels',
      phrase`${file(path)} holds ${isList(ys) ? ys.length : 'no list of'} labels in ${y} where ${x.join(', ')} holds ${count} samples: give one a sample`,
    );
  return {
    count,
    x: (row) => (inputs.length === 1 ? first[row] : xs.map((column) => column[row])),
    label: (row) => (isList(ys) ? labelOf(ys[row]) : null),
    decided,
  };
}

function namedArray(name: string, part: unknown): NamedArray {
  if (!isList(part)) return { name, header: null };
  const shape: number[] = [];
  for (let inner: unknown = part; isList(inner); inner = inner[0]) shape.push(inner.length);
  const values = Array.from(part);
  const whole = values.every(
    (value) => Number.isInteger(value) || (isList(value) && Number.isInteger(value[0])),
  );
  const texts = values.some((value) => typeof value === 'string');
  return { name, header: { shape, type: texts ? { text: 'U', bytes: 0 } : whole ? 'i4' : 'f8' } };
}

/** One list of samples an input. */
function columnsOf(xs: unknown, { path, inputs }: DatasetRequest): readonly ArrayLike<unknown>[] {
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
