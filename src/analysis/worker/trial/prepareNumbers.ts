import type { Preparation } from '../../../datasets/dataset.js';
import { makeScaling } from '../../../datasets/scaling.js';

/**
 * Stored numbers made into a model's, as a reader of the data would make them (crop aside, which is made before).
 * @param values row-major, channels last
 */
export function prepareNumbers(values: Float32Array, how: Preparation, channels: number): Float32Array {
  const scaling = makeScaling(how, how.scale, channels) ?? ((value: number) => value);
  const swaps = how.channels === 'bgr' && channels >= 3;
  const prepared = new Float32Array(values.length);
  for (let i = 0, channel = 0; i < values.length; i++) {
    const source = swaps && channel < 3 ? i + 2 - 2 * channel : i;
    prepared[i] = scaling(values[source]!, channel);
    if (++channel === channels) channel = 0;
  }
  return prepared;
}
