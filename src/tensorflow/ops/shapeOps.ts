import * as tf from '@tensorflow/tfjs-core';
import { itemOf } from './getItem.js';
import { placeOf, type Given } from './given.js';
import { bools, floats, numeric, unary, type Ops } from './op.js';

/** Ops that reorder, join, cut and repeat (keras/src/ops/numpy.py and core.py). */
export const SHAPE_OPS: Ops = {
  GetItem: (given) => itemOf(numeric(given.tensor('x')), given.keys('key')),
  Slice: (given) => {
    const x = numeric(given.tensor('inputs'));
    const from = given.numbers('start_indices') ?? [];
    const shape = given.numbers('shape') ?? [];
    return tf.slice(
      x,
      [...from],
      shape.map((size, axis) => (size < 0 ? (x.shape[axis] ?? 0) : size)),
    );
  },
  Reshape: (given) => {
    // A size that the model computes is nothing yet where its shape alone is asked for.
    const sizes = (given.numbers('newshape') ?? []).map((size) => (size <= 0 ? -1 : size));
    return tf.reshape(numeric(given.tensor('x')), sizes);
  },
  Ravel: unary((x) => tf.reshape(numeric(x), [-1])),
  Transpose: (given) => {
    const x = numeric(given.tensor('x'));
    const axes = given.numbers('axes');
    return tf.transpose(
      x,
      axes?.map((axis) => placeOf(axis, x.rank)),
    );
  },
  Swapaxes: (given) => {
    const x = numeric(given.tensor('x'));
    const [one, other] = [given.axis('axis1', x.rank, 0), given.axis('axis2', x.rank, 1)];
    return tf.transpose(
      x,
      [...x.shape.keys()].map((axis) => (axis === one ? other : axis === other ? one : axis)),
    );
  },
  Moveaxis: (given) => {
    const x = numeric(given.tensor('x'));
    const from = (given.numbers('source') ?? []).map((axis) => placeOf(axis, x.rank));
    const to = (given.numbers('destination') ?? []).map((axis) => placeOf(axis, x.rank));
    const order = [...x.shape.keys()].filter((axis) => !from.includes(axis));
    const moved = to.map((place, index) => [place, from[index] ?? 0] as const).sort(([a], [b]) => a - b);
    for (const [place, axis] of moved) order.splice(place, 0, axis);
    return tf.transpose(x, order);
  },
  ExpandDims: (given) => {
    const x = numeric(given.tensor('x'));
    const axes = given.numbers('axis') ?? [];
    const rank = x.rank + axes.length;
    const places = axes.map((axis) => placeOf(axis, rank)).sort((a, b) => a - b);
    return places.reduce<tf.Tensor>((wider, axis) => tf.expandDims(wider, axis), x);
  },
  Squeeze: (given) => {
    const x = numeric(given.tensor('x'));
    const axes = given.axes('axis', x.rank);
    // A batch of one sample stays a batch.
    const ones = [...x.shape.keys()].filter((axis) => axis > 0 && x.shape[axis] === 1);
    const places = axes ?? ones;
    return places.length === 0 ? tf.clone(x) : tf.squeeze(x, places);
  },
  Concatenate: (given) => joined(given.tensors('xs'), given.number('axis', 0)),
  Append: (given) => {
    const both = [numeric(given.tensor('x1')), numeric(given.tensor('x2'))];
    const axis = given.numberOrNull('axis');
    return axis === null
      ? joined(
          both.map((x) => tf.reshape(x, [-1])),
          0,
        )
      : joined(both, axis);
  },
  Stack: (given) => {
    const parts = alike(given.tensors('x'));
    const axis = given.axis('axis', (parts[0]?.rank ?? 0) + 1, 0);
    return tf.stack(parts, axis);
  },
  Hstack: (given) => {
    const parts = given.tensors('xs').map((x) => (x.rank === 0 ? tf.reshape(x, [1]) : x));
    return joined(parts, parts[0]?.rank === 1 ? 0 : 1);
  },
  Vstack: (given) =>
    joined(
      given.tensors('xs').map((x) => (x.rank < 2 ? tf.reshape(x, [1, -1]) : x)),
      0,
    ),
  Dstack: (given) =>
    joined(
      given.tensors('xs').map((x) => {
        if (x.rank < 2) return tf.reshape(x, [1, x.size, 1]);
        return x.rank === 2 ? tf.expandDims(x, 2) : x;
      }),
      2,
    ),
  Split: (given) => split(given, given.number('axis', 0)),
  ArraySplit: (given) => split(given, given.number('axis', 0)),
  Hsplit: (given) => split(given, given.tensor('x').rank === 1 ? 0 : 1),
  Vsplit: (given) => split(given, 0),
  Dsplit: (given) => split(given, 2),
  Unstack: (given) => {
    const x = numeric(given.tensor('x'));
    return tf.unstack(x, given.axis('axis', x.rank, 0));
  },
  Flip: (given) => {
    const x = numeric(given.tensor('x'));
    return tf.reverse(x, given.axes('axis', x.rank) ?? [...x.shape.keys()]);
  },
  Fliplr: unary((x) => tf.reverse(numeric(x), [1])),
  Flipud: unary((x) => tf.reverse(numeric(x), [0])),
  Rot90: (given) => {
    const x = numeric(given.tensor('array'));
    const [row = 0, column = 1] = (given.numbers('axes') ?? [0, 1]).map((axis) => placeOf(axis, x.rank));
    const turns = ((given.number('k', 1) % 4) + 4) % 4;
    const order = [...x.shape.keys()].map((axis) => (axis === row ? column : axis === column ? row : axis));
    let turned = x;
    for (let turn = 0; turn < turns; turn++) turned = tf.reverse(tf.transpose(turned, order), [row]);
    return turns === 0 ? tf.clone(x) : turned;
  },
  Roll: (given) => {
    const x = numeric(given.tensor('x'));
    const axes = given.axes('axis', x.rank);
    const shifts = given.numbers('shift') ?? [];
    if (axes === null) return tf.reshape(rolled(tf.reshape(x, [-1]), 0, shifts[0] ?? 0), x.shape);
    const named = (given.numbers('axis') ?? []).map((axis) => placeOf(axis, x.rank));
    return named.reduce<tf.Tensor>(
      (turned, axis, index) => rolled(turned, axis, shifts[index] ?? shifts[0] ?? 0),
      x,
    );
  },
  Repeat: (given) => {
    const whole = given.value('axis') === null;
    const x = whole ? tf.reshape(numeric(given.tensor('x')), [-1]) : numeric(given.tensor('x'));
    const axis = whole ? 0 : given.axis('axis', x.rank, 0);
    const times = given.numbers('repeats') ?? [1];
    const size = x.shape[axis] ?? 0;
    const each = (index: number): number => Math.max(0, times[times.length === 1 ? 0 : index] ?? 0);
    if (size * Math.max(...times) > MOST_PLACES) throw new Error(`repeats ${String(size)} places too often`);
    const indices = Array.from({ length: size }, (_, index) =>
      Array.from({ length: each(index) }, () => index),
    ).flat();
    return tf.gather(x, tf.tensor1d(indices, 'int32'), axis);
  },
  Tile: (given) => {
    const x = numeric(given.tensor('x'));
    const times = [...(given.numbers('repeats') ?? [])];
    while (times.length < x.rank) times.unshift(1);
    const wider = tf.reshape(x, [...Array.from({ length: times.length - x.rank }, () => 1), ...x.shape]);
    return tf.tile(wider, times);
  },
  BroadcastTo: (given) => {
    const x = numeric(given.tensor('x'));
    const shape = given.numbers('shape') ?? [];
    const ahead = shape.length - x.rank;
    return tf.broadcastTo(
      x,
      shape.map((size, axis) => (size < 0 ? (x.shape[axis - ahead] ?? 1) : size)),
    );
  },
  Pad: pad,
  Take: take,
  TakeAlongAxis: takeAlongAxis,
  OneHot: (given) => {
    const found = oneHot(given.tensor('x'), given.number('num_classes', 0));
    const axis = given.axis('axis', found.rank, -1);
    const order = [...found.shape.keys()].slice(0, -1);
    order.splice(axis, 0, found.rank - 1);
    return axis === found.rank - 1 ? found : tf.transpose(found, order);
  },
  MultiHot: (given) => {
    const x = given.tensor('inputs');
    return tf.max(oneHot(x, given.number('num_classes', 0)), x.rank > 1 ? 1 : 0);
  },
  Sort: (given) => {
    const x = floats(given.tensor('x'));
    return alongLast(x, given.axis('axis', x.rank, -1), (rows) =>
      tf.neg(tf.topk(tf.neg(rows), rows.shape.at(-1) ?? 1).values),
    );
  },
  Argsort: (given) => {
    const x = floats(given.tensor('x'));
    return alongLast(
      x,
      given.axis('axis', x.rank, -1),
      (rows) => tf.topk(tf.neg(rows), rows.shape.at(-1) ?? 1).indices,
    );
  },
  TopK: (given) => {
    const { values, indices } = tf.topk(floats(given.tensor('x')), given.number('k', 1));
    return [values, indices];
  },
  Cumsum: (given) => cumulated(given, tf.cumsum),
  Cumprod: (given) => cumulated(given, tf.cumprod),
  Diff: (given) => {
    let x = numeric(given.tensor('a'));
    const axis = given.axis('axis', x.rank, -1);
    for (let count = given.number('n', 1); count > 0; count--) {
      const size = (x.shape[axis] ?? 1) - 1;
      const part = (from: number): tf.Tensor =>
        tf.slice(
          x,
          x.shape.map((_, place) => (place === axis ? from : 0)),
          x.shape.map((whole, place) => (place === axis ? size : whole)),
        );
      x = tf.sub(part(1), part(0));
    }
    return x;
  },
  Tril: (given) => triangle(given, (row, column, k) => column - row <= k),
  Triu: (given) => triangle(given, (row, column, k) => column - row >= k),
  Digitize: (given) => {
    const bins = Array.from(given.tensor('bins').dataSync());
    return digitize(floats(given.tensor('x')), bins);
  },
};

