import * as tf from '@tensorflow/tfjs-core';
import { sizeOf } from '../engine/sizeOf.js';
import { KerasLayer, type InputShape, type Masks, type Shape } from './kerasLayer.js';

/** Global pooling, which may keep the axes it pools over, as ones. */
abstract class KerasGlobalPooling extends KerasLayer {
  protected abstract pool(x: tf.Tensor, axes: number[], keepDims: boolean, mask: Masks[number]): tf.Tensor;
  #axes(rank: number): number[] {
    const axes = Array.from({ length: rank - 2 }, (_, index) => index + 1);
    return this.channelsFirst ? axes.map((axis) => axis + 1) : axes;
  }
  get #keepDims(): boolean {
    return this.options['keepdims'] === true;
  }
  protected override compute(x: tf.Tensor, _: readonly tf.Tensor[], [mask = null]: Masks): tf.Tensor {
    return this.pool(x, this.#axes(x.rank), this.#keepDims, mask);
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
class KerasGlobalAveragePooling1D extends KerasGlobalPooling {
  static readonly className = 'KerasGlobalAveragePooling1D';
  override supportsMasking = true;
  protected override pool(x: tf.Tensor, time: number[], keepDims: boolean, mask: Masks[number]): tf.Tensor {
    if (mask === null) return tf.mean(x, time, keepDims);
    const weight = tf.expandDims(tf.cast(mask, 'float32'), this.channelsFirst ? 1 : 2);
    return tf.div(tf.sum(tf.mul(x, weight), time, keepDims), tf.sum(weight, time, keepDims));
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

/**
 * A number of each window, one axis after the other: the wasm backend of TensorFlow.js gets the largest over three axes wrong,
 * and its pooling over one axis passes over channels_first.
 */
abstract class KerasPooling extends KerasLayer {
  protected abstract readonly rank: number;
  protected abstract pool(x: tf.Tensor4D, size: number, stride: number): tf.Tensor;
  protected get pad(): 'same' | 'valid' {
    return this.options['padding'] === 'same' ? 'same' : 'valid';
  }
  #at(option: string, axis: number, fallback: number): number {
    const numbers = this.numbers(option, [fallback]);
    return numbers[axis] ?? numbers[0] ?? fallback;
  }
  #window(axis: number): { readonly size: number; readonly stride: number } {
    const size = this.#at('poolSize', axis, 2);
    return {
      size,
      stride: (this.options['strides'] ?? null) === null ? size : this.#at('strides', axis, size),
    };
  }
  protected override compute(x: tf.Tensor): tf.Tensor {
    let pooled = x;
    for (let axis = 0; axis < this.rank; axis++) {
      const place = axis + (this.channelsFirst ? 2 : 1);
      const { size, stride } = this.#window(axis);
      const [outer, inner] = [pooled.shape.slice(0, place), pooled.shape.slice(place + 1)];
      const line = tf.reshape(pooled, [sizeOf(outer), pooled.shape[place] ?? 1, 1, sizeOf(inner)]);
      const shorter = this.pool(line as tf.Tensor4D, size, stride);
      pooled = tf.reshape(shorter, [...outer, shorter.shape[1] ?? 1, ...inner]);
    }
    return pooled;
  }
  override computeOutputShape(inputShape: InputShape) {
    const first = this.channelsFirst ? 2 : 1;
    return (inputShape as Shape).map((length, index) => {
      const axis = index - first;
      if (length === null || axis < 0 || axis >= this.rank) return length;
      const { size, stride } = this.#window(axis);
      return this.pad === 'same' ? Math.ceil(length / stride) : Math.floor((length - size) / stride) + 1;
    });
  }
}

abstract class KerasMaxPooling extends KerasPooling {
  protected override pool(x: tf.Tensor4D, size: number, stride: number): tf.Tensor {
    return tf.maxPool(x, [size, 1], [stride, 1], this.pad);
  }
}
class KerasMaxPooling1D extends KerasMaxPooling {
  static readonly className = 'KerasMaxPooling1D';
  protected override readonly rank = 1;
}
class KerasMaxPooling3D extends KerasMaxPooling {
  static readonly className = 'KerasMaxPooling3D';
  protected override readonly rank = 3;
}
class KerasAveragePooling1D extends KerasPooling {
  static readonly className = 'KerasAveragePooling1D';
  protected override readonly rank = 1;
  protected override pool(x: tf.Tensor4D, size: number, stride: number): tf.Tensor {
    return tf.avgPool(x, [size, 1], [stride, 1], this.pad);
  }
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
  KerasMaxPooling1D,
  KerasMaxPooling3D,
  KerasAveragePooling1D,
  KerasAdaptiveAveragePooling1D,
  KerasAdaptiveAveragePooling2D,
  KerasAdaptiveAveragePooling3D,
  KerasAdaptiveMaxPooling1D,
  KerasAdaptiveMaxPooling2D,
  KerasAdaptiveMaxPooling3D,
] as const;
