import * as tf from '@tensorflow/tfjs-core';
import { softmax } from './activationOps.js';
import { einsum } from './einsum.js';
import type { Given } from './given.js';
import { bools, floats, type Ops } from './op.js';

/** Products of matrices, and what is made of them (keras/src/ops/numpy.py, nn.py). */
export const PRODUCT_OPS: Ops = {
  Matmul: (given) => matmul(floats(given.tensor('x1')), floats(given.tensor('x2'))),
  Dot: (given) => {
    const [a, b] = [floats(given.tensor('x1')), floats(given.tensor('x2'))];
    if (a.rank === 0 || b.rank === 0) return tf.mul(a, b);
    return contracted(a, b, [a.rank - 1], [Math.max(0, b.rank - 2)]);
  },
  Vdot: (given) =>
    tf.sum(
      tf.mul(tf.reshape(floats(given.tensor('x1')), [-1]), tf.reshape(floats(given.tensor('x2')), [-1])),
    ),
  Inner: (given) => {
    const [a, b] = [floats(given.tensor('x1')), floats(given.tensor('x2'))];
    return a.rank === 0 || b.rank === 0 ? tf.mul(a, b) : contracted(a, b, [a.rank - 1], [b.rank - 1]);
  },
  Outer: (given) =>
    tf.mul(tf.reshape(floats(given.tensor('x1')), [-1, 1]), tf.reshape(floats(given.tensor('x2')), [1, -1])),
  Tensordot: (given) => {
    const [a, b] = [floats(given.tensor('x1')), floats(given.tensor('x2'))];
    const axes = given.value('axes') ?? 2;
    if (typeof axes === 'number') {
      const count = Array.from({ length: axes }, (_, index) => index);
      return contracted(
        a,
        b,
        count.map((index) => a.rank - axes + index),
        count,
      );
    }
    const [of, and] = Array.isArray(axes) ? (axes as readonly unknown[]) : [];
    const list = (one: unknown, rank: number): number[] =>
      (Array.isArray(one) ? one : [one]).map(Number).map((axis) => (axis < 0 ? axis + rank : axis));
    return contracted(a, b, list(of, a.rank), list(and, b.rank));
  },
  Einsum: (given) => {
    const operands = given.value('operands');
    const count = Array.isArray(operands) ? operands.length : 0;
    return einsum(given.text('subscripts', ''), (count === 0 ? [] : given.tensors('operands')).map(floats));
  },
  Cross: (given) => {
    const [a, b] = [floats(given.tensor('x1')), floats(given.tensor('x2'))];
    for (const name of ['axisa', 'axisb', 'axisc', 'axis']) given.refuse(name, -1);
    const [x1, y1, z1] = tf.split(a, 3, -1);
    const [x2, y2, z2] = tf.split(b, 3, -1);
    if (!x1 || !y1 || !z1 || !x2 || !y2 || !z2) throw new Error('needs vectors of three numbers');
    const minus = (p: tf.Tensor, q: tf.Tensor, r: tf.Tensor, s: tf.Tensor): tf.Tensor =>
      tf.sub(tf.mul(p, q), tf.mul(r, s));
    return tf.concat([minus(y1, z2, z1, y2), minus(z1, x2, x1, z2), minus(x1, y2, y1, x2)], -1);
  },
  CDist: (given) => {
    const [a, b] = [floats(given.tensor('x')), floats(given.tensor('y'))];
    const apart = tf.sub(tf.expandDims(a, -2), tf.expandDims(b, -3));
    return tf.sqrt(tf.sum(tf.square(apart), -1));
  },
  Normalize: (given) => {
    const x = floats(given.tensor('x'));
    const order = given.number('order', 2);
    const axes = given.axes('axis', x.rank) ?? [x.rank - 1];
    const smallest = given.numberOrNull('epsilon') ?? 1e-7;
    if (order === 2) return tf.mul(x, tf.rsqrt(tf.maximum(tf.sum(tf.square(x), axes, true), smallest ** 2)));
    const size =
      order === Infinity
        ? tf.max(tf.abs(x), axes, true)
        : tf.pow(tf.sum(tf.pow(tf.abs(x), order), axes, true), 1 / order);
    return tf.div(x, tf.maximum(size, smallest));
  },
  BatchNorm: (given) => {
    const x = floats(given.tensor('x'));
    const axis = given.axis('axis', x.rank, -1);
    const beside = (name: string): tf.Tensor | null => {
      const found = given.tensorOrNull(name);
      return found === null
        ? null
        : tf.reshape(
            found,
            x.shape.map((_, place) => (place === axis ? -1 : 1)),
          );
    };
    const [mean, variance] = [beside('mean'), beside('variance')];
    if (mean === null || variance === null) throw new Error('has no mean or variance');
    const [scale, offset] = [beside('scale'), beside('offset')];
    const plain = tf.mul(tf.sub(x, mean), tf.rsqrt(tf.add(variance, given.number('epsilon', 1e-3))));
    const scaled = scale === null ? plain : tf.mul(plain, scale);
    return offset === null ? scaled : tf.add(scaled, offset);
  },
  LayerNorm: (given) => {
    if (given.flag('rms_scaling')) throw new Error('has rms_scaling=True, which is not computed');
    const x = floats(given.tensor('x'));
    const axes = given.axes('axis', x.rank) ?? [x.rank - 1];
    const { mean, variance } = tf.moments(x, axes, true);
    const plain = tf.mul(tf.sub(x, mean), tf.rsqrt(tf.add(variance, given.numberOrNull('epsilon') ?? 1e-7)));
    return withWeights(plain, given, 'gamma', 'beta');
  },
  RMSNorm: (given) => {
    const x = floats(given.tensor('x'));
    const axes = given.axes('axis', x.rank) ?? [x.rank - 1];
    const squares = tf.mean(tf.square(x), axes, true);
    const plain = tf.mul(x, tf.rsqrt(tf.add(squares, given.numberOrNull('epsilon') ?? 1e-7)));
    return withWeights(plain, given, 'scale', null);
  },
  DotProductAttention: dotProductAttention,
};