/** Places that are listed one by one; more than any axis of a real model has. */
const MOST_PLACES = 2 ** 22;

/** How many of the ascending limits each number has reached. */
export function digitize(x: tf.Tensor, limits: readonly number[]): tf.Tensor {
  if (limits.length === 0) return tf.zeros(x.shape, 'int32');
  const reached = tf.greaterEqual(tf.expandDims(x, -1), tf.tensor1d([...limits]));
  return tf.sum(tf.cast(reached, 'int32'), -1);
}

/** Zeros where a number is no class: TensorFlow.js' own op writes out of bounds there on wasm. */
export function oneHot(x: tf.Tensor, classes: number): tf.Tensor {
  const places = tf.expandDims(tf.cast(x, 'int32'), -1);
  return floats(tf.equal(places, tf.range(0, classes, 1, 'int32')));
}

function alike(parts: readonly tf.Tensor[]): tf.Tensor[] {
  const plain = parts.map(numeric);
  return plain.every(({ dtype }) => dtype === plain[0]?.dtype) ? plain : plain.map(floats);
}

function joined(parts: readonly tf.Tensor[], axis: number): tf.Tensor {
  const plain = alike(parts);
  const [only] = plain;
  if (only === undefined) throw new Error('joins nothing');
  return plain.length === 1 ? tf.clone(only) : tf.concat(plain, placeOf(axis, only.rank));
}

