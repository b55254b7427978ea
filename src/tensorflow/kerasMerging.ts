import * as tf from '@tensorflow/tfjs-core';
import { axisIn, KerasElementwise, KerasLayer, shapesOf, type InputShape, type Masks } from './kerasLayer.js';

/** Along any axis; TensorFlow.js 4.22 takes every negative one for the last. */
class KerasConcatenate extends KerasLayer {
  static readonly className = 'KerasConcatenate';
  override supportsMasking = true;

  protected override compute(x: tf.Tensor, others: readonly tf.Tensor[]): tf.Tensor {
    return tf.concat([x, ...others], axisIn(x.rank, this.number('axis', -1)));
  }

  override computeOutputShape(inputShape: InputShape) {
    const shapes = shapesOf(inputShape);
    const [first = []] = shapes;
    const axis = axisIn(first.length, this.number('axis', -1));
    return first.map((size, index) => {
      if (index !== axis) return size;
      const sizes = shapes.map((shape) => shape[axis] ?? null);
      return sizes.includes(null) ? null : sizes.reduce<number>((sum, one) => sum + (one ?? 0), 0);
    });
  }
}

/** Over one axis or several, and where a mask says so over some of their places only. */
class KerasSoftmax extends KerasElementwise {
  static readonly className = 'KerasSoftmax';

  protected override compute(x: tf.Tensor, _: readonly tf.Tensor[], [mask = null]: Masks): tf.Tensor {
    const axes = this.numbers('axis', [-1]).map((axis) => axisIn(x.rank, axis));
    const order = [...x.shape.map((_size, axis) => axis).filter((axis) => !axes.includes(axis)), ...axes];
    const keep = mask === null ? null : spreadTo(tf.cast(mask, 'float32'), x);
    // Keras' own limit; what is masked is 0 at the end, too.
    const kept = keep === null ? x : tf.add(tf.mul(x, keep), tf.mul(tf.sub(keep, 1), 1e9));
    const last = tf.transpose(kept, order);
    const flat = tf.reshape(last, [...last.shape.slice(0, x.rank - axes.length), -1]);
    const soft = tf.reshape(tf.softmax(flat), last.shape);
    const back = tf.transpose(
      soft,
      order.map((_axis, index) => order.indexOf(index)),
    );
    return keep === null ? back : tf.mul(back, keep);
  }
}

function spreadTo(mask: tf.Tensor, x: tf.Tensor): tf.Tensor {
  return tf.mul(mask, tf.onesLike(x));
}

export const MERGING_LAYERS = [KerasConcatenate, KerasSoftmax] as const;
