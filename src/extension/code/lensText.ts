import { count, decimals, signed } from '../../vocabulary/formatNumber.js';
import { headlineEntropies, type LayerNumbers } from '../../vocabulary/quantities.js';

/**
 * The words beside a layer's line: "H 0.41 bit (−0.05) · gap 0.29 · stability 0.86 · 3 dead". H is the class entropy in
 * bits per neuron; in brackets the change since the previous run. Of several layers the means, with the range of H and
 * the sum of the dead neurons.
 * @param layers at least one
 * @param previous the same layers in the run before; null without one
 */
export function lensText(layers: readonly LayerNumbers[], previous: readonly LayerNumbers[] | null): string {
  const entropies = layers.map(classEntropy);
  const entropy = meanOf(entropies);
  const gap = meanOf(layers.map((layer) => headlineEntropies(layer).gap));
  if (entropy === null || gap === null) return 'not measured';
  const before = previous === null ? null : meanOf(previous.map(classEntropy));
  const words = [
    `H ${decimals(entropy, 2)} bit${before === null ? '' : ` (${changeText(entropy - before)})`}`,
  ];
  if (layers.length > 1)
    words.push(
      `mean of ${layers.length} layers, ${decimals(Math.min(...entropies), 2)}–${decimals(Math.max(...entropies), 2)}`,
    );
  words.push(`gap ${decimals(gap, 2)}`);
  const stability = meanOf(layers.map((layer) => layer.stability.class));
  words.push(stability === null ? 'stability not measured' : `stability ${decimals(stability, 2)}`);
  words.push(`${count(sumOf(layers.map(({ neurons }) => neurons.dead)))} dead`);
  const broken = sumOf(layers.map(({ neurons }) => neurons.nonFinite));
  if (broken > 0) words.push(`${count(broken)} NaN or infinite`);
  return words.join(' · ');
}

function classEntropy(layer: LayerNumbers): number {
  return headlineEntropies(layer).class;
}

/** A change with its sign; one too small to be seen is "±0.00". */
function changeText(change: number): string {
  const text = signed(change, 2);
  return Number(text) === 0 ? `±${text}` : text;
}

/** Mean of the values that are not null; null where none is. */
function meanOf(values: readonly (number | null)[]): number | null {
  const measured = values.filter((value) => value !== null);
  return measured.length === 0 ? null : sumOf(measured) / measured.length;
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
