import * as tf from '@tensorflow/tfjs-core';
import { KerasLayer, type InputShape, type Masks, type Shape } from './kerasLayer.js';

/** Global pooling, which may keep the axes it pools over, as ones. */
abstract class KerasGlobalPooling extends KerasLayer {
  protected abstract pool(x: tf.Tensor, axes: number[], keepDims: boolean): tf.Tensor;
  #axes(rank: number): number[] {
    const axes = Array.from({ length: rank - 2 }, (_, index) => index + 1);
    return this.channelsFirst ? axes.map((axis) => axis + 1) : axes;
  }
  get #keepDims(): boolean {
    return this.options['keepdims'] === true;
  }
  protected override compute(x: tf.Tensor): tf.Tensor {
    return this.pool(x, this.#axes(x.rank), this.#keepDims);
  }
  override computeOutputShape(inputShape: InputShape) {
    const shape = inputShape as Shape;
    const axes = this.#axes(shape.length);
    return shape.flatMap((size, axis) => (axes.includes(axis) ? (this.#keepDims ? [1] : []) : [size]));
  }
}

abstract class KerasGlobalAverage extends KerasGlobalPooling {
  protected override pool(x: tf.Tensor, axes: number[], keepDims: boolean): tf.Tensor {
    return tf.mean(x, axes, keepDims);
  }
}
abstract class KerasGlobalMax extends KerasGlobalPooling {
  protected override pool(x: tf.Tensor, axes: number[], keepDims: boolean): tf.Tensor {
    return tf.max(x, axes, keepDims);
  }
}
/** The mean over time, of the steps that are not masked. */
class KerasGlobalAveragePooling1D extends KerasLayer {
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

class KerasGlobalAveragePooling2D extends KerasGlobalAverage {
  static readonly className = 'KerasGlobalAveragePooling2D';
}
class KerasGlobalMaxPooling1D extends KerasGlobalMax {
  static readonly className = 'KerasGlobalMaxPooling1D';
}
class KerasGlobalMaxPooling2D extends KerasGlobalMax {
  static readonly className = 'KerasGlobalMaxPooling2D';
}
class KerasGlobalAveragePooling3D extends KerasGlobalAverage {
  static readonly className = 'KerasGlobalAveragePooling3D';
}
class KerasGlobalMaxPooling3D extends KerasGlobalMax {
  static readonly className = 'KerasGlobalMaxPooling3D';
}

/** Pools over windows so that a given number of them comes out, whatever the length: floor(i n / m) to ceil((i + 1) n / m). */
abstract class KerasAdaptivePooling extends KerasLayer {
  protected abstract pool(x: tf.Tensor, axis: number): tf.Tensor;

  #sizes(rank: number): readonly number[] {
    const sizes = this.numbers('outputSize', [1]);
    return Array.from({ length: rank - 2 }, (_, axis) => sizes[axis] ?? sizes[0] ?? 1);
  }
  protected override compute(x: tf.Tensor): tf.Tensor {
    let pooled = x;
    this.#sizes(x.rank).forEach((count, index) => {
      const axis = index + (this.channelsFirst ? 2 : 1);
      const length = x.shape[axis] ?? 1;
      const windows = Array.from({ length: count }, (_, place) => {
        const start = Math.floor((place * length) / count);
        const end = Math.ceil(((place + 1) * length) / count);
        const begin = pooled.shape.map((_size, other) => (other === axis ? start : 0));
        const size = pooled.shape.map((all, other) => (other === axis ? end - start : all));
        return this.pool(tf.slice(pooled, begin, size), axis);
      });
      pooled = tf.concat(windows, axis);
    });
    return pooled;
  }
  override computeOutputShape(inputShape: InputShape) {
    const shape = inputShape as Shape;
    const sizes = this.#sizes(shape.length);
    const first = this.channelsFirst ? 2 : 1;
    return shape.map((size, axis) => sizes[axis - first] ?? size);
  }
}
abstract class KerasAdaptiveAverage extends KerasAdaptivePooling {
  protected override pool(x: tf.Tensor, axis: number): tf.Tensor {
    return tf.mean(x, axis, true);
  }
}
abstract class KerasAdaptiveMax extends KerasAdaptivePooling {
  protected override pool(x: tf.Tensor, axis: number): tf.Tensor {
    return tf.max(x, axis, true);
  }
}
class KerasAdaptiveAveragePooling1D extends KerasAdaptiveAverage {
  static readonly className = 'KerasAdaptiveAveragePooling1D';
}
class KerasAdaptiveAveragePooling2D extends KerasAdaptiveAverage {
  static readonly className = 'KerasAdaptiveAveragePooling2D';
}
class KerasAdaptiveAveragePooling3D extends KerasAdaptiveAverage {
  static readonly className = 'KerasAdaptiveAveragePooling3D';
}
class KerasAdaptiveMaxPooling1D extends KerasAdaptiveMax {
  static readonly className = 'KerasAdaptiveMaxPooling1D';
}
class KerasAdaptiveMaxPooling2D extends KerasAdaptiveMax {
  static readonly className = 'KerasAdaptiveMaxPooling2D';
}
class KerasAdaptiveMaxPooling3D extends KerasAdaptiveMax {
  static readonly className = 'KerasAdaptiveMaxPooling3D';
}

export const POOLING_LAYERS = [
  KerasGlobalAveragePooling1D,
  KerasGlobalAveragePooling2D,
  KerasGlobalAveragePooling3D,
  KerasGlobalMaxPooling1D,
  KerasGlobalMaxPooling2D,
  KerasGlobalMaxPooling3D,
  KerasAdaptiveAveragePooling1D,
  KerasAdaptiveAveragePooling2D,
  KerasAdaptiveAveragePooling3D,
  KerasAdaptiveMaxPooling1D,
  KerasAdaptiveMaxPooling2D,
  KerasAdaptiveMaxPooling3D,
] as const;
