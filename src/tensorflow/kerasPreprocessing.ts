import * as tf from '@tensorflow/tfjs-core';
import { initializers } from '@tensorflow/tfjs-layers';
import { KerasLayer, type InputShape, type Shape } from './kerasLayer.js';

/** Keras' epsilon: a column that never varied is not divided by 0. */
const SMALLEST_DEVIATION = 1e-7;

/**
 * (x - mean) / deviation, or the way back (`invert`). Mean and variance are weights, or numbers in the config; they have the
 * axes of `axis` (none: one of all numbers). Of Keras 2 they are by the last axis of `size` numbers, or one of all (0).
 */
export class KerasNormalization extends KerasLayer {
  static readonly className = 'KerasNormalization';
  override supportsMasking = true;
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
    if ('size' in this.options) return this.number('size', 0) === 0 ? [] : [rank - 1];
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
      if (constant !== null) return tf.tensor(constant, undefined, 'float32');
      const weight = weights[index];
      if (weight === undefined) throw new Error(`${this.name} has no weights`);
      return tf.reshape(weight, [...this.#beside]);
    });
    if (mean === undefined || variance === undefined) throw new Error(`${this.name} has no weights`);
    const deviation = tf.maximum(tf.sqrt(variance), SMALLEST_DEVIATION);
    return this.options['invert'] === true
      ? tf.add(mean, tf.mul(x, deviation))
      : tf.div(tf.sub(x, mean), deviation);
  }
}

/** Layers that prepare their inputs. */
export const PREPROCESSING_LAYERS = [KerasNormalization] as const;
