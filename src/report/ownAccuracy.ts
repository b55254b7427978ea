import type { LayerNumbers } from '../vocabulary/quantities.js';

/** Share of the read-outs' samples that the model itself names rightly; null where that is not known. */
export function ownAccuracy(layers: readonly Pick<LayerNumbers, 'probe'>[]): number | null {
  for (const { probe } of layers) {
    // Reports of earlier versions may lack the field.
    if (probe && probe.loss !== null) return probe.accuracy + probe.loss;
  }
  return null;
}
