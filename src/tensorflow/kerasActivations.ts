import * as tf from '@tensorflow/tfjs-core';
import { serialization } from '@tensorflow/tfjs-core';
import {
  celu,
  hardShrink,
  hardSigmoid,
  hardSilu,
  hardTanh,
  leakyRelu,
  logSigmoid,
  silu,
  softShrink,
  sparsePlus,
  sparseSigmoid,
  squareplus,
  tanhShrink,
} from './activations.js';

type Apply = (x: tf.Tensor) => tf.Tensor;

/** As Keras 3.15 computes it, which sums the sums of what it keeps, where the paper has the last of them. */
const sparsemax: Apply = (x) => {
  const size = x.shape.at(-1) ?? 1;
  const { values } = tf.topk(x, size);
  const counted = tf.range(1, size + 1, 1, 'float32');
  const sums = tf.cumsum(values, values.rank - 1);
  const kept = tf.cast(tf.greater(tf.sub(values, tf.div(tf.sub(sums, 1), counted)), 0), 'float32');
  const limit = tf.div(tf.sub(tf.sum(tf.mul(sums, kept), -1, true), 1), tf.sum(kept, -1, true));
  return tf.relu(tf.sub(x, limit));
};

/**
 * Activations of Keras 3 that TensorFlow.js 4.22 lacks, by the name under which it looks for them: with Keras' default
 * arguments (keras/src/activations). test/tensorflow/kerasActivations.test.ts compares each with Keras' numbers.
 */
const ACTIVATIONS: Readonly<Record<string, Apply>> = {
  silu,
  leakyRelu: (x) => leakyRelu(x),
  hardSilu,
  hardSwish: hardSilu,
  exponential: (x) => tf.exp(x),
  celu: (x) => celu(x),
  hardTanh,
  hardShrink: (x) => hardShrink(x),
  softShrink: (x) => softShrink(x),
  tanhShrink,
  squareplus: (x) => squareplus(x),
  sparsePlus,
  sparseSigmoid,
  logSigmoid,
  sparsemax,
  kerasHardSigmoid: hardSigmoid,
};

/** Makes the activations known to TensorFlow.js, once; classes of the same name that a user registered stay. */
export function registerKerasActivations(): void {
  const { classNameMap } = serialization.SerializationMap.getMap();
  for (const [className, apply] of Object.entries(ACTIVATIONS)) {
    if (Object.hasOwn(classNameMap, className)) continue;
    class Added extends serialization.Serializable {
      static readonly className: string = className;
      apply(x: tf.Tensor): tf.Tensor {
        return tf.tidy(() => apply(x));
      }
      override getConfig(): serialization.ConfigDict {
        return {};
      }
    }
    serialization.registerClass(Added);
  }
}
