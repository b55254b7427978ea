import * as tf from '@tensorflow/tfjs-core';
import { sizeOf } from '../engine/sizeOf.js';
import { padAxis } from './convolve.js';
import { KerasLayer, shapesOf, type InputShape } from './kerasLayer.js';

type Pair = readonly [number, number];

/** What is added or taken at both ends of each axis: 2, [1, 2] and [[1, 2], [0, 3]] as Keras reads them for its number of axes. */
function pairsOf(value: unknown, rank: number): readonly Pair[] {
  const list = Array.isArray(value) ? (value as readonly unknown[]) : [value ?? 1];
  const pairs = rank === 1 && list.length === 2 ? [list] : list;
  return Array.from({ length: rank }, (_, axis) => {
    const pair: unknown = pairs[axis] ?? pairs[0];
    const [before, after] = Array.isArray(pair) ? (pair as readonly unknown[]) : [pair, pair];
    return [Number(before), Number(after ?? before)];
  });
}

/** Layers that lengthen or shorten the axes between batch and channels. */
abstract class KerasEdges extends KerasLayer {
  protected abstract readonly rank: number;
  protected abstract lengthOf(before: number, axis: number): number;
  /** @param at the axis in the input, for the axis of the option */
  protected abstract change(x: tf.Tensor, at: number, axis: number): tf.Tensor;

  #first(): number {
    return this.channelsFirst ? 2 : 1;
  }

  protected override compute(x: tf.Tensor): tf.Tensor {
    let changed = x;
    for (let axis = 0; axis < this.rank; axis++) changed = this.change(changed, axis + this.#first(), axis);
    return changed === x ? tf.clone(x) : changed;
  }

  override computeOutputShape(inputShape: InputShape) {
    const [shape = []] = shapesOf(inputShape);
    return shape.map((size, index) => {
      const axis = index - this.#first();
      return size === null || axis < 0 || axis >= this.rank ? size : this.lengthOf(size, axis);
    });
  }
}

abstract class KerasZeroPadding extends KerasEdges {
  #pair(axis: number): Pair {
    return pairsOf(this.options['padding'], this.rank)[axis] ?? [0, 0];
  }
  protected override lengthOf(before: number, axis: number): number {
    const [start, end] = this.#pair(axis);
    return before + start + end;
  }
  protected override change(x: tf.Tensor, at: number, axis: number): tf.Tensor {
    return padAxis(x, at, this.#pair(axis));
  }
}
class KerasZeroPadding1D extends KerasZeroPadding {
  static readonly className = 'KerasZeroPadding1D';
  protected override readonly rank = 1;
}
class KerasZeroPadding2D extends KerasZeroPadding {
  static readonly className = 'KerasZeroPadding2D';
  protected override readonly rank = 2;
}
class KerasZeroPadding3D extends KerasZeroPadding {
  static readonly className = 'KerasZeroPadding3D';
  protected override readonly rank = 3;
}

abstract class KerasCropping extends KerasEdges {
  #pair(axis: number): Pair {
    return pairsOf(this.options['cropping'], this.rank)[axis] ?? [0, 0];
  }
  protected override lengthOf(before: number, axis: number): number {
    const [start, end] = this.#pair(axis);
    return before - start - end;
  }
  protected override change(x: tf.Tensor, at: number, axis: number): tf.Tensor {
    const [start] = this.#pair(axis);
    const begin = x.shape.map((_, index) => (index === at ? start : 0));
    const size = x.shape.map((length, index) => (index === at ? this.lengthOf(length, axis) : length));
    return tf.slice(x, begin, size);
  }
}
class KerasCropping1D extends KerasCropping {
  static readonly className = 'KerasCropping1D';
  protected override readonly rank = 1;
}
class KerasCropping2D extends KerasCropping {
  static readonly className = 'KerasCropping2D';
  protected override readonly rank = 2;
}
class KerasCropping3D extends KerasCropping {
  static readonly className = 'KerasCropping3D';
  protected override readonly rank = 3;
}

/** Each step several times; that of pictures which interpolates is in kerasPictures.ts. */
abstract class KerasRepeating extends KerasEdges {
  #times(axis: number): number {
    const sizes = this.numbers('size', [2]);
    return sizes[axis] ?? sizes[0] ?? 2;
  }
  protected override lengthOf(before: number, axis: number): number {
    return before * this.#times(axis);
  }
  protected override change(x: tf.Tensor, at: number, axis: number): tf.Tensor {
    const [outer, inner] = [x.shape.slice(0, at + 1), x.shape.slice(at + 1)];
    const repeated = tf.tile(tf.reshape(x, [sizeOf(outer), 1, sizeOf(inner)]), [1, this.#times(axis), 1]);
    return tf.reshape(repeated, [...x.shape.slice(0, at), this.lengthOf(x.shape[at] ?? 1, axis), ...inner]);
  }
}
class KerasUpSampling1D extends KerasRepeating {
  static readonly className = 'KerasUpSampling1D';
  protected override readonly rank = 1;
}
class KerasUpSampling3D extends KerasRepeating {
  static readonly className = 'KerasUpSampling3D';
  protected override readonly rank = 3;
}

export const EDGE_LAYERS = [
  KerasZeroPadding1D,
  KerasZeroPadding2D,
  KerasZeroPadding3D,
  KerasCropping1D,
  KerasCropping2D,
  KerasCropping3D,
  KerasUpSampling1D,
  KerasUpSampling3D,
] as const;