/** Into so many parts of one size (nearly, where it does not go up), or at the places that are named. */
function split(given: Given, along: number): readonly tf.Tensor[] {
  const x = numeric(given.tensor('x'));
  const axis = placeOf(along, x.rank);
  const size = x.shape[axis] ?? 0;
  const parts = given.value('indices_or_sections');
  if (typeof parts !== 'number') {
    const places = (given.numbers('indices_or_sections') ?? []).map((place) =>
      Math.max(0, Math.min(size, place < 0 ? place + size : place)),
    );
    const sizes = [...places, size].map((place, index) => place - (places[index - 1] ?? 0));
    return tf.split(x, sizes, axis);
  }
  if (parts > MOST_PLACES) throw new Error(`is cut into ${String(parts)} parts`);
  const more = size % parts;
  const sizes = Array.from(
    { length: parts },
    (_, index) => Math.floor(size / parts) + (index < more ? 1 : 0),
  );
  return parts === 1 ? [tf.clone(x)] : tf.split(x, sizes, axis);
}

function rolled(x: tf.Tensor, axis: number, by: number): tf.Tensor {
  const size = x.shape[axis] ?? 0;
  const ahead = size === 0 ? 0 : ((by % size) + size) % size;
  if (ahead === 0) return tf.clone(x);
  const [front, back] = tf.split(x, [size - ahead, ahead], axis);
  if (front === undefined || back === undefined) throw new Error('two parts');
  return tf.concat([back, front], axis);
}

function pad(given: Given): tf.Tensor {
  const x = numeric(given.tensor('x'));
  const widths = padWidths(given.value('pad_width'), x.rank);
  const mode = given.text('mode', 'constant').toLowerCase();
  if (mode === 'constant') return tf.pad(x, widths, given.number('constant_values', 0));
  if (mode !== 'reflect' && mode !== 'symmetric')
    throw new Error(`pads by ${JSON.stringify(mode)}, which is not computed`);
  return tf.mirrorPad(x, widths, mode);
}

