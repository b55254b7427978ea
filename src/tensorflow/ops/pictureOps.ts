import * as tf from '@tensorflow/tfjs-core';
import type { Given } from './given.js';
import { floats, numeric, type Ops } from './op.js';
import { resizePictures, type Interpolation } from './resizePictures.js';

/** Ops of pictures and of convolutions as functions (keras/src/ops/image.py, nn.py). */
export const PICTURE_OPS: Ops = {
  Resize: (given) => {
    given.refuse('antialias', false);
    given.refuse('interpolation', 'bilinear', 'nearest', 'bicubic');
    const [height = 1, width = 1] = given.numbers('size') ?? [];
    return channelsLast(given, 'images', (x) =>
      resizePictures(x, {
        size: [height, width],
        by: given.text('interpolation', 'bilinear') as Interpolation,
        cropped: given.flag('crop_to_aspect_ratio'),
        padded: given.flag('pad_to_aspect_ratio'),
        fillValue: given.number('fill_value', 0),
      }),
    );
  },
  RGBToGrayscale: (given) =>
    channelsLast(given, 'images', (x) => tf.sum(tf.mul(x, tf.tensor1d([0.2989, 0.587, 0.114])), -1, true)),
  PadImages: (given) =>
    channelsLast(given, 'images', (x) => {
      const [top, bottom] = ends(
        given,
        ['top_padding', 'bottom_padding', 'target_height'],
        x.shape[1] ?? 0,
        1,
      );
      const [left, right] = ends(
        given,
        ['left_padding', 'right_padding', 'target_width'],
        x.shape[2] ?? 0,
        1,
      );
      return tf.pad(x, [
        [0, 0],
        [top, bottom],
        [left, right],
        [0, 0],
      ]);
    }),
  CropImages: (given) =>
    channelsLast(given, 'images', (x) => {
      const [height, width] = [x.shape[1] ?? 0, x.shape[2] ?? 0];
      const [top, bottom] = ends(given, ['top_cropping', 'bottom_cropping', 'target_height'], height, -1);
      const [left, right] = ends(given, ['left_cropping', 'right_cropping', 'target_width'], width, -1);
      const size = [x.shape[0] ?? 0, height - top - bottom, width - left - right, x.shape[3] ?? 0];
      return tf.slice(x, [0, top, left, 0], size);
    }),
  MaxPool: (given) => pooled(given, 'max'),
  AveragePool: (given) => pooled(given, 'avg'),
  Conv: (given) =>
    channelsLast(given, 'inputs', (x) => {
      const kernel = floats(given.tensor('kernel'));
      if (x.rank === 3) {
        const [wide, filter] = [tf.expandDims(x, 1), tf.expandDims(kernel, 0)];
        return tf.squeeze(convolved(given, wide, filter, 1), [1]);
      }
      if (x.rank !== 4) throw new Error('convolves over more than two axes, which is not computed');
      return convolved(given, x, kernel, 2);
    }),
  DepthwiseConv: (given) => {
    const kernel = floats(given.tensor('kernel'));
    return channelsLast(given, 'inputs', (x) => depthwise(given, x, kernel));
  },
  SeparableConv: (given) =>
    channelsLast(given, 'inputs', (x) => {
      const deep = depthwise(given, x, floats(given.tensor('depthwise_kernel')));
      return tf.conv2d(
        deep as tf.Tensor4D,
        floats(given.tensor('pointwise_kernel')) as tf.Tensor4D,
        1,
        'valid',
      );
    }),
  DepthToSpace: (given) =>
    channelsLast(given, 'x', (x) => {
      const block = given.number('block_size', 1);
      const [rows = 0, height = 0, width = 0, channels = 0] = x.shape;
      const depth = channels / block ** 2;
      const parts = tf.reshape(x, [rows, height, width, block, block, depth]);
      return tf.reshape(tf.transpose(parts, [0, 1, 3, 2, 4, 5]), [
        rows,
        height * block,
        width * block,
        depth,
      ]);
    }),
  SpaceToDepth: (given) =>
    channelsLast(given, 'x', (x) => {
      const block = given.number('block_size', 1);
      const [rows = 0, height = 0, width = 0, channels = 0] = x.shape;
      const parts = tf.reshape(x, [rows, height / block, block, width / block, block, channels]);
      const shape = [rows, height / block, width / block, block * block * channels];
      return tf.reshape(tf.transpose(parts, [0, 1, 3, 2, 4, 5]), shape);
    }),
};

