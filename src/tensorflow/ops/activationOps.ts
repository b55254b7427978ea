import * as tf from '@tensorflow/tfjs-core';
import { floats, ofFloats, type Op, type Ops } from './op.js';

const hardSigmoid = (x: tf.Tensor): tf.Tensor => tf.div(tf.clipByValue(tf.add(x, 3), 0, 6), 6);
const silu = (x: tf.Tensor): tf.Tensor => tf.mul(x, tf.sigmoid(x));

/** An activation with one option. */
const withOption =
  (option: string, fallback: number, compute: (x: tf.Tensor, value: number) => tf.Tensor): Op =>
  (given) =>
    compute(floats(given.tensor('x')), given.number(option, fallback));

/** Activations as functions (keras/src/ops/nn.py). */
export const ACTIVATION_OPS: Ops = {
  Relu: ofFloats(tf.relu),
  Relu6: ofFloats((x) => tf.clipByValue(x, 0, 6)),
  Sigmoid: ofFloats(tf.sigmoid),
  SparseSigmoid: ofFloats((x) => tf.clipByValue(tf.mul(tf.add(x, 1), 0.5), 0, 1)),
  Softplus: ofFloats(tf.softplus),
  Softsign: ofFloats((x) => tf.div(x, tf.add(tf.abs(x), 1))),
  SoftShrink: withOption('threshold', 0.5, (x, threshold) =>
    tf.mul(tf.sign(x), tf.relu(tf.sub(tf.abs(x), threshold))),
  ),
  SparsePlus: ofFloats((x) =>
    tf.add(tf.div(tf.square(tf.add(tf.clipByValue(x, -1, 1), 1)), 4), tf.relu(tf.sub(x, 1))),
  ),
  Silu: ofFloats(silu),
  Squareplus: withOption('b', 4, (x, b) => tf.div(tf.add(x, tf.sqrt(tf.add(tf.square(x), b))), 2)),
  LogSigmoid: ofFloats((x) => tf.neg(tf.softplus(tf.neg(x)))),
  LeakyRelu: withOption('negative_slope', 0.2, (x, slope) => tf.leakyRelu(x, slope)),
  HardSigmoid: ofFloats(hardSigmoid),
  HardSilu: ofFloats((x) => tf.mul(x, hardSigmoid(x))),
  Elu: withOption('alpha', 1, (x, alpha) => tf.add(tf.relu(x), tf.mul(alpha, tf.expm1(tf.minimum(x, 0))))),
  Celu: withOption('alpha', 1, (x, alpha) =>
    tf.add(tf.relu(x), tf.mul(alpha, tf.expm1(tf.div(tf.minimum(x, 0), alpha)))),
  ),
  Selu: ofFloats(tf.selu),
  Gelu: (given) => {
    const x = floats(given.tensor('x'));
    return given.value('approximate') === false ? gelu(x) : approximateGelu(x);
  },
  Glu: (given) => {
    const x = floats(given.tensor('x'));
    const [value, gate] = tf.split(x, 2, given.axis('axis', x.rank, -1));
    if (value === undefined || gate === undefined) throw new Error('has an axis that cannot be halved');
    return tf.mul(value, tf.sigmoid(gate));
  },
  TanhShrink: ofFloats((x) => tf.sub(x, tf.tanh(x))),
  HardTanh: ofFloats((x) => tf.clipByValue(x, -1, 1)),
  HardShrink: withOption('threshold', 0.5, (x, threshold) =>
    tf.mul(x, floats(tf.greater(tf.abs(x), threshold))),
  ),
  Threshold: (given) => {
    const x = floats(given.tensor('x'));
    const otherwise = tf.fill(x.shape, given.number('default_value', 0));
    return tf.where(tf.greater(x, given.number('threshold', 0)), x, otherwise);
  },
  Softmax: (given) => {
    const x = floats(given.tensor('x'));
    const axes = given.axes('axis', x.rank) ?? [...x.shape.keys()];
    return softmax(x, axes);
  },
  LogSoftmax: (given) => {
    const x = floats(given.tensor('x'));
    const axes = given.axes('axis', x.rank) ?? [...x.shape.keys()];
    return tf.sub(x, tf.logSumExp(x, axes, true));
  },
};

/** Over one axis or several. */
export function softmax(x: tf.Tensor, axes: number[]): tf.Tensor {
  if (axes.length === 1 && axes[0] === x.rank - 1) return tf.softmax(x);
  const powers = tf.exp(tf.sub(x, tf.max(x, axes, true)));
  return tf.div(powers, tf.sum(powers, axes, true));
}

export function gelu(x: tf.Tensor): tf.Tensor {
  return tf.mul(tf.mul(x, 0.5), tf.add(tf.erf(tf.mul(x, Math.SQRT1_2)), 1));
}

export function approximateGelu(x: tf.Tensor): tf.Tensor {
  const inner = tf.mul(Math.sqrt(2 / Math.PI), tf.add(x, tf.mul(0.044715, tf.mul(x, tf.square(x)))));
  return tf.mul(tf.mul(x, 0.5), tf.add(tf.tanh(inner), 1));
}
