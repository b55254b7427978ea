import * as tf from '@tensorflow/tfjs-core';
import { serialization } from '@tensorflow/tfjs-core';
import { CONVOLUTION_LAYERS } from './kerasConvolutions.js';
import { EDGE_LAYERS } from './kerasEdges.js';
import { EINSUM_LAYERS } from './kerasEinsum.js';
import { KerasGRU, KerasGRUCell } from './kerasGru.js';
import { KerasElementwise, KerasLayer, type InputShape, type Shape } from './kerasLayer.js';
import { ATTENTION_LAYERS } from './kerasMultiHead.js';
import { NORMALIZATION_LAYERS } from './kerasNormalizations.js';
import { KerasOp } from './kerasOp.js';
import { CATEGORY_LAYERS } from './kerasCategories.js';
import { PREPROCESSING_LAYERS } from './kerasPreprocessing.js';
import { PICTURE_LAYERS } from './kerasPictures.js';
import {
  KerasGlobalAveragePooling1D,
  KerasGlobalAveragePooling2D,
  KerasGlobalMaxPooling1D,
  KerasGlobalMaxPooling2D,
} from './kerasPooling.js';

/** Does nothing outside training: Identity, SpatialDropout2D, RandomFlip ... */
class KerasPassThrough extends KerasElementwise {
  static readonly className = 'KerasPassThrough';
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

class Subtract extends KerasLayer {
  static readonly className = 'Subtract';
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
    Subtract,
    KerasOp,
    ...PREPROCESSING_LAYERS,
    KerasGRUCell,
    KerasGRU,
    ...CATEGORY_LAYERS,
    ...PICTURE_LAYERS,
    KerasGlobalAveragePooling1D,
    KerasGlobalAveragePooling2D,
    KerasGlobalMaxPooling1D,
    KerasGlobalMaxPooling2D,
    ...ATTENTION_LAYERS,
    ...EINSUM_LAYERS,
    ...NORMALIZATION_LAYERS,
    ...CONVOLUTION_LAYERS,
    ...EDGE_LAYERS,
  ])
    if (!Object.hasOwn(classNameMap, added.className)) serialization.registerClass(added);
}
