import * as tf from '@tensorflow/tfjs-core';
import { initializers } from '@tensorflow/tfjs-layers';
import { KerasLayer } from './kerasLayer.js';

/** One tensor and one number: a TFOpLambda of Keras 2, as src/models/keras/repairScalarOps.ts leaves it. */
export class KerasTFOpLambda extends KerasLayer {
  static readonly className = 'KerasTFOpLambda';
  override supportsMasking = true;
  protected override compute(x: tf.Tensor): tf.Tensor {
    const number = this.number('number', NaN);
    switch (this.options['op']) {
      case 'divide':
        return tf.div(x, number);
      case 'multiply':
        return tf.mul(x, number);
      case 'add':
        return tf.add(x, number);
      case 'subtract':
        return tf.sub(x, number);
      default:
        throw new Error(`${this.name} does what nobody knows`);
    }
  }
}

/** Keras' epsilon: a column that never varied is not divided by 0. */
const SMALLEST_DEVIATION = 1e-7;

/** (x - mean) / deviation, by the last axis; `size` 0: one mean of all numbers. */
export class KerasNormalization extends KerasLayer {
  static readonly className = 'KerasNormalization';
  override supportsMasking = true;
  override build(): void {
    const size = this.number('size', 0);
    const shape = size === 0 ? [] : [size];
    for (const name of ['mean', 'variance'])
      this.addWeight(name, shape, 'float32', initializers.zeros(), undefined, false);
    this.built = true;
  }
  protected override compute(x: tf.Tensor): tf.Tensor {
    const [mean, variance] = this.getWeights();
    if (mean === undefined || variance === undefined) throw new Error(`${this.name} has no weights`);
    return tf.div(tf.sub(x, mean), tf.maximum(tf.sqrt(variance), SMALLEST_DEVIATION));
  }
}
