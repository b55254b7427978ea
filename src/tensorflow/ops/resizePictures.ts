import * as tf from '@tensorflow/tfjs-core';

export type Interpolation = 'nearest' | 'bilinear' | 'bicubic';

export interface Resizing {
  readonly size: readonly [height: number, width: number];
  readonly by: Interpolation;
  /** The largest part of the target's shape is cut out first. */
  readonly cropped: boolean;
  /** The picture is filled up to the target's shape first. */
  readonly padded: boolean;
  readonly fillValue: number;
}

/** Pictures [batch, height, width, channels] in another size, with half-pixel centres as Keras 3 does it. */
export function resizePictures(x: tf.Tensor, { size, by, cropped, padded, fillValue }: Resizing): tf.Tensor {
  const shaped = cropped ? cropTo(x, size) : padded ? padTo(x, size, fillValue) : x;
  const [height, width] = size;
  const picture = shaped as tf.Tensor4D;
  switch (by) {
    case 'nearest':
      return tf.image.resizeNearestNeighbor(picture, [height, width], false, true);
    case 'bilinear':
      return tf.image.resizeBilinear(picture, [height, width], false, true);
    case 'bicubic':
      return alongAxis(alongAxis(shaped, 1, height), 2, width);
  }
}

/** As Keras: the sides are cut to int(other side * ratio) where that is smaller. */
function cropTo(x: tf.Tensor, [height, width]: Resizing['size']): tf.Tensor {
  const [rows = 0, high = 0, wide = 0, channels = 0] = x.shape;
  const cut = [Math.trunc((wide * height) / width), Math.trunc((high * width) / height)] as const;
  const [tall, broad] = [Math.min(high, cut[0]), Math.min(wide, cut[1])];
  const [top, left] = [Math.trunc((high - tall) / 2), Math.trunc((wide - broad) / 2)];
  return tf.slice(x, [0, top, left, 0], [rows, tall, broad, channels]);
}

function padTo(x: tf.Tensor, [height, width]: Resizing['size'], fillValue: number): tf.Tensor {
  const [, high = 0, wide = 0] = x.shape;
  const tall = Math.max(high, Math.trunc((wide * height) / width));
  const broad = Math.max(wide, Math.trunc((high * width) / height));
  const [top, left] = [Math.trunc((tall - high) / 2), Math.trunc((broad - wide) / 2)];
  return tf.pad(
    x,
    [
      [0, 0],
      [top, tall - high - top],
      [left, broad - wide - left],
      [0, 0],
    ],
    fillValue,
  );
}

/** 64 MB; pictures of 4,000 pixels a side need that. */
const MOST_WEIGHTS = 2 ** 24;

/** Bicubic along one axis: a product with a matrix whose rows are the weights of the old places. */
function alongAxis(x: tf.Tensor, axis: 1 | 2, to: number): tf.Tensor {
  const from = x.shape[axis] ?? 1;
  if (from * to > MOST_WEIGHTS) throw new Error(`resizes ${String(from)} pixels to ${String(to)}`);
  const order = axis === 1 ? [0, 2, 3, 1] : [0, 1, 3, 2];
  const back = axis === 1 ? [0, 3, 1, 2] : [0, 1, 3, 2];
  const rows = tf.transpose(x, order);
  const weights = tf.tensor2d(cubicWeights(from, to), [from, to]);
  const found = tf.matMul(tf.reshape(rows, [-1, from]), weights);
  return tf.transpose(tf.reshape(found, [...rows.shape.slice(0, 3), to]), back);
}

/** Keys' kernel with a = -0.5 at 1/1024 of a pixel, without what lies outside: TensorFlow's ResizeBicubic. */
function cubicWeights(from: number, to: number): Float32Array {
  const table = new Float32Array(from * to);
  for (let place = 0; place < to; place++) {
    const centre = (place + 0.5) * (from / to) - 0.5;
    const first = Math.floor(centre);
    const offset = Math.round((centre - first) * 1024) / 1024;
    const taps = [-1, 0, 1, 2].map((step) => ({
      at: first + step,
      weight: first + step < 0 || first + step >= from ? 0 : keys(Math.abs(step - offset)),
    }));
    const sum = taps.reduce((all, { weight }) => all + weight, 0);
    for (const { at, weight } of taps) if (weight !== 0) table[at * to + place] = weight / sum;
  }
  return table;
}

function keys(distance: number): number {
  if (distance <= 1) return (1.5 * distance - 2.5) * distance ** 2 + 1;
  return distance < 2 ? ((-0.5 * distance + 2.5) * distance - 4) * distance + 2 : 0;
}
