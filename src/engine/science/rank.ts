import type { RankNumbers } from '../../vocabulary/quantities.js';
import { MOST_FEATURES } from './featureSketch.js';
import type { FeatureShape } from './featureTable.js';

/** Share of the variance that the counted dimensions carry. */
const CARRIED = 0.99;
/** Eigenvalues below this share of the largest are rounding. */
const ROUNDING = 1e-12;

/**
 * How many directions a tap's features use. Of a sketch only the participation ratio can be told: products of two
 * samples are kept in the mean, and their noise adds 1/512 to its inverse.
 * @param eigenvalues of the features' covariance, ascending
 */
export function rankOf(eigenvalues: Float64Array, { neurons, sketched }: FeatureShape): RankNumbers {
  const largest = eigenvalues.at(-1) ?? 0;
  const values = eigenvalues.map((value) => (value < ROUNDING * largest ? 0 : value)).reverse();
  const sum = values.reduce((total, value) => total + value, 0);
  if (!(sum > 0)) {
    return sketched
      ? { dimensions: null, saturation: null, participation: null, effective: null }
      : { dimensions: 0, saturation: 0, participation: null, effective: null };
  }
  const participation = sum ** 2 / values.reduce((total, value) => total + value ** 2, 0);
  if (sketched) {
    const inverse = 1 / participation - 1 / MOST_FEATURES;
    const told = inverse > 0 ? 1 / inverse : null;
    return { dimensions: null, saturation: null, participation: told, effective: null };
  }
  let dimensions = 0;
  for (let carried = 0; dimensions < values.length && carried < CARRIED * sum; dimensions++) {
    carried += values[dimensions]!;
  }
  let entropy = 0;
  for (const value of values) if (value > 0) entropy -= (value / sum) * Math.log(value / sum);
  return { dimensions, saturation: dimensions / neurons, participation, effective: Math.exp(entropy) };
}
