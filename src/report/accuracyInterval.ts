import type { Interval } from '../vocabulary/schema.js';

/** Two-sided 95 % quantile of the normal distribution. */
const Z95 = 1.959964;

/** Wilson's 95 % score interval of a share, which stays within 0..1. */
export function accuracyInterval(share: number, samples: number): Interval {
  const z2 = Z95 * Z95;
  const middle = (share + z2 / (2 * samples)) / (1 + z2 / samples);
  const half =
    (Z95 * Math.sqrt((share * (1 - share)) / samples + z2 / (4 * samples * samples))) / (1 + z2 / samples);
  return [Math.max(0, middle - half), Math.min(1, middle + half)];
}