/** Pictures with channels last, and back; one picture without a batch counts as a batch of one. */
function channelsLast(given: Given, name: string, compute: (x: tf.Tensor) => tf.Tensor): tf.Tensor {
  const x = floats(given.tensor(name));
  const isOne = x.rank === 3 && name === 'images';
  const batch = isOne ? tf.expandDims(x, 0) : x;
  const format = given.text('data_format', 'channels_last');
  const found = format === 'channels_first' ? toFirst(compute(toLast(batch))) : compute(batch);
  return isOne ? tf.squeeze(found, [0]) : found;
}

function toLast(x: tf.Tensor): tf.Tensor {
  const axes = [...x.shape.keys()];
  return tf.transpose(x, [0, ...axes.slice(2), 1]);
}

function toFirst(x: tf.Tensor): tf.Tensor {
  const axes = [...x.shape.keys()];
  return tf.transpose(x, [0, x.rank - 1, ...axes.slice(1, -1)]);
}

/** What is added (or taken away) before and after, where two of before, after and the whole are given. */
function ends(
  given: Given,
  [before, after, target]: readonly [string, string, string],
  size: number,
  sign: 1 | -1,
): readonly [number, number] {
  const [one, other, whole] = [before, after, target].map((name) => given.numberOrNull(name));
  const together = whole === null || whole === undefined ? null : sign * (whole - size);
  if (one !== null && one !== undefined) return [one, other ?? (together ?? one) - one];
  if (other !== null && other !== undefined) return [(together ?? other) - other, other];
  throw new Error(`has neither ${before} nor ${after}`);
}

/** A number for all axes, or one an axis. */
function pair(given: Given, name: string, fallback: number, axes: number): number[] {
  const numbers = given.numbers(name) ?? [fallback];
  return Array.from({ length: axes }, (_, axis) => numbers[axis] ?? numbers[0] ?? fallback);
}

function padding(given: Given): 'same' | 'valid' {
  const text = given.text('padding', 'valid').toLowerCase();
  if (text !== 'same' && text !== 'valid') throw new Error(`pads by ${JSON.stringify(text)}`);
  return text;
}

function pooled(given: Given, kind: 'max' | 'avg'): tf.Tensor {
  return channelsLast(given, 'inputs', (x) => {
    const axes = x.rank - 2;
    const size = pair(given, 'pool_size', 1, axes);
    const strides = given.value('strides') === null ? size : pair(given, 'strides', 1, axes);
    if (axes === 3) throw new Error('pools over three axes, which is not computed');
    const wide = (axes === 1 ? tf.expandDims(numeric(x), 1) : x) as tf.Tensor4D;
    const two = (list: number[]): [number, number] => [axes === 1 ? 1 : (list[0] ?? 1), list.at(-1) ?? 1];
    const pool = kind === 'max' ? tf.maxPool : tf.avgPool;
    const found = pool(wide, two(size), two(strides), padding(given));
    return axes === 1 ? tf.squeeze(found, [1]) : found;
  });
}

/** Over two axes; the channels of the kernel tell the groups. */
function convolved(given: Given, x: tf.Tensor, kernel: tf.Tensor, axes: 1 | 2): tf.Tensor {
  const two = (name: string): [number, number] => {
    const numbers = pair(given, name, 1, axes);
    return [axes === 1 ? 1 : (numbers[0] ?? 1), numbers.at(-1) ?? 1];
  };
  const [strides, rate] = [two('strides'), two('dilation_rate')];
  const groups = (x.shape[3] ?? 1) / (kernel.shape[2] ?? 1);
  const convolve = (input: tf.Tensor, filter: tf.Tensor): tf.Tensor =>
    tf.conv2d(input as tf.Tensor4D, filter as tf.Tensor4D, strides, padding(given), 'NHWC', rate);
  if (groups === 1) return convolve(x, kernel);
  const inputs = tf.split(x, groups, 3);
  const filters = tf.split(kernel, groups, 3);
  return tf.concat(
    inputs.map((input, index) => convolve(input, filters[index] ?? kernel)),
    3,
  );
}

function depthwise(given: Given, x: tf.Tensor, kernel: tf.Tensor): tf.Tensor {
  if (x.rank !== 4) throw new Error('convolves over other than two axes, which is not computed');
  const [high = 1, wide = high] = pair(given, 'strides', 1, 2);
  const [down = 1, across = down] = pair(given, 'dilation_rate', 1, 2);
  const filter = kernel as tf.Tensor4D;
  return tf.depthwiseConv2d(x as tf.Tensor4D, filter, [high, wide], padding(given), 'NHWC', [down, across]);
}
