import { deregisterOp, registerOp } from '@tensorflow/tfjs-converter';
import * as tf from '@tensorflow/tfjs-core';
import { BATCH_STATISTICS_OP, EINSUM_OP } from '../models/graph/repairGraph.js';
import { einsum } from './ops/einsum.js';

/** By the names in repairGraph's OPTIMIZER_ACTIVATIONS. */
const ACTIVATIONS: Readonly<Record<string, (x: tf.Tensor) => tf.Tensor>> = {
  EntroscopeHardSwish: (x) => tf.mul(x, tf.div(tf.clipByValue(tf.add(x, 3), 0, 6), 6)),
  EntroscopeSwish: (x) => tf.mul(x, tf.sigmoid(x)),
  EntroscopeGelu: (x) => tf.mul(tf.mul(x, 0.5), tf.add(tf.erf(tf.mul(x, Math.SQRT1_2)), 1)),
  EntroscopeGeluApproximate: (x) => {
    const inner = tf.mul(tf.add(x, tf.mul(tf.mul(tf.square(x), x), 0.044715)), Math.sqrt(2 / Math.PI));
    return tf.mul(tf.mul(x, 0.5), tf.add(tf.tanh(inner), 1));
  },
};

/** Gives TensorFlow.js the ops that repairGraph puts in place of what it lacks or would compute wrongly. */
export function registerGraphRepairOps(): void {
  for (const [op, apply] of Object.entries(ACTIVATIONS)) {
    deregisterOp(op);
    registerOp(op, ({ inputs: [x] }) => {
      if (x === undefined) throw new Error(`${op} needs an input`);
      return tf.tidy(() => apply(x));
    });
  }
  deregisterOp(EINSUM_OP);
  registerOp(EINSUM_OP, ({ inputs, attrs }) => {
    const equation = String(attrs['equation']);
    // What it only waits for stands behind its operands.
    const operands = inputs.slice(0, equation.split(',').length);
    return tf.tidy(() => einsum(equation, operands));
  });
  deregisterOp(BATCH_STATISTICS_OP);
  registerOp(BATCH_STATISTICS_OP, ({ inputs, attrs }) => {
    const [x, scale, offset] = inputs;
    if (x === undefined || scale === undefined || offset === undefined)
      throw new Error(`${BATCH_STATISTICS_OP} needs three inputs`);
    return tf.tidy(() => {
      const nchw = String(attrs['data_format']).toUpperCase() === 'NCHW';
      const axes = nchw ? [0, 2, 3] : [0, 1, 2];
      const shape = nchw ? [1, -1, 1, 1] : [1, 1, 1, -1];
      const { mean, variance } = tf.moments(x, axes, true);
      const normed = tf.div(tf.sub(x, mean), tf.sqrt(tf.add(variance, Number(attrs['epsilon'] ?? 1e-4))));
      return tf.add(tf.mul(normed, tf.reshape(scale, shape)), tf.reshape(offset, shape));
    });
  });
}
