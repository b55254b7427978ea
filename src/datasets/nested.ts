import type { ModelInput } from '../engine/tap.js';
import { ExpectedError } from '../vocabulary/expectedError.js';
import { option, phrase, type Phrase } from '../vocabulary/phrase.js';
import type { InputValues } from './inputWriters.js';
import { MEND_SAMPLE } from './samplePlace.js';

/**
 * A number, or arrays in arrays (typed ones too), as numbers with their shape.
 * @throws ExpectedError data-malformed naming where, when rows differ in length or something is no number
 */
export function flattenNested(value: unknown, where: Phrase): InputValues {
  if (typeof value === 'number') return { shape: [1], values: [value] };
  if (isNumbers(value)) return { shape: [value.length], values: value };
  const shape: number[] = [];
  for (let inner: unknown = value; isList(inner); inner = inner[0]) shape.push(inner.length);
  const numbers: number[] = [];
  gather(value, shape, numbers, where);
  return { shape, values: numbers };
}

/** @param lengths of the lists from here on inwards */
function gather(value: unknown, lengths: readonly number[], out: number[], where: Phrase, depth = 0): void {
  const length = lengths[depth];
  if (length === undefined) {
    const number = typeof value === 'boolean' ? Number(value) : value;
    if (typeof number !== 'number')
      throw new ExpectedError(
        'data-malformed',
        phrase`${where} holds ${described(value)} where a number should be: ${MEND_SAMPLE}`,
      );
    out.push(number);
    return;
  }
  if (!isList(value) || value.length !== length)
    throw new ExpectedError(
      'data-malformed',
      phrase`${where} has rows of different length (${isList(value) ? value.length : described(value)} where the first has ${length}): ${MEND_SAMPLE}`,
    );
  for (let i = 0; i < length; i++) gather(value[i], lengths, out, where, depth + 1);
}

function described(value: unknown): string {
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
  where: Phrase,
): readonly InputValues[] {
  if (isRecord(x))
    return inputs.map(({ name }) => {
      const value = x[name] ?? x[name.replace(/:\d+$/, '')];
      if (value === undefined) throw missing(inputs, where);
      return flattenNested(value, where);
    });
  if (x === undefined || x === null)
    throw new ExpectedError(
      'data-malformed',
      phrase`${where} has no x: give each sample one, or leave bad samples out with ${option('skipBad')}`,
    );
  if (inputs.length === 1) return [flattenNested(x, where)];
  if (!isList(x) || x.length !== inputs.length) throw missing(inputs, where);
  return Array.from(x, (value) => flattenNested(value, where));
}

function missing(inputs: readonly ModelInput[], where: Phrase): ExpectedError {
  return new ExpectedError(
    'data-shape',
    phrase`${where} does not hold one array for each of the model's inputs ${inputs.map(({ name }) => name).join(', ')}: give a list in this order, or an object by these names`,
  );
}
