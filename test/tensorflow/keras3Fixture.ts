import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ModelInput } from '../../src/engine/tap.js';
import { ROOT } from '../support/cli.js';

/** Real exports of Keras 3, each with Keras' own outputs (test/fixtures/keras3/README.md). */
export const KERAS3 = join(ROOT, 'test', 'fixtures', 'keras3');

type Nested = number | readonly Nested[];

interface Stored {
  /** Nested rows; by input name where there are several; flat, one an input, where shapes are given. */
  readonly x: readonly Nested[] | Readonly<Record<string, readonly Nested[]>>;
  readonly shapes?: readonly (readonly number[])[];
  readonly y: readonly Nested[];
}

export interface KerasNumbers {
  readonly inputs: readonly Float32Array[];
  readonly shapes: readonly (readonly number[])[];
  readonly rows: number;
  readonly y: readonly number[];
}

/** A fixture's inputs, in the model's order, and Keras' outputs. */
export function kerasNumbers(folder: string, inputs: readonly ModelInput[]): KerasNumbers {
  const { x, shapes, y } = JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8')) as Stored;
  if (shapes !== undefined) {
    return {
      inputs: (x as readonly number[][]).map((values) => Float32Array.from(values)),
      shapes: shapes.map((shape) => shape.slice(1)),
      rows: shapes[0]![0]!,
      y: flat(y),
    };
  }
  const given = Array.isArray(x)
    ? [x as readonly Nested[]]
    : inputs.map(({ name }) => (x as Readonly<Record<string, readonly Nested[]>>)[name]!);
  return {
    inputs: given.map((values) => Float32Array.from(flat(values))),
    shapes: given.map((values) => shapeOf(values).slice(1)),
    rows: given[0]!.length,
    y: flat(y),
  };
}

export function worstDifference(output: Float32Array | null, y: readonly number[]): number {
  if (output?.length !== y.length) return Infinity;
  return Math.max(...y.map((value, index) => Math.abs((output[index] ?? NaN) - value)));
}

const flat = (value: readonly Nested[]): number[] =>
  value.flatMap((inner) => (typeof inner === 'number' ? [inner] : flat(inner)));

function shapeOf(value: Nested): number[] {
  return typeof value === 'number' ? [] : [value.length, ...shapeOf(value[0] ?? 0)];
}
