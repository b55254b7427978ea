import type { ThresholdChoice } from '../vocabulary/optionKinds.js';
import { NO_THRESHOLD } from '../vocabulary/options.js';

const LAYER = 'layer:';

/**
 * Adds one threshold to a choice. A later one of the same kind wins.
 * @param key "all", an activation's name in snake case, or "layer:" and a layer's id or name
 */
export function withThreshold(choice: ThresholdChoice, key: string, value: number): ThresholdChoice {
  if (key === 'all') return { ...choice, all: value };
  if (key.startsWith(LAYER)) {
    return { ...choice, byLayer: { ...choice.byLayer, [key.slice(LAYER.length)]: value } };
  }
  return { ...choice, byActivation: { ...choice.byActivation, [key]: value } };
}

/** The thresholds of an entry of entroscope.json. */
export function thresholdsOf(
  setting: number | Readonly<Record<string, number>> | undefined,
): ThresholdChoice {
  if (setting === undefined) return NO_THRESHOLD;
  if (typeof setting === 'number') return withThreshold(NO_THRESHOLD, 'all', setting);
  return Object.entries(setting).reduce(
    (choice, [key, value]) => withThreshold(choice, key, value),
    NO_THRESHOLD,
  );
}
