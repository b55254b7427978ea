import * as tf from '@tensorflow/tfjs-core';
import { serialization } from '@tensorflow/tfjs-core';
import { CONVOLUTION_LAYERS } from './kerasConvolutions.js';
import { DIRECTION_LAYERS } from './kerasDirections.js';
import { EDGE_LAYERS } from './kerasEdges.js';
import { EINSUM_LAYERS } from './kerasEinsum.js';
import { KerasGRU, KerasGRUCell } from './kerasGru.js';
import {
  KerasElementwise,
  KerasLayer,
  shapesOf,
  type Inputs,
  type InputShape,
  type Shape,
} from './kerasLayer.js';
import { MERGING_LAYERS } from './kerasMerging.js';
import { ATTENTION_LAYERS } from './kerasMultiHead.js';
import { NORMALIZATION_LAYERS } from './kerasNormalizations.js';
import { KerasOp } from './kerasOp.js';
import { CATEGORY_LAYERS } from './kerasCategories.js';
import { PREPROCESSING_LAYERS } from './kerasPreprocessing.js';
import { PICTURE_LAYERS } from './kerasPictures.js';
import { POOLING_LAYERS } from './kerasPooling.js';
import { RECURRENT_LAYERS } from './kerasRecurrent.js';
import { KerasReversibleEmbedding } from './kerasReversibleEmbedding.js';

/** Does nothing outside training: Identity, SpatialDropout2D, RandomFlip ... */
class KerasPassThrough extends KerasElementwise {
  static readonly className = 'KerasPassThrough';
  constructor(...args: ConstructorParameters<typeof KerasElementwise>) {
    super(...args);
    this.supportsMasking = this.options['keepsMask'] !== false;
  }
  protected override compute(x: tf.Tensor): tf.Tensor {
    return tf.clone(x);
  }
}

/** max_value for x >= max_value, x for threshold <= x, negative_slope * (x - threshold) below. */
class KerasReLU extends KerasElementwise {
  static readonly className = 'KerasReLU';
  protected override compute(x: tf.Tensor): tf.Tensor {
    const threshold = this.number('threshold', 0);
    const slope = this.number('negativeSlope', 0);
    const limit = this.number('maxValue', Infinity);
    const high = Number.isFinite(limit) ? tf.minimum(x, limit) : x;
    return tf.where(tf.greaterEqual(x, threshold), high, tf.mul(tf.sub(x, threshold), slope));
  }
}

/** alpha * (exp(x) - 1) below 0. */
class KerasELU extends KerasElementwise {
  static readonly className = 'KerasELU';
  protected override compute(x: tf.Tensor): tf.Tensor {
    return tf.add(tf.relu(x), tf.mul(tf.elu(tf.minimum(x, 0)), this.number('alpha', 1)));
  }
}

/** Puts a mask on what it passes on: a call's own, given by hand. */
class KerasMasked extends KerasElementwise {
  static readonly className = 'KerasMasked';
  protected override compute(x: tf.Tensor): tf.Tensor {
    return tf.clone(x);
  }
  override computeOutputShape(inputShape: InputShape) {
    return [...(shapesOf(inputShape)[0] ?? [])];
  }
  override computeMask(inputs: Inputs): tf.Tensor {
    const mask = Array.isArray(inputs) ? inputs[1] : undefined;
    // Of a model that is only being built there is none: TensorFlow.js says so by null.
    return (mask instanceof tf.Tensor ? tf.cast(mask, 'bool') : null) as tf.Tensor;
  }
}

/** [batch, ...] -> [batch, numbers], also of one number a sample, or of a vector, which TensorFlow.js 4.22 refuses. */
class KerasFlatten extends KerasLayer {
  static readonly className = 'KerasFlatten';
  protected override compute(x: tf.Tensor): tf.Tensor {
    const axes = x.shape.map((_, axis) => axis);
    const last = this.channelsFirst && x.rank > 2 ? tf.transpose(x, [0, ...axes.slice(2), 1]) : x;
    return tf.reshape(last, [x.shape[0] ?? 1, -1]);
  }
  override computeOutputShape(inputShape: InputShape) {
    const [batch = null, ...sizes] = inputShape as Shape;
    return [
      batch,
      sizes.includes(null) ? null : sizes.reduce<number>((product, size) => product * (size ?? 1), 1),
    ];
  }
}

class Subtract extends KerasLayer {
  static readonly className = 'Subtract';
  override supportsMasking = true;
  protected override compute(x: tf.Tensor, [other]: readonly tf.Tensor[]): tf.Tensor {
    if (other === undefined) throw new Error(`${this.name} needs two inputs`);
    return tf.sub(x, other);
  }
  override computeOutputShape(inputShape: InputShape) {
    const shapes = inputShape as readonly Shape[];
    const [one = [], other = []] = shapes;
    const longer = one.length >= other.length ? one : other;
    const shorter = longer === one ? other : one;
    const ahead = longer.length - shorter.length;
    return longer.map((size, axis) => {
      const beside = axis < ahead ? 1 : (shorter[axis - ahead] ?? null);
      return size === 1 ? beside : size;
    });
  }
}

/** Makes the layers known to TensorFlow.js, once; classes of the same name that a user registered stay. */
export function registerKerasLayers(): void {
  const { classNameMap } = serialization.SerializationMap.getMap();
  for (const added of [
    KerasPassThrough,
    KerasReLU,
    KerasMasked,
    KerasELU,
    Subtract,
    KerasOp,
    ...PREPROCESSING_LAYERS,
    KerasGRUCell,
    KerasGRU,
    ...CATEGORY_LAYERS,
    ...PICTURE_LAYERS,
    KerasFlatten,
    KerasReversibleEmbedding,
    ...POOLING_LAYERS,
    ...ATTENTION_LAYERS,
    ...EINSUM_LAYERS,
    ...NORMALIZATION_LAYERS,
    ...CONVOLUTION_LAYERS,
    ...EDGE_LAYERS,
    ...MERGING_LAYERS,
    ...RECURRENT_LAYERS,
    ...DIRECTION_LAYERS,
  ])
    if (!Object.hasOwn(classNameMap, added.className)) serialization.registerClass(added);
}
