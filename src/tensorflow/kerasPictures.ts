import * as tf from '@tensorflow/tfjs-core';
import { KerasLayer, type InputShape, type Shape } from './kerasLayer.js';
import { resizePictures, type Interpolation } from './ops/resizePictures.js';

/** A layer of pictures, which computes with channels last. */
abstract class KerasPictures extends KerasLayer {
  protected abstract picture(x: tf.Tensor): tf.Tensor;

  protected override compute(x: tf.Tensor): tf.Tensor {
    const floats = tf.cast(x, 'float32');
    if (!this.channelsFirst) return this.picture(floats);
    return tf.transpose(this.picture(tf.transpose(floats, [0, 2, 3, 1])), [0, 3, 1, 2]);
  }

  /** The shape with other rows and columns. */
  protected sized(
    inputShape: InputShape,
    size: (axis: 0 | 1, length: number | null) => number | null,
  ): (number | null)[] {
    const first = this.channelsFirst ? 2 : 1;
    return (inputShape as Shape).map((length, axis) =>
      axis === first ? size(0, length) : axis === first + 1 ? size(1, length) : length,
    );
  }
}

/** Bilinear as TensorFlow 2 does it, with half-pixel centres. */
class KerasUpSampling2D extends KerasPictures {
  static readonly className = 'KerasUpSampling2D';
  #size(): readonly [number, number] {
    const { size } = this.options;
    if (typeof size === 'number') return [size, size];
    const [height = 2, width = 2] = Array.isArray(size) ? size.map(Number) : [];
    return [height, width];
  }
  protected override picture(x: tf.Tensor): tf.Tensor {
    const [high, wide] = this.#size();
    const [, height = 0, width = 0] = x.shape;
    const by = interpolationOf(this.options['interpolation']);
    return resizePictures(x, { ...PLAIN, size: [high * height, wide * width], by });
  }
  override computeOutputShape(inputShape: InputShape) {
    return this.sized(inputShape, (axis, length) => (length === null ? null : length * this.#size()[axis]));
  }
}

const PLAIN = { cropped: false, padded: false, fillValue: 0 };

abstract class KerasToSize extends KerasPictures {
  protected get size(): [number, number] {
    return [this.number('height', 1), this.number('width', 1)];
  }
  override computeOutputShape(inputShape: InputShape) {
    return this.sized(inputShape, (axis) => this.size[axis]);
  }
}

class KerasResizing extends KerasToSize {
  static readonly className = 'KerasResizing';
  protected override picture(x: tf.Tensor): tf.Tensor {
    return resizePictures(x, {
      size: this.size,
      by: interpolationOf(this.options['interpolation']),
      cropped: this.options['cropToAspectRatio'] === true,
      padded: this.options['padToAspectRatio'] === true,
      fillValue: this.number('fillValue', 0),
    });
  }
}

/** The middle; a picture that is smaller is resized to fill it. */
class KerasCenterCrop extends KerasToSize {
  static readonly className = 'KerasCenterCrop';
  protected override picture(x: tf.Tensor): tf.Tensor {
    const [height, width] = this.size;
    const [rows = 0, high = 0, wide = 0, channels = 0] = x.shape;
    if (high < height || wide < width)
      return resizePictures(x, { ...PLAIN, size: this.size, by: 'bilinear', cropped: true });
    const [top, left] = [Math.floor((high - height) / 2), Math.floor((wide - width) / 2)];
    return tf.slice(x, [0, top, left, 0], [rows, height, width, channels]);
  }
}

/** Each channel of each picture to the whole range of values: Keras does so outside training, too. */
class KerasAutoContrast extends KerasPictures {
  static readonly className = 'KerasAutoContrast';
  protected override compute(x: tf.Tensor): tf.Tensor {
    return this.picture(tf.cast(x, 'float32'));
  }
  protected override picture(x: tf.Tensor): tf.Tensor {
    const range = this.options['valueRange'];
    const [low = 0, high = 255] = Array.isArray(range) ? range.map(Number) : [];
    const bytes = between(x, [low, high], [0, 255]);
    // Over axes 1 and 2, wherever the channels are: so does Keras.
    const [darkest, lightest] = [tf.min(bytes, [1, 2], true), tf.max(bytes, [1, 2], true)];
    const scale = tf.div(255, tf.sub(lightest, darkest));
    const spread = tf.clipByValue(tf.add(tf.mul(bytes, scale), tf.mul(tf.neg(darkest), scale)), 0, 255);
    const found = between(spread, [0, 255], [low, high]);
    const isFlat = tf.equal(tf.sub(lightest, darkest), 0);
    return tf.where(tf.broadcastTo(isFlat, x.shape), x, found);
  }
  override computeOutputShape(inputShape: InputShape) {
    return [...(inputShape as Shape)];
  }
}

type Range = readonly [number, number];

function between(x: tf.Tensor, [low, high]: Range, [bottom, top]: Range): tf.Tensor {
  if (low === bottom && high === top) return x;
  return tf.add(tf.mul(tf.div(tf.sub(x, low), high - low), top - bottom), bottom);
}

function interpolationOf(value: unknown): Interpolation {
  return value === 'nearest' || value === 'bicubic' ? value : 'bilinear';
}

/** Layers of pictures. */
export const PICTURE_LAYERS = [KerasUpSampling2D, KerasResizing, KerasCenterCrop, KerasAutoContrast] as const;
