import * as tf from '@tensorflow/tfjs-core';
import { serialization } from '@tensorflow/tfjs-core';

type Apply = (x: tf.Tensor) => tf.Tensor;

/** hard_sigmoid as Keras 3 computes it; that of TensorFlow.js is clip(0.2 x + 0.5). */
const hardSigmoid: Apply = (x) => tf.div(tf.clipByValue(tf.add(x, 3), 0, 6), 6);
const hardSilu: Apply = (x) => tf.mul(x, hardSigmoid(x));

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
  silu: (x) => tf.mul(x, tf.sigmoid(x)),
  leakyRelu: (x) => tf.leakyRelu(x, 0.2),
  hardSilu,
  hardSwish: hardSilu,
  exponential: (x) => tf.exp(x),
  celu: (x) => tf.add(tf.relu(x), tf.expm1(tf.minimum(x, 0))),
  hardTanh: (x) => tf.clipByValue(x, -1, 1),
  hardShrink: (x) => tf.mul(x, tf.cast(tf.greater(tf.abs(x), 0.5), 'float32')),
  softShrink: (x) => tf.mul(tf.sign(x), tf.relu(tf.sub(tf.abs(x), 0.5))),
  tanhShrink: (x) => tf.sub(x, tf.tanh(x)),
  squareplus: (x) => tf.div(tf.add(x, tf.sqrt(tf.add(tf.square(x), 4))), 2),
  // 0 up to -1, a parabola to 1, from there on x itself.
  sparsePlus: (x) => tf.add(tf.div(tf.square(tf.add(tf.clipByValue(x, -1, 1), 1)), 4), tf.relu(tf.sub(x, 1))),
  sparseSigmoid: (x) => tf.clipByValue(tf.mul(tf.add(x, 1), 0.5), 0, 1),
  logSigmoid: (x) => tf.neg(tf.softplus(tf.neg(x))),
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
