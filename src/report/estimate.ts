import type { Estimate } from '../vocabulary/findings/kind.js';
import { headlineEntropies } from '../vocabulary/quantities.js';
import type { LayerReport } from './report.js';

/** An entropy of a layer, with its corrected value and interval. */
export function estimateOf(layer: LayerReport, quantity: 'class' | 'gap'): Estimate {
  const { corrected, ci95 } = layer.entropy;
  return {
    layer: layer.id,
    value: headlineEntropies(layer)[quantity],
    corrected: corrected[quantity],
    ci95: ci95[quantity],
  };
}
