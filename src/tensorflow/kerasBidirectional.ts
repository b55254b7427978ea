import * as tf from '@tensorflow/tfjs-core';
import type { Repair } from '../models/keras/repairLog.js';
import { makesMasks } from './kerasMasks.js';
import { allLayers } from './layerIds.js';
import type { Layer } from './layerInternals.js';

/** A Bidirectional of tfjs-layers 4.22 (layers/wrappers). */
interface Bidirectional extends Layer {
  readonly returnSequences: boolean;
  readonly forwardLayer: Layer;
  readonly backwardLayer: Layer;
}

/**
 * Lets a Bidirectional that returns sequences answer zeros at masked steps, as Keras' does. TensorFlow.js 4.22 repeats
 * the step before, without a word.
 * @returns the repair, where the model has such layers and masks
 */
export function mendBidirectional(model: Layer): readonly Repair[] {
  const layers = allLayers(model);
  if (!layers.some(makesMasks)) return [];
  const mended = layers.filter(isBidirectional).filter((layer) => layer.returnSequences);
  for (const { forwardLayer, backwardLayer } of mended) {
    answerZeros(forwardLayer, 'forwards');
    answerZeros(backwardLayer, 'backwards');
  }
  if (mended.length === 0) return [];
  const named = mended.slice(0, 5).map(({ name }) => name);
  return [
    {
      code: 'masked-bidirectional',
      detail: `Bidirectional answers zeros at masked steps, as Keras does (${named.join(', ')})`,
    },
  ];
}

function isBidirectional(layer: Layer): layer is Bidirectional {
  return layer.getClassName() === 'Bidirectional' && 'forwardLayer' in layer && 'backwardLayer' in layer;
}

/** @param direction in which the layer reads, and lists its outputs: the mask comes in the order of the input */
function answerZeros(layer: Layer, direction: 'forwards' | 'backwards'): void {
  const call = layer.call.bind(layer);
  layer.call = (inputs, kwargs) => {
    const answer = call(inputs, kwargs);
    const mask = maskOf(kwargs);
    if (mask === null) return answer;
    const [sequence, ...states] = Array.isArray(answer) ? answer : [answer];
    if (sequence === undefined) return answer;
    const kept = tf.tidy(() => {
      const numbers = tf.cast(mask, 'float32');
      const inOrder = direction === 'forwards' ? numbers : tf.reverse(numbers, 1);
      return tf.mul(sequence, tf.expandDims(inOrder, -1));
    });
    return Array.isArray(answer) ? [kept, ...states] : kept;
  };
}

function maskOf(kwargs: unknown): tf.Tensor | null {
  const mask = typeof kwargs === 'object' && kwargs !== null && 'mask' in kwargs ? kwargs.mask : null;
  const first: unknown = Array.isArray(mask) ? mask[0] : mask;
  return first instanceof tf.Tensor ? first : null;
}