function withWeights(x: tf.Tensor, given: Given, scale: string, offset: string | null): tf.Tensor {
  const [by, plus] = [given.tensorOrNull(scale), offset === null ? null : given.tensorOrNull(offset)];
  const scaled = by === null ? x : tf.mul(x, by);
  return plus === null ? scaled : tf.add(scaled, plus);
}

/** As numpy.matmul: a vector is a row on the left and a column on the right, and axes before the last two go together. */
function matmul(a: tf.Tensor, b: tf.Tensor): tf.Tensor {
  if (a.rank === 0 || b.rank === 0) throw new Error('multiplies a single number as a matrix');
  const left = a.rank === 1 ? tf.reshape(a, [1, a.size]) : a;
  const right = b.rank === 1 ? tf.reshape(b, [b.size, 1]) : b;
  const [one, other] = [left.shape.slice(0, -2), right.shape.slice(0, -2)];
  const rank = Math.max(one.length, other.length);
  const ahead = Array.from({ length: rank }, (_, index) => {
    const [p, q] = [one.at(index - rank) ?? 1, other.at(index - rank) ?? 1];
    const [of, and] = [index - rank + one.length < 0 ? 1 : p, index - rank + other.length < 0 ? 1 : q];
    return of === 1 ? and : of;
  });
  const full = (x: tf.Tensor): tf.Tensor => {
    const shape = [...ahead, ...x.shape.slice(-2)];
    return shape.length === x.rank && shape.every((size, axis) => size === x.shape[axis])
      ? x
      : tf.broadcastTo(x, shape);
  };
  const found = tf.matMul(full(left), full(right));
  const [rows = 1, columns = 1] = found.shape.slice(-2);
  return tf.reshape(found, [...ahead, ...(a.rank === 1 ? [] : [rows]), ...(b.rank === 1 ? [] : [columns])]);
}

/** The sum over pairs of axes. */
function contracted(a: tf.Tensor, b: tf.Tensor, of: readonly number[], and: readonly number[]): tf.Tensor {
  const alphabet = Array.from('abcdefghijklmnopqrstuvwxyz');
  const left = a.shape.map(() => alphabet.shift() ?? '');
  const right = b.shape.map((_, axis) => {
    const pair = and.indexOf(axis);
    return pair < 0 ? (alphabet.shift() ?? '') : (left[of[pair] ?? 0] ?? '');
  });
  const output = [
    ...left.filter((_, axis) => !of.includes(axis)),
    ...right.filter((_, axis) => !and.includes(axis)),
  ];
  return einsum(`${left.join('')},${right.join('')}->${output.join('')}`, [a, b]);
}

/** Query, key and value as [batch, steps, heads, numbers]; fewer heads of key and value go with several of the query. */
function dotProductAttention(given: Given): tf.Tensor {
  const query = floats(given.tensor('query'));
  const heads = query.shape[2] ?? 1;
  const spread = (x: tf.Tensor): tf.Tensor => {
    const own = x.shape[2] ?? 1;
    if (own === heads) return x;
    const [batch = 1, steps = 1, , size = 1] = x.shape;
    const times = heads / own;
    return tf.reshape(tf.tile(tf.expandDims(x, 3), [1, 1, 1, times, 1]), [batch, steps, heads, size]);
  };
  const [key, value] = [spread(floats(given.tensor('key'))), spread(floats(given.tensor('value')))];
  const scale = given.numberOrNull('scale') ?? 1 / Math.sqrt(query.shape[3] ?? 1);
  let scores = tf.mul(einsum('btnh,bsnh->bnts', [query, key]), scale);
  const cap = given.numberOrNull('attn_logits_soft_cap');
  if (cap !== null) scores = tf.mul(cap, tf.tanh(tf.div(scores, cap)));
  const bias = given.tensorOrNull('bias');
  if (bias !== null) scores = tf.add(scores, bias);
  const mask = given.tensorOrNull('mask');
  if (mask !== null) scores = tf.where(bools(mask), scores, tf.fill(scores.shape, LOWEST));
  if (given.flag('is_causal')) {
    const [rows = 1, columns = 1] = scores.shape.slice(-2);
    const seen = Array.from({ length: rows }, (_, row) =>
      Array.from({ length: columns }, (__, column) => column <= row),
    );
    scores = tf.where(tf.tensor2d(seen, [rows, columns], 'bool'), scores, tf.fill(scores.shape, LOWEST));
  }
  return einsum('bnts,bsnh->btnh', [softmax(scores, [3]), value]);
}

/** Keras' number for what may not be seen: 0.7 of the lowest there is. */
const LOWEST = -0.7 * 3.4028234663852886e38;
