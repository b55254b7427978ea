import * as tf from '@tensorflow/tfjs-core';
import { initializers } from '@tensorflow/tfjs-layers';
import { sizeOf } from '../engine/sizeOf.js';
import { KerasElementwise, type InputShape, type Shape } from './kerasLayer.js';

/** Keras' epsilon: a column that never varied is not divided by 0. */
const SMALLEST_DEVIATION = 1e-7;

/**
 * (x - mean) / deviation, or the way back (`invert`). Mean and variance are weights, or numbers in the config; they have the
 * axes of `axis` (none: one of all numbers).
 */
class KerasNormalization extends KerasElementwise {
  static readonly className = 'KerasNormalization';
  /** The shape in which mean and variance meet the input, without the batch. */
  #beside: readonly number[] = [];

  override build(inputShape: InputShape): void {
    const shape = inputShape as Shape;
    const axes = this.#axes(shape.length);
    const kept = axes.map((axis) => shape[axis] ?? 0);
    this.#beside = shape.map((length, axis) => (axes.includes(axis) ? (length ?? 0) : 1));
    if (this.#constant('mean') === null)
      for (const name of ['mean', 'variance'])
        this.addWeight(name, kept, 'float32', initializers.zeros(), undefined, false);
    this.built = true;
  }

  #axes(rank: number): readonly number[] {
    const { axis = -1 } = this.options;
    const axes = axis === null ? [] : Array.isArray(axis) ? (axis as readonly unknown[]) : [axis];
    return axes.map((one) => (Number(one) < 0 ? Number(one) + rank : Number(one))).sort((a, b) => a - b);
  }

  #constant(name: 'mean' | 'variance'): tf.TensorLike | null {
    return (this.options[name] ?? null) as tf.TensorLike | null;
  }

  protected override compute(x: tf.Tensor): tf.Tensor {
    const weights = this.getWeights();
    const [mean, variance] = (['mean', 'variance'] as const).map((name, index) => {
      const constant = this.#constant(name);
      const found = constant === null ? weights[index] : tf.tensor(constant, undefined, 'float32');
      if (found === undefined) throw new Error(`${this.name} has no weights`);
      const size = sizeOf(this.#beside);
      // A constant may be one number for all, or have axes of its own.
      return found.size === size ? tf.reshape(found, [...this.#beside]) : found;
    });
    if (mean === undefined || variance === undefined) throw new Error(`${this.name} has no weights`);
    const deviation = tf.maximum(tf.sqrt(variance), SMALLEST_DEVIATION);
    return this.options['invert'] === true
      ? tf.add(mean, tf.mul(x, deviation))
      : tf.div(tf.sub(x, mean), deviation);
  }
}

/** Rescaling by a list of numbers, one a channel. */
class KerasRescaling extends KerasElementwise {
  static readonly className = 'KerasRescaling';
  protected override compute(x: tf.Tensor): tf.Tensor {
    const [scale, offset] = (['scale', 'offset'] as const).map((name) => {
      const value = this.options[name] ?? (name === 'scale' ? 1 : 0);
      return tf.tensor(value as tf.TensorLike, undefined, 'float32');
    });
    if (scale === undefined || offset === undefined) throw new Error(`${this.name} has no scale`);
    return tf.add(tf.mul(tf.cast(x, 'float32'), scale), offset);
  }
}

/** Layers that prepare numbers. */
export const PREPROCESSING_LAYERS = [KerasNormalization, KerasRescaling] as const;
