import { ExpectedError } from '../vocabulary/expectedError.js';
import type { ModelInput } from '../engine/tap.js';
import type { Label } from './labelCollector.js';
import { argmax, isNumeric } from './labelCollector.js';
import type { InputValues } from './inputWriters.js';

/**
 * A number, or arrays in arrays (typed ones too), as numbers with their shape.
 * @throws ExpectedError data-malformed naming where, when rows differ in length or something is no number
 */
export function flattenNested(value: unknown, where: string): InputValues {
  if (typeof value === 'number') return { shape: [1], values: [value] };
  if (isNumbers(value)) return { shape: [value.length], values: value };
  const shape: number[] = [];
  for (let inner: unknown = value; isList(inner); inner = inner[0]) shape.push(inner.length);
  const values: number[] = [];
  gather(value, shape, 0, values, where);
  return { shape, values };
}

function gather(value: unknown, shape: readonly number[], depth: number, out: number[], where: string): void {
  if (depth === shape.length) {
    const number = typeof value === 'boolean' ? Number(value) : value;
    if (typeof number !== 'number')
      throw new ExpectedError(
        'data-malformed',
        `${where} holds ${describe(value)} where a number should be: mend it, or leave bad samples out with --skip-bad`,
      );
    out.push(number);
    return;
  }
  if (!isList(value) || value.length !== shape[depth])
    throw new ExpectedError(
      'data-malformed',
      `${where} has rows of different length (${isList(value) ? value.length : describe(value)} where the first has ${shape[depth] ?? 0}): mend it, or leave bad samples out with --skip-bad`,
    );
  for (let i = 0; i < value.length; i++) gather(value[i], shape, depth + 1, out, where);
}

function describe(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  return typeof value === 'string' ? `"${value.slice(0, 40)}"` : `a ${typeof value}`;
}

function isNumbers(value: unknown): value is ArrayLike<number> {
  return (
    ArrayBuffer.isView(value) &&
    !(value instanceof DataView) &&
    !(value instanceof BigInt64Array) &&
    !(value instanceof BigUint64Array)
  );
}

/** An array of anything: a typed one counts. */
export function isList(value: unknown): value is ArrayLike<unknown> {
  return Array.isArray(value) || isNumbers(value);
}

/** An object whose fields can be read. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !ArrayBuffer.isView(value);
}

/**
 * One sample's x as one array an input: the array itself where there is one input; a list or an object by input name
 * where there are several.
 * @throws ExpectedError data-shape or data-malformed naming where
 */
export function splitInputs(
  x: unknown,
  inputs: readonly ModelInput[],
  where: string,
): readonly InputValues[] {
  const [only] = inputs;
  if (isRecord(x))
    return inputs.map(({ name }) => {
      const value = x[name] ?? x[name.replace(/:\d+$/, '')];
      if (value === undefined) throw missing(inputs, where);
      return flattenNested(value, where);
    });
  if (x === undefined || x === null)
    throw new ExpectedError(
      'data-malformed',
      `${where} has no x: give each sample one, or leave bad samples out with --skip-bad`,
    );
  if (inputs.length === 1 && only !== undefined) return [flattenNested(x, where)];
  if (!isList(x) || x.length !== inputs.length) throw missing(inputs, where);
  return Array.from(x, (value) => flattenNested(value, where));
}

function missing(inputs: readonly ModelInput[], where: string): ExpectedError {
  return new ExpectedError(
    'data-shape',
    `${where} does not hold one array for each of the model's inputs ${inputs.map(({ name }) => name).join(', ')}: give a list in this order, or an object by these names`,
  );
}

/**
 * A label as JSON or code holds it: a number, a text, a one-hot array; null where there is none.
 * @throws ExpectedError data-labels naming where, for anything else
 */
export function readLabel(value: unknown, where: string): Label | null {
  if (value === undefined || value === null) return null;
  if (typeof value === 'number' || typeof value === 'string') return value;
  if (typeof value === 'boolean' || typeof value === 'bigint') return String(value);
  if (isList(value) && value.length > 0) {
    const numbers = Array.from(value, Number);
    if (numbers.length === 1) return readLabel(value[0], where);
    if (numbers.every((number) => isNumeric(String(number)))) return argmax(numbers, 0, numbers.length);
  }
  throw new ExpectedError(
    'data-labels',
    `${where} has a label that is neither number, text nor one-hot array: mend it, or leave bad samples out with --skip-bad`,
  );
}
