import * as tf from '@tensorflow/tfjs-core';
import type { PackedStates, PackedVisitor } from '../engine/tap.js';

/** States in one float32: their sum stays exact, and two make a word of 32. */
const BITS = 16;
const BLOCK = 32;

/** A tap as far as packing it goes. */
export interface PackedTap {
  readonly tap: number;
  /** Is it never below 0? Then two passes over its numbers are saved. */
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
 * Lets the backend itself compare a tap's activations with the threshold and add their magnitudes, both by matrix
 * products, and reads a sixteenth of them: on tensorflow reading costs more than computing (docs/performance.md).
 * @returns null where this backend, or this tensor, is better read as it is, or where a number is not finite
 */
export function packTensor(
  tensor: tf.Tensor,
  rows: number,
  { tap, nonNegative }: PackedTap,
  { position, thresholdOf }: PackedVisitor,
): PackedStates | null {
  const neurons = tensor.size / rows;
  if (tf.getBackend() !== 'tensorflow' || tensor.dtype !== 'float32' || neurons % BITS !== 0) return null;
  const threshold = thresholdOf(tap);
  if (threshold === null || tensor.shape[0] !== rows) return null;
  let words = new Float32Array(0) as Float32Array;
  let sums = words;
  // Nothing is returned from tidy: it would look for tensors in every number of an array.
  tf.tidy(() => {
    const above =
      nonNegative && threshold === 0 ? tf.sign(tensor) : tf.cast(tf.greater(tensor, threshold), 'float32');
    const powers = tf.tensor(
      Array.from({ length: BITS }, (_, bit) => 2 ** bit),
      [BITS, 1],
    );
    words = tf.matMul(tf.reshape(above, [-1, BITS]), powers).dataSync<'float32'>();
    const magnitudes = tf.reshape(nonNegative ? tensor : tf.abs(tensor), [rows, neurons]);
    sums = tf.matMul(blocksOf(rows, position), magnitudes).dataSync<'float32'>();
  });
  let total = 0;
  for (const sum of sums) total += sum;
  return Number.isFinite(total) ? { bits: BITS, words, sums } : null;
}

/** [block][row]: 1 where the row's position lies in the block. */
function blocksOf(rows: number, position: number): tf.Tensor2D {
  const first = Math.floor(position / BLOCK);
  const blocks = Math.floor((position + rows - 1) / BLOCK) - first + 1;
  const lies = new Float32Array(blocks * rows);
  for (let row = 0; row < rows; row++) lies[(Math.floor((position + row) / BLOCK) - first) * rows + row] = 1;
  return tf.tensor2d(lies, [blocks, rows]);
}
