import { pairedHalfWidth } from './jackknife.js';
import type { LayerNumbers } from '../vocabulary/quantities.js';

/** What the depth check looks at; a layer of the report is one. */
export interface DepthLayer {
  readonly id: string;
  readonly dense: boolean;
  readonly entropy: Pick<LayerNumbers['entropy'], 'class'> & {
    readonly ci95: Pick<LayerNumbers['entropy']['ci95'], 'class'>;
    readonly jackknife?: { readonly class: readonly number[] } | null;
  };
}

export interface DepthNumbers {
  readonly monotone: boolean | null;
  readonly exceptions: readonly { readonly layer: string; readonly rise: number }[];
}

/** Rises below this many bits are rounding. */
const ROUNDING = 1e-12;

/**
 * Does class entropy (plug-in) fall from dense layer to dense layer, the output layer included? A rise counts as an
 * exception only where it exceeds the half width of the interval of the difference: paired, by what leaving out each group
 * of samples changes, or, where that is not known, the half widths of the two layers' intervals added in quadrature; a
 * layer without an interval adds nothing.
 * @param layers in order of execution
 * @returns monotone null with fewer than two dense layers
 */
export function depthOf(layers: readonly DepthLayer[]): DepthNumbers {
  const dense = layers.filter((layer) => layer.dense);
  if (dense.length < 2) return { monotone: null, exceptions: [] };
  const exceptions = dense.flatMap((layer, index) => {
    const previous = dense[index - 1];
    if (previous === undefined) return [];
    const rise = layer.entropy.class - previous.entropy.class;
    const allowed = allowedRise(previous, layer);
    return rise > allowed + ROUNDING ? [{ layer: layer.id, rise }] : [];
  });
  return { monotone: exceptions.length === 0, exceptions };
}

function allowedRise(before: DepthLayer, after: DepthLayer): number {
  const paired = pairedHalfWidth(before.entropy.jackknife?.class, after.entropy.jackknife?.class);
  return paired ?? Math.hypot(halfWidth(before), halfWidth(after));
}

function halfWidth({ entropy }: DepthLayer): number {
  const interval = entropy.ci95.class;
  return interval === null ? 0 : (interval[1] - interval[0]) / 2;
}
