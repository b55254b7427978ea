import { sizeOf } from '../engine/sizeOf.js';
import type { ModelInput } from '../engine/tap.js';
import { ExpectedError } from '../vocabulary/expectedError.js';
import { phrase, type Phrase } from '../vocabulary/phrase.js';

/** "[28, 28, 1]"; a free dimension is "?". */
export function shapeText(shape: readonly (number | null)[]): string {
  return `[${shape.map((size) => size ?? '?').join(', ')}]`;
}

/**
 * The concrete shape of an input that is given arrays of one shape: equal but for axes of length 1, or one of the two
 * flat and of as many elements. Free dimensions take the data's.
 * @throws ExpectedError data-shape naming what the model takes and what where holds
 */
export function fitShape(input: ModelInput, given: readonly number[], where: Phrase): readonly number[] {
  refuseStrings(input);
  const fitted = align(input.shape, given);
  if (fitted !== null) return fitted;
  throw new ExpectedError(
    'data-shape',
    phrase`${where} holds samples of shape ${shapeText(given)} where the model's input ${input.name} takes ${shapeText(input.shape)}: reshape the data`,
  );
}

/** No data of ours holds texts for a model to read. */
export function refuseStrings(input: ModelInput): void {
  if (input.dtype === 'string')
    throw new ExpectedError(
      'data-shape',
      `the model's input ${input.name} takes strings, which no kind of data set here holds: analyze the part of the model behind its text layers`,
    );
}

function align(wanted: readonly (number | null)[], given: readonly number[]): readonly number[] | null {
  const free = wanted.filter((size) => size === null).length;
  const size = sizeOf(given);
  if (free === 0) {
    const shape = wanted.map((length) => length ?? 1);
    const flat = (axes: readonly number[]): boolean => axes.filter((axis) => axis !== 1).length <= 1;
    if (sizeOf(shape) !== size) return null;
    return flat(shape) || flat(given) || sameAxes(shape, given) ? shape : null;
  }
  const fill = (lengths: readonly number[]): readonly number[] | null =>
    lengths.length === wanted.length && wanted.every((axis, i) => axis === null || axis === lengths[i])
      ? lengths
      : null;
  // A picture of one channel is often stored without its last axis, a vector with one.
  const direct = fill(given) ?? fill([...given, 1]) ?? (given.at(-1) === 1 ? fill(given.slice(0, -1)) : null);
  if (direct !== null || free > 1 || given.length !== 1) return direct;
  const fixed = wanted.reduce<number>((product, axis) => product * (axis ?? 1), 1);
  return fixed > 0 && size % fixed === 0 ? wanted.map((axis) => axis ?? size / fixed) : null;
}

function sameAxes(a: readonly number[], b: readonly number[]): boolean {
  const long = (axes: readonly number[]): string => axes.filter((axis) => axis !== 1).join();
  return long(a) === long(b);
}

/**
 * The input of a kind of data that can feed one only.
 * @throws ExpectedError data-shape for a model with several inputs or with strings
 */
export function onlyInput(inputs: readonly ModelInput[], kind: string): ModelInput {
  const [input] = inputs;
  if (input === undefined || inputs.length > 1)
    throw new ExpectedError(
      'data-shape',
      `the model has ${inputs.length} inputs (${inputs.map(({ name }) => name).join(', ')}), and ${kind} data feeds one: give npz, json or a module with an array for each`,
    );
  refuseStrings(input);
  return input;
}
