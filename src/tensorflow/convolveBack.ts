import * as tf from '@tensorflow/tfjs-core';
import { convolve, padAxis, type Moves } from './convolve.js';

/** A transposed convolution's moves; outputPadding is null where Keras chooses. */
export interface BackMoves extends Moves {
  readonly outputPadding: readonly number[] | null;
}

/** The length of an axis after a transposed convolution (keras/src/backend/common/backend_utils.py). */
export function lengthBefore(length: number, size: number, moves: BackMoves, axis: number): number {
  const stride = moves.strides[axis] ?? 1;
  const reach = (size - 1) * (moves.dilations[axis] ?? 1) + 1;
  const added = moves.outputPadding?.[axis] ?? null;
  if (moves.padding === 'valid')
    return (length - 1) * stride + reach + (added ?? Math.max(reach, stride) - reach);
  return added === null ? length * stride : (length - 1) * stride + (reach % 2) + added;
}

/**
 * A transposed convolution as a plain one with the turned kernel over the input with zeros between its steps: so it runs
 * over one, two and three axes on every backend, as TensorFlow computes it.
 * @param x [batch, ...axes, channels]
 * @param kernel [...axes, filters, channels]
 */
export function convolveBack(x: tf.Tensor, kernel: tf.Tensor, moves: BackMoves): tf.Tensor {
  const sizes = kernel.shape.slice(0, -2);
  let spread = x;
  sizes.forEach((size, index) => {
    const length = x.shape[index + 1] ?? 1;
    const stride = moves.strides[index] ?? 1;
    const reach = (size - 1) * (moves.dilations[index] ?? 1) + 1;
    const out = lengthBefore(length, size, moves, index);
    const total = moves.padding === 'same' ? Math.max((length - 1) * stride + reach - out, 0) : 0;
    const front = reach - 1 - Math.floor(total / 2);
    const apart = (length - 1) * stride + 1;
    spread = withZerosBetween(spread, index + 1, stride);
    spread = padAxis(spread, index + 1, [front, out + reach - 1 - apart - front]);
  });
  const axes = sizes.map((_, axis) => axis);
  const turned = tf.transpose(tf.reverse(kernel, axes), [...axes, axes.length + 1, axes.length]);
  return convolve(spread, turned, {
    strides: sizes.map(() => 1),
    dilations: moves.dilations,
    padding: 'valid',
  });
}

/** [a, b, c] by 2 -> [a, 0, b, 0, c] */
function withZerosBetween(x: tf.Tensor, axis: number, stride: number): tf.Tensor {
  if (stride === 1) return x;
  const length = x.shape[axis] ?? 1;
  const [outer, inner] = [x.shape.slice(0, axis), x.shape.slice(axis + 1)];
  const padded = padAxis(tf.reshape(x, [...outer, length, 1, ...inner]), axis + 1, [0, stride - 1]);
  const wide = tf.reshape(padded, [...outer, length * stride, ...inner]);
  const size = wide.shape.map((all, index) => (index === axis ? all - (stride - 1) : all));
  return tf.slice(
    wide,
    wide.shape.map(() => 0),
    size,
  );
}
