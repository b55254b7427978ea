import * as tf from '@tensorflow/tfjs-core';
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
} from '../activations.js';
import { floats, ofFloats, type Op, type Ops } from './op.js';

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
  SparseSigmoid: ofFloats(sparseSigmoid),
  Softplus: ofFloats(tf.softplus),
  Softsign: ofFloats((x) => tf.div(x, tf.add(tf.abs(x), 1))),
  SoftShrink: withOption('threshold', 0.5, softShrink),
  SparsePlus: ofFloats(sparsePlus),
  Silu: ofFloats(silu),
  Squareplus: withOption('b', 4, squareplus),
  LogSigmoid: ofFloats(logSigmoid),
  LeakyRelu: withOption('negative_slope', 0.2, leakyRelu),
  HardSigmoid: ofFloats(hardSigmoid),
  HardSilu: ofFloats(hardSilu),
  Elu: withOption('alpha', 1, (x, alpha) => tf.add(tf.relu(x), tf.mul(alpha, tf.expm1(tf.minimum(x, 0))))),
  Celu: withOption('alpha', 1, celu),
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
  TanhShrink: ofFloats(tanhShrink),
  HardTanh: ofFloats(hardTanh),
  HardShrink: withOption('threshold', 0.5, hardShrink),
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
