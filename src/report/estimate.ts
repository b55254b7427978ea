import type { Estimate } from '../vocabulary/findings/kind.js';
import type { LayerReport } from './report.js';

/** An entropy of a layer, with its corrected value and interval. */
export function estimateOf({ id, entropy }: LayerReport, quantity: 'class' | 'gap'): Estimate {
  const { corrected, ci95 } = entropy;
  return { layer: id, value: entropy[quantity], corrected: corrected[quantity], ci95: ci95[quantity] };
}
