import * as tf from '@tensorflow/tfjs-core';
import type { Cell, States } from './kerasCells.js';

/** The shape of each cell's input, one after the other: without batch and steps. */
function inputsOf(cells: readonly Cell[], shape: readonly number[]): readonly (readonly number[])[] {
  const inputs: (readonly number[])[] = [];
  let next = shape;
  for (const cell of cells) {
    inputs.push(next);
    next = cell.states(next)[0] ?? next;
  }
  return inputs;
}

/** The shapes of each cell's states. @param shape of a step's input, without the batch */
export function statesOf(
  cells: readonly Cell[],
  shape: readonly number[],
): readonly (readonly (readonly number[])[])[] {
  const inputs = inputsOf(cells, shape);
  return cells.map((cell, index) => cell.states(inputs[index] ?? []));
}

/** "kernel", or "cell1/kernel" where there are several cells. */
function weightName(cells: readonly Cell[], cell: number, name: string): string {
  return cells.length === 1 ? name : `cell${String(cell)}/${name}`;
}

/** The weights of all cells: name and shape. @param shape of a step's input, without the batch */
export function cellWeights(
  cells: readonly Cell[],
  shape: readonly number[],
): readonly (readonly [name: string, shape: readonly number[]])[] {
  const inputs = inputsOf(cells, shape);
  return cells.flatMap((cell, index) =>
    Object.entries(cell.weights(inputs[index] ?? [])).map(
      ([name, sizes]) => [weightName(cells, index, name), sizes] as const,
    ),
  );
}

interface Run {
  /** The states to begin with, of all cells; where one is missing, zeros. */
  readonly initial: States;
  /** [batch, steps]; a step that it leaves out changes nothing. */
  readonly mask: tf.Tensor | null;
  /** goBackwards, returnSequences, zeroOutputForMask. */
  readonly options: Readonly<Record<string, unknown>>;
  readonly weight: (name: string) => tf.Tensor | undefined;
}

/**
 * Runs cells over the steps of a sequence.
 * @param x [batch, steps, ...]
 * @returns the last output, or all in the order in which they were made; and the states at the end
 */
export function runCells(
  cells: readonly Cell[],
  x: tf.Tensor,
  { initial, mask, options, weight }: Run,
): { readonly answer: tf.Tensor; readonly states: States } {
  const shapes = statesOf(cells, x.shape.slice(2));
  const batch = x.shape[0] ?? 1;
  const zeros = tf.zeros([batch, ...(shapes.at(-1)?.[0] ?? [])]);
  const steps = tf.unstack(x, 1);
  const keeps = mask === null ? null : tf.unstack(tf.cast(mask, 'float32'), 1);
  const order = steps.map((_, index) => index);
  if (options['goBackwards'] === true) order.reverse();
  let states: States = shapes.flat().map((shape, index) => initial[index] ?? tf.zeros([batch, ...shape]));
  let last: tf.Tensor = zeros;
  const outputs: tf.Tensor[] = [];
  for (const index of order) {
    let output = steps[index] ?? zeros;
    let taken = 0;
    const next = cells.flatMap((cell, place) => {
      const count = shapes[place]?.length ?? 0;
      const own = states.slice(taken, taken + count);
      taken += count;
      const made = cell.step(output, own, (name) => weight(weightName(cells, place, name)));
      output = made[0] ?? output;
      return made;
    });
    const keep = keeps?.[index];
    last = either(keep, output, options['zeroOutputForMask'] === true ? zeros : last);
    states = next.map((state, place) => either(keep, state, states[place] ?? state));
    outputs.push(last);
  }
  return { answer: options['returnSequences'] === true ? tf.stack(outputs, 1) : last, states };
}

/** The one where the mask is 1, the other where it is 0. */
function either(keep: tf.Tensor | undefined, one: tf.Tensor, other: tf.Tensor): tf.Tensor {
  if (keep === undefined) return one;
  const weight = tf.reshape(keep, [-1, ...one.shape.slice(1).map(() => 1)]);
  return tf.add(tf.mul(one, weight), tf.mul(other, tf.sub(1, weight)));
}
