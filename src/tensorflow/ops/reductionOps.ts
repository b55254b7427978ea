import * as tf from '@tensorflow/tfjs-core';
import type { Given } from './given.js';
import { bools, floats, numeric, type Op, type Ops } from './op.js';

type Reduction = (x: tf.Tensor, axes: number[], keepDims: boolean) => tf.Tensor;

/** Over the axes of `axis`, or over all. */
function over(given: Given, x: tf.Tensor, reduce: Reduction): tf.Tensor {
  const axes = given.axes('axis', x.rank) ?? [...x.shape.keys()];
  return reduce(x, axes, given.flag('keepdims'));
}

const reduction =
  (reduce: Reduction): Op =>
  (given) =>
    over(given, numeric(given.tensor('x')), reduce);

const ofFloats =
  (reduce: Reduction): Op =>
  (given) =>
    over(given, floats(given.tensor('x')), reduce);

const ofBools =
  (reduce: Reduction): Op =>
  (given) =>
    over(given, bools(given.tensor('x')), reduce);

/** With a number that takes part in it. */
const limit =
  (reduce: Reduction, together: (a: tf.Tensor, b: number) => tf.Tensor): Op =>
  (given) => {
    const found = over(given, numeric(given.tensor('x')), reduce);
    const initial = given.numberOrNull('initial');
    return initial === null ? found : together(found, initial);
  };

const largest = limit(tf.max, tf.maximum);
const smallest = limit(tf.min, tf.minimum);

const variance: Reduction = (x, axes, keepDims) => tf.moments(x, axes, keepDims).variance;

/** @param find the place of the largest along one axis */
const place =
  (find: (x: tf.Tensor, axis: number) => tf.Tensor): Op =>
  (given) => {
    const x = numeric(given.tensor('x'));
    const keepDims = given.flag('keepdims');
    if (given.value('axis') === null) {
      const found = find(tf.reshape(x, [-1]), 0);
      return keepDims
        ? tf.reshape(
            found,
            x.shape.map(() => 1),
          )
        : found;
    }
    const axis = given.axis('axis', x.rank, -1);
    const found = find(x, axis);
    return keepDims ? tf.expandDims(found, axis) : found;
  };

/** Reductions over axes (keras/src/ops/numpy.py, math.py, linalg.py). */
export const REDUCTION_OPS: Ops = {
  All: ofBools(tf.all),
  Any: ofBools(tf.any),
  Amax: largest,
  Max: largest,
  Amin: smallest,
  Min: smallest,
  Argmax: place(tf.argMax),
  Argmin: place(tf.argMin),
  Mean: ofFloats(tf.mean),
  Sum: reduction(tf.sum),
  Prod: ofFloats(tf.prod),
  Var: ofFloats(variance),
  Std: ofFloats((x, axes, keepDims) => tf.sqrt(variance(x, axes, keepDims))),
  Ptp: reduction((x, axes, keepDims) => tf.sub(tf.max(x, axes, keepDims), tf.min(x, axes, keepDims))),
  Logsumexp: ofFloats(tf.logSumExp),
  CountNonzero: (given) => over(given, tf.cast(tf.notEqual(numeric(given.tensor('x')), 0), 'int32'), tf.sum),
  Moments: (given) => {
    const x = floats(given.tensor('x'));
    const axes = given.axes('axes', x.rank) ?? [...x.shape.keys()];
    const { mean, variance: squared } = tf.moments(x, axes, given.flag('keepdims'));
    return [mean, squared];
  },
  Average: (given) => {
    const x = floats(given.tensor('x'));
    const weights = given.tensorOrNull('weights');
    if (weights === null) return over(given, x, tf.mean);
    const axes = given.axes('axis', x.rank) ?? [...x.shape.keys()];
    const beside = weights.rank === x.rank ? weights : alongside(weights, x.rank, axes);
    const each = tf.mul(tf.onesLike(x), beside);
    return tf.div(tf.sum(tf.mul(x, each), axes), tf.sum(each, axes));
  },
  Median: (given) => {
    const x = floats(given.tensor('x'));
    const axes = given.axes('axis', x.rank) ?? [...x.shape.keys()];
    const kept = [...x.shape.keys()].filter((axis) => !axes.includes(axis));
    const rows = tf.transpose(x, [...kept, ...axes]);
    const count = axes.reduce((product, axis) => product * (x.shape[axis] ?? 1), 1);
    const shape = kept.map((axis) => x.shape[axis] ?? 1);
    const { values } = tf.topk(tf.reshape(rows, [...shape, count]), Math.floor(count / 2) + 1);
    const middle = lastOf(values, 1);
    const found = count % 2 === 1 ? middle : tf.div(tf.add(middle, lastOf(values, 2)), 2);
    const keptShape = x.shape.map((size, axis) => (axes.includes(axis) ? 1 : size));
    return tf.reshape(found, given.flag('keepdims') ? keptShape : shape);
  },
  Norm: norm,
};

/** The last entry but so many of the last axis. */
function lastOf(x: tf.Tensor, back: number): tf.Tensor {
  const size = x.shape.at(-1) ?? 0;
  const from = x.shape.map((_, axis) => (axis === x.rank - 1 ? size - back : 0));
  return tf.slice(x, from, [...x.shape.slice(0, -1), 1]);
}

/** Weights of one axis beside all others. */
function alongside(weights: tf.Tensor, rank: number, [axis = 0]: readonly number[]): tf.Tensor {
  return tf.reshape(
    weights,
    Array.from({ length: rank }, (_, place) => (place === axis ? weights.size : 1)),
  );
}

/** Of vectors: any order; of matrices (two axes): Frobenius', 1 and infinity. As numpy.linalg.norm. */
function norm(given: Given): tf.Tensor {
  const x = floats(given.tensor('x'));
  const keepDims = given.flag('keepdims');
  // "euclidean" is TensorFlow's word for it.
  const order = given.numberOrNull('ord');
  if (order === null) given.refuse('ord', 'fro', 'euclidean');
  const named = given.numbers('axis')?.map((axis) => (axis < 0 ? axis + x.rank : axis)) ?? null;
  const axes = named ?? [...x.shape.keys()];
  const [row, column] = axes;
  if (row === undefined) return x;
  if (order === null || (axes.length === 1 && order === 2))
    return tf.sqrt(tf.sum(tf.square(x), axes, keepDims));
  if (axes.length === 1) {
    const size = tf.abs(x);
    if (order === Infinity) return tf.max(size, axes, keepDims);
    if (order === -Infinity) return tf.min(size, axes, keepDims);
    if (order === 0) return tf.sum(floats(tf.notEqual(x, 0)), axes, keepDims);
    return tf.pow(tf.sum(tf.pow(size, order), axes, keepDims), 1 / order);
  }
  if (axes.length !== 2 || column === undefined || ![1, -1, Infinity, -Infinity].includes(order))
    throw new Error(`has ord=${String(order)} over ${String(axes.length)} axes, which is not computed`);
  const [inner, outer] = Math.abs(order) === 1 ? [row, column] : [column, row];
  const sums = tf.sum(tf.abs(x), inner, true);
  const found = order > 0 ? tf.max(sums, outer, true) : tf.min(sums, outer, true);
  return keepDims ? found : tf.squeeze(found, [row, column]);
}
