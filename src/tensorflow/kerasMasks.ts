import * as tf from '@tensorflow/tfjs-core';
import type { Repair } from '../models/keras/repairLog.js';
import { allLayers } from './layerIds.js';
import type { Layer } from './layerInternals.js';
import { masksOf } from './kerasLayer.js';

/** A layer whose methods are put in another way. */
interface Mended extends Layer {
  supportsMasking: boolean;
}

const ELEMENTWISE = /^(Add|Subtract|Multiply|Average|Maximum|Minimum)$/;
/** Layers that hand a mask on in Keras. */
const HANDING_ON = /^((Leaky|P)?ReLU|ELU|Softmax|GaussianNoise|GaussianDropout|AlphaDropout)$/;
const JOINING = /^(Keras)?Concatenate$/;

type Computed = Parameters<Layer['computeMask']>;

/** Does the model hold a layer that makes masks? */
export function makesMasks(layer: Layer): boolean {
  const { maskZero, mask_zero: inPython } = layer.getConfig();
  const type = layer.getClassName();
  return type === 'Masking' || type === 'KerasMasked' || maskZero === true || inPython === true;
}

/**
 * Lets layers of several inputs join their masks as Keras does: TensorFlow.js 4.22 gives their mask a wrong shape, and passes
 * over the last one. Multiply of Keras 3 also takes masked numbers for 1, and masked steps for 0 where all inputs have masks.
 * @param major of the Keras that wrote the model: in Keras 3 a step counts that any input has, in Keras 2 one that all have
 * @returns the repair, where the model has such layers and masks
 */
export function mendMasks(model: Layer, major: number): readonly Repair[] {
  const layers = allLayers(model);
  if (!layers.some(makesMasks)) return [];
  for (const layer of layers) if (isHandingOn(layer, major)) layer.supportsMasking = true;
  const mended = layers.filter((layer): layer is Mended => {
    const type = layer.getClassName();
    return ELEMENTWISE.test(type) || JOINING.test(type);
  });
  for (const layer of mended) {
    layer.supportsMasking = true;
    const isJoining = JOINING.test(layer.getClassName());
    // TensorFlow.js also asks without any, while it applies the layer.
    layer.computeMask = (inputs, masks?: Computed[1]) =>
      isJoining ? joined(layer, inputs, masks ?? [], major) : merged(masks ?? [], major);
    if (major === 3 && layer.getClassName() === 'Multiply') multiplyKept(layer);
  }
  if (mended.length === 0) return [];
  const named = mended.slice(0, 5).map(({ name }) => name);
  return [
    {
      code: 'joined-masks',
      detail: `masks of several inputs are joined as Keras does (${named.join(', ')})`,
    },
  ];
}

function isHandingOn(layer: Layer, major: number): layer is Mended {
  const type = layer.getClassName();
  return HANDING_ON.test(type) || (type === 'Rescaling' && major === 3);
}

function merged(masks: Computed[1], major: number): tf.Tensor | null {
  const given = masks.filter((mask): mask is tf.Tensor => mask instanceof tf.Tensor);
  if (given.length === 0 || (major === 3 && given.length < masks.length)) return null;
  return given
    .reduce((one, other) => (major === 3 ? tf.logicalOr(one, other) : tf.logicalAnd(one, other)))
    .clone();
}

/** Joined like the inputs, then one for each step. */
function joined(layer: Layer, inputs: Computed[0], masks: Computed[1], major: number): tf.Tensor | null {
  if (!masks.some((mask) => mask instanceof tf.Tensor)) return null;
  const { axis } = layer.getConfig();
  const spread = inputs.map((input, index) => {
    const mask = masks[index];
    const ones = tf.onesLike(tf.cast(input, 'float32'));
    return mask instanceof tf.Tensor ? tf.mul(ones, tf.expandDims(tf.cast(mask, 'float32'), -1)) : ones;
  });
  const rank = inputs[0]?.rank ?? 1;
  const place = typeof axis === 'number' ? axis : -1;
  const all = tf.concat(spread, place < 0 ? place + rank : place);
  return tf.cast(major === 3 ? tf.max(all, -1) : tf.min(all, -1), 'bool');
}

function multiplyKept(layer: Layer): void {
  const call = layer.call.bind(layer);
  layer.call = (inputs, kwargs) => {
    const masks = masksOf(kwargs);
    if (!Array.isArray(inputs) || !masks.some((mask) => mask !== null)) return call(inputs, kwargs);
    return tf.tidy(() => {
      const keeps = masks.map((mask) => (mask === null ? null : tf.expandDims(tf.cast(mask, 'float32'), -1)));
      const kept = inputs.map((input, index) => {
        const keep = keeps[index] ?? null;
        return keep === null ? input : tf.add(tf.mul(input, keep), tf.sub(1, keep));
      });
      const product = call(kept, kwargs);
      const all = keeps.filter((keep): keep is tf.Tensor => keep !== null);
      if (Array.isArray(product) || all.length < inputs.length) return product;
      return tf.mul(
        product,
        all.reduce((one, other) => tf.maximum(one, other)),
      );
    });
  };
}
