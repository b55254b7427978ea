import * as tf from '@tensorflow/tfjs-core';
import { layers } from '@tensorflow/tfjs-layers';
import type { Inputs, Shape } from './kerasLayer.js';

type Config = Parameters<typeof layers.conv1d>[0];

/** A causal Conv1D, which TensorFlow.js 4.22 has no kernel for: zeros in front, then a valid convolution. */
export function causalConvolution(_: unknown, config: Config): layers.Layer {
  const layer = layers.conv1d({ ...config, padding: 'valid' });
  const first = config.dataFormat === 'channelsFirst';
  const convolve = layer.call.bind(layer);
  const ahead = (only(config.kernelSize) - 1) * only(config.dilationRate);
  layer.call = (inputs: Inputs, kwargs) =>
    tf.tidy(() => {
      const x = Array.isArray(inputs) ? inputs[0] : inputs;
      if (x === undefined) throw new Error(`${layer.name} was given no input`);
      const before: [number, number] = [ahead, 0];
      return convolve(tf.pad(x, first ? [[0, 0], [0, 0], before] : [[0, 0], before, [0, 0]]), kwargs);
    });
  layer.computeOutputShape = (inputShape) => {
    const [batch = null, second = null, third = null] = inputShape as Shape;
    const length = first ? third : second;
    const steps = length === null ? null : Math.ceil(length / only(config.strides));
    return first ? [batch, config.filters, steps] : [batch, steps, config.filters];
  };
  return layer;
}

/** 3 and [3] -> 3; nothing -> 1. */
function only(size: unknown): number {
  const one: unknown = Array.isArray(size) ? size[0] : size;
  return typeof one === 'number' ? one : 1;
}
