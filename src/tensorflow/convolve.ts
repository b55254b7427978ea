import * as tf from '@tensorflow/tfjs-core';
import { sizeOf } from '../engine/sizeOf.js';

/** How a window moves over the axes between batch and channels: a number an axis. */
export interface Moves {
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
  readonly padding: 'valid' | 'same' | 'causal';
}

type Pair = [number, number];
type Three = [number, number, number];

/**
 * A convolution over one, two or three axes, in groups of channels where the kernel is narrower than the input, as Keras
 * computes it. What the backends lack (groups, causal padding, one axis) is led back to what they have.
 * @param x [batch, ...axes, channels]
 * @param kernel [...axes, channels / groups, filters]
 */
export function convolve(x: tf.Tensor, kernel: tf.Tensor, moves: Moves): tf.Tensor {
  if (moves.padding === 'causal') {
    const [size = 1] = kernel.shape;
    const ahead = (size - 1) * (moves.dilations[0] ?? 1);
    return convolve(padAxis(x, 1, [ahead, 0]), kernel, { ...moves, padding: 'valid' });
  }
  if (kernel.rank === 3)
    return tf.squeeze(
      convolve(tf.expandDims(x, 1), tf.expandDims(kernel, 0), {
        ...moves,
        strides: [1, ...moves.strides],
        dilations: [1, ...moves.dilations],
      }),
      [1],
    );
  const [channels = 1, inGroup = 1] = [x.shape.at(-1), kernel.shape.at(-2)];
  const groups = channels / inGroup;
  if (groups === 1) return plainConvolution(x, kernel, moves);
  const filters = kernel.shape.at(-1) ?? 1;
  if (inGroup === 1 && kernel.rank === 4)
    return depthwise(
      x,
      tf.reshape(kernel, [...kernel.shape.slice(0, 2), channels, filters / channels]),
      moves,
    );
  const parts = tf.split(x, groups, -1);
  const kernels = tf.split(kernel, groups, -1);
  return tf.concat(
    parts.map((part, group) => plainConvolution(part, kernels[group] ?? kernel, moves)),
    -1,
  );
}

function plainConvolution(
  x: tf.Tensor,
  kernel: tf.Tensor,
  { strides, dilations, padding }: Moves,
): tf.Tensor {
  const pad = padding === 'same' ? 'same' : 'valid';
  if (kernel.rank === 4)
    return tf.conv2d(
      x as tf.Tensor4D,
      kernel as tf.Tensor4D,
      strides as Pair,
      pad,
      'NHWC',
      dilations as Pair,
    );
  return tf.conv3d(
    x as tf.Tensor5D,
    kernel as tf.Tensor5D,
    strides as Three,
    pad,
    'NDHWC',
    dilations as Three,
  );
}

/** @param kernel [height, width, channels, multiplier], or without the height */
export function depthwise(x: tf.Tensor, kernel: tf.Tensor, moves: Moves): tf.Tensor {
  const { strides, dilations } = moves;
  const pad = moves.padding === 'same' ? 'same' : 'valid';
  if (kernel.rank === 3)
    return tf.squeeze(
      depthwise(tf.expandDims(x, 1), tf.expandDims(kernel, 0), {
        ...moves,
        strides: [1, ...strides],
        dilations: [1, ...dilations],
      }),
      [1],
    );
  return tf.depthwiseConv2d(
    x as tf.Tensor4D,
    kernel as tf.Tensor4D,
    strides as Pair,
    pad,
    'NHWC',
    dilations as Pair,
  );
}

/** The length of an axis after a window has moved over it; null where the length is free. */
export function lengthAfter(
  length: number | null,
  size: number,
  { strides, dilations, padding }: Moves,
  axis: number,
): number | null {
  if (length === null) return null;
  const stride = strides[axis] ?? 1;
  if (padding !== 'valid') return Math.ceil(length / stride);
  return Math.floor((length - (size - 1) * (dilations[axis] ?? 1) - 1) / stride) + 1;
}

/** Zeros before and after one axis; any rank, since the backends pad few axes at once. */
export function padAxis(x: tf.Tensor, axis: number, zeros: readonly [number, number]): tf.Tensor {
  const [before, after] = zeros;
  if (before === 0 && after === 0) return x;
  const length = x.shape[axis] ?? 1;
  const [outer, inner] = [x.shape.slice(0, axis), x.shape.slice(axis + 1)];
  const padded = tf.pad(tf.reshape(x, [sizeOf(outer), length, sizeOf(inner)]), [
    [0, 0],
    [before, after],
    [0, 0],
  ]);
  return tf.reshape(padded, [...outer, length + before + after, ...inner]);
}
