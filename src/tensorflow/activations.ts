import * as tf from '@tensorflow/tfjs-core';

/*
 * Activations as Keras computes them (keras/src/activations), whose layers name them and whose ops call them; their options
 * have Keras' defaults.
 */

type Apply = (x: tf.Tensor) => tf.Tensor;
type ApplyWith = (x: tf.Tensor, option?: number) => tf.Tensor;

/** Keras 3 computes it so; that of TensorFlow.js is clip(0.2 x + 0.5). */
export const hardSigmoid: Apply = (x) => tf.div(tf.clipByValue(tf.add(x, 3), 0, 6), 6);
export const hardSilu: Apply = (x) => tf.mul(x, hardSigmoid(x));
export const silu: Apply = (x) => tf.mul(x, tf.sigmoid(x));
export const leakyRelu: ApplyWith = (x, slope = 0.2) => tf.leakyRelu(x, slope);
export const celu: ApplyWith = (x, alpha = 1) =>
  tf.add(tf.relu(x), tf.mul(alpha, tf.expm1(tf.div(tf.minimum(x, 0), alpha))));
export const hardTanh: Apply = (x) => tf.clipByValue(x, -1, 1);
export const hardShrink: ApplyWith = (x, threshold = 0.5) =>
  tf.mul(x, tf.cast(tf.greater(tf.abs(x), threshold), 'float32'));
export const softShrink: ApplyWith = (x, threshold = 0.5) =>
  tf.mul(tf.sign(x), tf.relu(tf.sub(tf.abs(x), threshold)));
export const tanhShrink: Apply = (x) => tf.sub(x, tf.tanh(x));
export const squareplus: ApplyWith = (x, b = 4) => tf.div(tf.add(x, tf.sqrt(tf.add(tf.square(x), b))), 2);
/** 0 up to -1, a parabola to 1, from there on x itself. */
export const sparsePlus: Apply = (x) =>
  tf.add(tf.div(tf.square(tf.add(tf.clipByValue(x, -1, 1), 1)), 4), tf.relu(tf.sub(x, 1)));
export const sparseSigmoid: Apply = (x) => tf.clipByValue(tf.mul(tf.add(x, 1), 0.5), 0, 1);
export const logSigmoid: Apply = (x) => tf.neg(tf.softplus(tf.neg(x)));
