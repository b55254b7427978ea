import * as tf from '@tensorflow/tfjs-core';
import { itemOf } from './getItem.js';
import type { Given, Key } from './given.js';
import { floats, numeric, type Ops } from './op.js';

/** What TensorFlow's functions do otherwise than Keras' ops, in models of Keras 2. */
export const TENSORFLOW_OPS: Ops = {
  /** tf.shape */
  Shape: (given) => tf.tensor1d(given.tensor('x').shape, 'int32'),
  /** tf.matmul, with its flags; a matrix on the right goes with every one of a batch. */
  MatmulWithFlags: (given) => {
    const [a, b] = [floats(given.tensor('x1')), floats(given.tensor('x2'))];
    const ahead = Math.max(a.rank, b.rank);
    const full = (x: tf.Tensor): tf.Tensor =>
      x.rank === ahead ? x : tf.reshape(x, [...Array.from({ length: ahead - x.rank }, () => 1), ...x.shape]);
    return tf.matMul(full(a), full(b), given.flag('transpose_a'), given.flag('transpose_b'));
  },
  /** tf.split: into so many parts, or by sizes, of which one may be -1. */
  SplitBySizes: (given) => {
    const x = numeric(given.tensor('x'));
    const axis = given.axis('axis', x.rank, 0);
    const parts = given.value('sizes');
    if (typeof parts === 'number') return parts === 1 ? [tf.clone(x)] : tf.split(x, parts, axis);
    const sizes = given.numbers('sizes') ?? [];
    const rest = (x.shape[axis] ?? 0) - sizes.reduce((sum, size) => sum + Math.max(0, size), 0);
    return tf.split(
      x,
      sizes.map((size) => (size < 0 ? rest : size)),
      axis,
    );
  },
  /** tf.slice */
  SliceBySize: (given) => {
    const x = numeric(given.tensor('x'));
    const begin = given.numbers('begin') ?? [];
    const size = (given.numbers('size') ?? []).map((one, axis) =>
      one < 0 ? (x.shape[axis] ?? 0) - (begin[axis] ?? 0) : one,
    );
    return tf.slice(x, [...begin], size);
  },
  StridedSlice: (given) => itemOf(numeric(given.tensor('x')), stridedKeys(given)),
  L2Normalize: (given) => {
    const x = floats(given.tensor('x'));
    const axes = given.axes('axis', x.rank) ?? [...x.shape.keys()];
    const squares = tf.sum(tf.square(x), axes, true);
    return tf.mul(x, tf.rsqrt(tf.maximum(squares, given.number('epsilon', 1e-12))));
  },
  SquaredDifference: (given) => tf.square(tf.sub(numeric(given.tensor('x1')), numeric(given.tensor('x2')))),
  AddN: (given) => tf.addN(given.tensors('x').map(numeric)),
};

/** A strided slice of a graph, whose masks have a bit an entry, as what would stand between brackets. */
function stridedKeys(given: Given): readonly Key[] {
  const [begin, end, strides] = ['begin', 'end', 'strides'].map((name) => given.numbers(name) ?? []);
  const has = (mask: string, place: number): boolean => ((given.number(mask, 0) >> place) & 1) === 1;
  return (begin ?? []).map((start, place): Key => {
    if (has('ellipsis_mask', place)) return 'ellipsis';
    if (has('new_axis_mask', place)) return 'new axis';
    if (has('shrink_axis_mask', place)) return start;
    return {
      start: has('begin_mask', place) ? null : start,
      stop: has('end_mask', place) ? null : (end?.[place] ?? null),
      step: strides?.[place] ?? null,
    };
  });
}
