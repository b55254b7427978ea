import * as tf from '@tensorflow/tfjs-core';
import type { Given } from './given.js';

/** What an op computes; several outputs as a list. */
export type Op = (given: Given) => tf.Tensor | readonly tf.Tensor[];

/** By the op's class in keras/src/ops. */
export type Ops = Readonly<Record<string, Op>>;

/** An op of the one tensor x. */
export const unary =
  (compute: (x: tf.Tensor) => tf.Tensor): Op =>
  (given) =>
    compute(given.tensor('x'));

/** The same, of numbers: TensorFlow.js computes some functions of whole numbers as whole numbers. */
export const ofFloats =
  (compute: (x: tf.Tensor) => tf.Tensor): Op =>
  (given) =>
    compute(floats(given.tensor('x')));

/** An op of the tensors or numbers x1 and x2. */
export const binary =
  (compute: (a: tf.Tensor, b: tf.Tensor) => tf.Tensor): Op =>
  (given) =>
    compute(numeric(given.tensor('x1')), numeric(given.tensor('x2')));

export function floats(x: tf.Tensor): tf.Tensor {
  return x.dtype === 'float32' ? x : tf.cast(x, 'float32');
}

/** True and false as 1 and 0. */
export function numeric(x: tf.Tensor): tf.Tensor {
  return x.dtype === 'bool' ? tf.cast(x, 'int32') : x;
}

export function bools(x: tf.Tensor): tf.Tensor {
  return x.dtype === 'bool' ? x : tf.notEqual(x, 0);
}
