import { meanOf, twoDecimals, type LayerNumbers } from './layerNumbers.js';

/**
 * The words beside a layer's line: "H 0.41 bit (−0.05) · gap 0.29 · stability 0.86 · 3 dead". H is the class entropy in
 * bits per neuron; in brackets the change since the previous run. Of several layers the means, with the range of H and
 * the sum of the dead neurons.
 * @param layers at least one
 * @param previous the same layers in the run before; null without one
 */
export function lensText(layers: readonly LayerNumbers[], previous: readonly LayerNumbers[] | null): string {
  const entropies = layers.map(({ entropy }) => entropy.class);
  const mean = meanOf(entropies);
  if (mean === null) return 'not measured';
  const before = previous === null ? null : meanOf(previous.map(({ entropy }) => entropy.class));
  const words = [`H ${twoDecimals(mean)} bit${before === null ? '' : ` (${signed(mean - before)})`}`];
  if (layers.length > 1)
    words.push(
      `mean of ${layers.length} layers, ${twoDecimals(Math.min(...entropies))}–${twoDecimals(Math.max(...entropies))}`,
    );
  const gap = meanOf(layers.map(({ entropy }) => entropy.gap)) ?? 0;
  words.push(`gap ${twoDecimals(gap)}`);
  const stability = meanOf(layers.map((layer) => layer.stability.class));
  words.push(stability === null ? 'stability not measured' : `stability ${twoDecimals(stability)}`);
  words.push(`${counted(layers.map(({ neurons }) => neurons.dead))} dead`);
  const broken = layers.map(({ neurons }) => neurons.nonFinite);
  if (broken.some((count) => count > 0)) words.push(`${counted(broken)} NaN or infinite`);
  return words.join(' · ');
}

/** A change with its sign, a real minus: "+0.03", "−0.05", "±0.00". */
function signed(change: number): string {
  const size = Math.abs(change).toFixed(2);
  if (size === '0.00') return '±0.00';
  return change < 0 ? `−${size}` : `+${size}`;
}

/** Their sum, thousands apart. */
function counted(values: readonly number[]): string {
  return values.reduce((total, value) => total + value, 0).toLocaleString('en-US');
}