/** A number for all ends, a pair for all axes, or a pair an axis. */
function padWidths(value: unknown, rank: number): [number, number][] {
  const pairOf = (one: unknown): [number, number] => {
    if (typeof one === 'number') return [one, one];
    const [before = 0, after = before] = Array.isArray(one) ? one.map(Number) : [];
    return [before, after];
  };
  const list = Array.isArray(value) ? (value as readonly unknown[]) : null;
  const isPerAxis = list?.every((one) => Array.isArray(one)) === true;
  if (list !== null && isPerAxis && list.length === rank) return list.map(pairOf);
  const same = pairOf(isPerAxis ? list?.[0] : value);
  return Array.from({ length: rank }, () => same);
}

function take(given: Given): tf.Tensor {
  const whole = given.value('axis') === null;
  const x = whole ? tf.reshape(numeric(given.tensor('x')), [-1]) : numeric(given.tensor('x'));
  const axis = whole ? 0 : given.axis('axis', x.rank, 0);
  const places = tf.cast(given.tensor('indices'), 'int32');
  const flat = within(tf.reshape(places, [-1]), x.shape[axis] ?? 0);
  const found = tf.gather(x, flat, axis);
  return tf.reshape(found, [...x.shape.slice(0, axis), ...places.shape, ...x.shape.slice(axis + 1)]);
}

function takeAlongAxis(given: Given): tf.Tensor {
  const whole = given.value('axis') === null;
  const flat = (x: tf.Tensor): tf.Tensor => (whole ? tf.reshape(x, [-1]) : x);
  const x = flat(numeric(given.tensor('x')));
  const places = flat(tf.cast(given.tensor('indices'), 'int32'));
  const axis = whole ? 0 : given.axis('axis', x.rank, -1);
  // The other axes go together as in arithmetic.
  const along = (one: tf.Tensor): number[] =>
    one.shape.map((size, place) =>
      place === axis ? size : Math.max(x.shape[place] ?? 1, places.shape[place] ?? 1),
    );
  const order = [...[...x.shape.keys()].filter((other) => other !== axis), axis];
  const size = x.shape[axis] ?? 0;
  const numbers = tf.reshape(tf.transpose(tf.broadcastTo(x, along(x)), order), [-1]);
  const wanted = tf.transpose(tf.broadcastTo(places, along(places)), order);
  // By places in all rows together: tf.gather with batchDims reads and writes out of bounds on wasm.
  const inRow = within(tf.reshape(wanted, [-1, places.shape[axis] ?? 0]), size);
  const starts = tf.mul(tf.range(0, inRow.shape[0] ?? 0, 1, 'int32'), tf.scalar(size, 'int32'));
  const found = tf.gather(numbers, tf.cast(tf.add(inRow, tf.expandDims(starts, 1)), 'int32'));
  const back = order.map((_, place) => order.indexOf(place));
  return tf.transpose(tf.reshape(found, wanted.shape), back);
}

/** Counted from the end where negative, and kept inside: what is out of bounds, Keras refuses. */
function within(places: tf.Tensor, size: number): tf.Tensor {
  const counted = tf.where(tf.less(places, 0), tf.add(places, tf.scalar(size, 'int32')), places);
  const last = tf.scalar(Math.max(0, size - 1), 'int32');
  return tf.cast(tf.minimum(tf.maximum(counted, tf.scalar(0, 'int32')), last), 'int32');
}

function alongLast(x: tf.Tensor, axis: number, compute: (rows: tf.Tensor) => tf.Tensor): tf.Tensor {
  if (axis === x.rank - 1) return compute(x);
  const order = [...x.shape.keys()].map((place) =>
    place === axis ? x.rank - 1 : place === x.rank - 1 ? axis : place,
  );
  return tf.transpose(compute(tf.transpose(x, order)), order);
}

function cumulated(given: Given, along: (x: tf.Tensor, axis: number) => tf.Tensor): tf.Tensor {
  const x = numeric(given.tensor('x'));
  if (given.value('axis') === null) return along(tf.reshape(x, [-1]), 0);
  return along(x, given.axis('axis', x.rank, 0));
}

function triangle(given: Given, keeps: (row: number, column: number, k: number) => boolean): tf.Tensor {
  const x = numeric(given.tensor('x'));
  const [rows = 1, columns = 1] = x.shape.slice(-2);
  const k = given.number('k', 0);
  const mask = Array.from({ length: rows }, (_, row) =>
    Array.from({ length: columns }, (__, column) => keeps(row, column, k)),
  );
  return tf.where(bools(tf.tensor2d(mask, [rows, columns], 'bool')), x, tf.zerosLike(x));
}
