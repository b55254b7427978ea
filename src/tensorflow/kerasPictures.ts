import * as tf from '@tensorflow/tfjs-core';
import { KerasLayer, type InputShape, type Shape } from './kerasLayer.js';

/** Bilinear as TensorFlow 2 does it, with half-pixel centres. */
export class KerasUpSampling2D extends KerasLayer {
  static readonly className = 'KerasUpSampling2D';
  #size(): readonly [number, number] {
    const { size } = this.options;
    if (typeof size === 'number') return [size, size];
    const [height = 2, width = 2] = Array.isArray(size) ? size.map(Number) : [];
    return [height, width];
  }
  protected override compute(x: tf.Tensor): tf.Tensor {
    const [high, wide] = this.#size();
    const last = this.channelsFirst ? tf.transpose(x, [0, 2, 3, 1]) : x;
    const [, height = 0, width = 0] = last.shape;
    const larger = resize(last, [high * height, wide * width], 'bilinear');
    return this.channelsFirst ? tf.transpose(larger, [0, 3, 1, 2]) : larger;
  }
  override computeOutputShape(inputShape: InputShape) {
    const shape = inputShape as Shape;
    const sizes = this.#size();
    const first = this.channelsFirst ? 2 : 1;
    return shape.map((size, axis) => {
      const times = sizes[axis - first];
      return size === null || times === undefined ? size : size * times;
    });
  }
}

export class KerasResizing extends KerasLayer {
  static readonly className = 'KerasResizing';
  protected override compute(x: tf.Tensor): tf.Tensor {
    const target: [number, number] = [this.number('height', 0), this.number('width', 0)];
    return resize(x, target, this.options['interpolation'] === 'nearest' ? 'nearest' : 'bilinear');
  }
  override computeOutputShape(inputShape: InputShape) {
    const shape = inputShape as Shape;
    return [shape[0] ?? null, this.number('height', 0), this.number('width', 0), shape[3] ?? null];
  }
}

function resize(x: tf.Tensor, size: [number, number], by: 'bilinear' | 'nearest'): tf.Tensor {
  const picture = x as tf.Tensor4D;
  return by === 'nearest'
    ? tf.image.resizeNearestNeighbor(picture, size, false, true)
    : tf.image.resizeBilinear(picture, size, false, true);
}
