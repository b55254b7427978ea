import * as tf from '@tensorflow/tfjs-core';
import { packBytes } from '../engine/packStates.js';
import type { PackedStates, PackedVisitor } from '../engine/tap.js';

const BLOCK = 32;

/** A tap as far as packing it goes. */
export interface PackedTap {
  readonly tap: number;
  /** Is it never below 0? Then a pass over its numbers is saved. */
  readonly nonNegative: boolean;
}

/** Activations whose values are never below 0. */
export const NON_NEGATIVE: ReadonlySet<string | null> = new Set([
  'relu',
  'relu6',
  'sigmoid',
  'hard_sigmoid',
  'softmax',
  'softplus',
  'exponential',
]);

/**
 * Lets the backend itself compare a tap's activations with the threshold and add their magnitudes, and reads a byte a
 * neuron instead of four: on tensorflow reading costs more than computing (docs/performance.md).
 * @returns null where this backend, or this tensor, is better read as it is, or where a number is not finite
 */
export function packTensor(
  tensor: tf.Tensor,
  rows: number,
  { tap, nonNegative }: PackedTap,
  { position, thresholdOf }: PackedVisitor,
): PackedStates | null {
  const neurons = tensor.size / rows;
  if (tf.getBackend() !== 'tensorflow' || tensor.dtype !== 'float32' || neurons % 32 !== 0) return null;
  const threshold = thresholdOf(tap);
  if (threshold === null || tensor.shape[0] !== rows) return null;
  let states = new Uint8Array(0);
  let sums = new Float32Array(0);
  // Nothing is returned from tidy: it would look for tensors in every number of an array.
  tf.tidy(() => {
    states = tf.greater(tensor, threshold).dataSync<'bool'>() as Uint8Array<ArrayBuffer>;
    const magnitudes = tf.reshape<tf.Rank.R2>(nonNegative ? tensor : tf.abs(tensor), [rows, neurons]);
    sums = sumsByBlock(magnitudes, position).dataSync<'float32'>() as Float32Array<ArrayBuffer>;
  });
  // By index: an iterator over so many numbers costs more than all the rest here.
  let total = 0;
  for (let i = 0; i < sums.length; i++) total += sums[i]!;
  return Number.isFinite(total) ? { words: packBytes(states), sums } : null;
}

/** [block of 32 positions that the rows touch][neuron]. */
function sumsByBlock(magnitudes: tf.Tensor2D, position: number): tf.Tensor {
  const [rows, neurons] = magnitudes.shape;
  const first = Math.floor(position / BLOCK);
  const blocks = Math.floor((position + rows - 1) / BLOCK) - first + 1;
  if (blocks === 1) return tf.sum(magnitudes, 0);
  if (position % BLOCK === 0 && rows % BLOCK === 0)
    return tf.sum(tf.reshape(magnitudes, [blocks, BLOCK, neurons]), 1);
  const lies = new Float32Array(blocks * rows);
  for (let row = 0; row < rows; row++) lies[(Math.floor((position + row) / BLOCK) - first) * rows + row] = 1;
  return tf.matMul(tf.tensor2d(lies, [blocks, rows]), magnitudes);
}
