import type { Tap } from '../../engine/tap.js';
import { defaultThreshold } from '../../engine/thresholds.js';
import type { ThresholdChoice } from '../../vocabulary/optionKinds.js';

/**
 * The threshold of one tap: the user's for the layer (by id, then by name), for its activation ("linear" where it has
 * none), for all; else the activation's value at pre-activation 0. The accumulator rounds it to float32, as activations
 * are.
 */
export function resolveThreshold(tap: Tap, choice: ThresholdChoice): number {
  const chosen =
    lookUp(choice.byLayer, tap.id) ??
    lookUp(choice.byLayer, tap.name) ??
    lookUp(choice.byActivation, tap.activation ?? 'linear') ??
    choice.all;
  return chosen ?? defaultThreshold(tap.activation);
}

/** Layer and activation names of the user's thresholds that no measured tap has: most likely misspelt. */
export function unusedThresholds(taps: readonly Tap[], choice: ThresholdChoice): readonly string[] {
  const layers = new Set(taps.flatMap((tap) => [tap.id, tap.name]));
  const activations = new Set(taps.map((tap) => tap.activation ?? 'linear'));
  return [
    ...Object.keys(choice.byLayer).filter((name) => !layers.has(name)),
    ...Object.keys(choice.byActivation).filter((name) => !activations.has(name)),
  ];
}

function lookUp(table: Readonly<Record<string, number>>, name: string): number | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}
