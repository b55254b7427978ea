import * as tf from '@tensorflow/tfjs-core';
import type { Repair } from '../models/keras/repairLog.js';
import { allLayers } from './layerIds.js';
import type { Layer } from './layerInternals.js';

/**
 * Lets BatchNormalization normalize the axis that its config names. TensorFlow.js 4.22 computes something else, without
 * a word, on all but the last axis: its kernels read mean and variance as if they belonged there.
 * @returns the repair, where the model has such layers
 */
export function mendNormalization(model: Layer): readonly Repair[] {
  const mended = allLayers(model).filter((layer) => {
    if (layer.getClassName() !== 'BatchNormalization') return false;
    const axis = axisOf(layer.getConfig());
    const rank = layer.inboundNodes[0]?.inputTensors[0]?.shape.length;
    if (axis === null || rank === undefined) return false;
    // Of five axes, as volumes have, TensorFlow.js refuses any.
    if ((axis === -1 || axis === rank - 1) && rank < 5) return false;
    layer.call = (inputs) => normalize(layer, inputs, axis);
    return true;
  });
  if (mended.length === 0) return [];
  const named = mended.slice(0, 5).map(({ name }) => name);
  return [
    {
      code: 'normalized-axis',
      detail: `BatchNormalization on another axis than the last, or of volumes (${named.join(', ')})`,
    },
  ];
}

/** Keras 2 writes a list of one. */
function axisOf({ axis }: Readonly<Record<string, unknown>>): number | null {
  const only: unknown = Array.isArray(axis) ? axis[0] : axis;
  return typeof only === 'number' ? only : null;
}

function normalize(layer: Layer, inputs: tf.Tensor | tf.Tensor[], axis: number): tf.Tensor {
  return tf.tidy(() => {
    const [x] = Array.isArray(inputs) ? inputs : [inputs];
    if (x === undefined) throw new Error(`${layer.name} was given no input`);
    const { scale, center, epsilon } = layer.getConfig();
    const place = axis < 0 ? x.rank + axis : axis;
    const shape = x.shape.map((size, index) => (index === place ? size : 1));
    const weights = layer.getWeights().map((weight) => tf.reshape(weight, shape));
    const gamma = scale === false ? undefined : weights.shift();
    const beta = center === false ? undefined : weights.shift();
    const [mean = tf.zeros(shape), variance = tf.ones(shape)] = weights;
    const normed = tf.div(tf.sub(x, mean), tf.sqrt(tf.add(variance, Number(epsilon))));
    const scaled = gamma === undefined ? normed : tf.mul(normed, gamma);
    return beta === undefined ? scaled : tf.add(scaled, beta);
  });
}
