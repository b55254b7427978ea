import * as tf from '@tensorflow/tfjs-core';
import type { Key, Slice } from './given.js';

/** What an axis gives: the first place, how many, and every how many; reversed where the step is negative. */
interface Range {
  readonly from: number;
  readonly count: number;
  readonly step: number;
  readonly kept: boolean;
}

/** x[...] as NumPy does it, with one list of places at most. @throws Error where it is more, or out of bounds */
export function itemOf(x: tf.Tensor, keys: readonly Key[]): tf.Tensor {
  const used = keys.filter((key) => key !== 'new axis' && key !== 'ellipsis').length;
  const dots = keys.indexOf('ellipsis');
  const rest = Array.from({ length: Math.max(0, x.rank - used) }, () => WHOLE);
  const full = dots < 0 ? [...keys, ...rest] : [...keys.slice(0, dots), ...rest, ...keys.slice(dots + 1)];
  const ranges: Range[] = [];
  const shape: number[] = [];
  let gathered: { readonly places: tf.Tensor; readonly axis: number; readonly into: number } | null = null;
  for (const key of full) {
    const size = x.shape[ranges.length] ?? 0;
    if (key === 'new axis') shape.push(1);
    else if (key === 'ellipsis') throw new Error('has two ellipses between its brackets');
    else if (typeof key === 'number') {
      const place = key < 0 ? key + size : key;
      if (place < 0 || place >= size) throw new Error(`takes place ${String(key)} of ${String(size)}`);
      ranges.push({ from: place, count: 1, step: 1, kept: false });
    } else if (key instanceof tf.Tensor) {
      if (gathered !== null || key.dtype === 'bool') throw new Error('takes places by more than one list');
      gathered = { places: key, axis: ranges.length, into: shape.length };
      ranges.push({ from: 0, count: size, step: 1, kept: true });
      shape.push(size);
    } else {
      const range = rangeOf(key, size);
      ranges.push(range);
      shape.push(range.count);
    }
  }
  const cut = tf.reshape(cutOut(x, ranges), shape);
  if (gathered === null) return cut;
  const { places, into } = gathered;
  const size = cut.shape[into] ?? 0;
  const whole = tf.cast(tf.reshape(places, [-1]), 'int32');
  const counted = tf.cast(
    tf.where(tf.less(whole, 0), tf.add(whole, tf.scalar(size, 'int32')), whole),
    'int32',
  );
  const found = tf.gather(cut, counted, into);
  return tf.reshape(found, [...shape.slice(0, into), ...places.shape, ...shape.slice(into + 1)]);
}

const WHOLE: Slice = { start: null, stop: null, step: null };

/** As Python's slice.indices. */
function rangeOf({ start, stop, step }: Slice, size: number): Range {
  const by = step ?? 1;
  const [low, high] = by > 0 ? [0, size] : [-1, size - 1];
  const limit = (place: number | null, fallback: number): number =>
    place === null ? fallback : Math.max(low, Math.min(high, place < 0 ? place + size : place));
  const [from, to] =
    by > 0 ? [limit(start, 0), limit(stop, size)] : [limit(start, size - 1), limit(stop, -1)];
  return { from, count: Math.max(0, Math.ceil((to - from) / by)), step: by, kept: true };
}

function cutOut(x: tf.Tensor, ranges: readonly Range[]): tf.Tensor {
  const lowest = ranges.map(({ from, count, step }) =>
    count === 0 ? 0 : step > 0 ? from : from + (count - 1) * step,
  );
  const spans = ranges.map(({ count, step }) => (count === 0 ? 0 : (count - 1) * Math.abs(step) + 1));
  const part = tf.slice(x, lowest, spans);
  const backwards = ranges.flatMap(({ step }, axis) => (step < 0 ? [axis] : []));
  const turned = backwards.length === 0 ? part : tf.reverse(part, backwards);
  if (ranges.every(({ step }) => Math.abs(step) === 1)) return turned;
  return tf.stridedSlice(
    turned,
    ranges.map(() => 0),
    [...turned.shape],
    ranges.map(({ step }) => Math.abs(step)),
  );
}
