import { deflateSync } from 'node:zlib';
import type { CountedLayer } from '../../engine/layerCounts.js';
import type { LayerCounts } from '../../report/report.js';

/** k_ic as the report carries it: base64 of deflated little-endian numbers, [class][neuron]. */
export function layerCountsField(counted: CountedLayer): LayerCounts {
  return {
    neurons: counted.neurons,
    channels: counted.channelMeans !== null,
    data: deflated(counted.counts),
    ...(counted.channelMeans === null ? {} : { channelMeans: deflated(counted.channelMeans) }),
  };
}

function deflated(numbers: Uint32Array | Float32Array): string {
  return deflateSync(Buffer.from(numbers.buffer, numbers.byteOffset, numbers.byteLength)).toString('base64');
}
