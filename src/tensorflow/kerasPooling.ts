import * as tf from '@tensorflow/tfjs-core';
import { KerasLayer, type InputShape, type Masks, type Shape } from './kerasLayer.js';

/** Global pooling that keeps the axes it pools over, as ones. */
abstract class KerasGlobalPooling extends KerasLayer {
  protected abstract pool(x: tf.Tensor, axes: number[]): tf.Tensor;
  #axes(rank: number): number[] {
    const axes = Array.from({ length: rank - 2 }, (_, index) => index + 1);
    return this.channelsFirst ? axes.map((axis) => axis + 1) : axes;
  }
  protected override compute(x: tf.Tensor): tf.Tensor {
    return this.pool(x, this.#axes(x.rank));
  }
  override computeOutputShape(inputShape: InputShape) {
    const shape = inputShape as Shape;
    const axes = this.#axes(shape.length);
    return shape.map((size, axis) => (axes.includes(axis) ? 1 : size));
  }
}

abstract class KerasGlobalAverage extends KerasGlobalPooling {
  protected override pool(x: tf.Tensor, axes: number[]): tf.Tensor {
    return tf.mean(x, axes, true);
  }
}
abstract class KerasGlobalMax extends KerasGlobalPooling {
  protected override pool(x: tf.Tensor, axes: number[]): tf.Tensor {
    return tf.max(x, axes, true);
  }
}
/** The mean over time, of the steps that are not masked. */
export class KerasGlobalAveragePooling1D extends KerasLayer {
  static readonly className = 'KerasGlobalAveragePooling1D';
  override supportsMasking = true;
  protected override compute(x: tf.Tensor, _: readonly tf.Tensor[], [mask = null]: Masks): tf.Tensor {
    const time = this.channelsFirst ? 2 : 1;
    const keepDims = this.options['keepdims'] === true;
    if (mask === null) return tf.mean(x, time, keepDims);
    const weight = tf.expandDims(tf.cast(mask, 'float32'), this.channelsFirst ? 1 : 2);
    return tf.div(tf.sum(tf.mul(x, weight), time, keepDims), tf.sum(weight, time, keepDims));
  }
  override computeOutputShape(inputShape: InputShape) {
    const [batch = null, steps = null, features = null] = inputShape as Shape;
    const [time, rest] = this.channelsFirst ? [2, steps] : [1, features];
    if (this.options['keepdims'] !== true) return [batch, rest];
    return time === 1 ? [batch, 1, rest] : [batch, rest, 1];
  }
  override computeMask(): tf.Tensor {
    // The time axis is gone, and the mask with it: TensorFlow.js says so by null.
    return null as unknown as tf.Tensor;
  }
}

export class KerasGlobalAveragePooling2D extends KerasGlobalAverage {
  static readonly className = 'KerasGlobalAveragePooling2D';
}
export class KerasGlobalMaxPooling1D extends KerasGlobalMax {
  static readonly className = 'KerasGlobalMaxPooling1D';
}
export class KerasGlobalMaxPooling2D extends KerasGlobalMax {
  static readonly className = 'KerasGlobalMaxPooling2D';
}
