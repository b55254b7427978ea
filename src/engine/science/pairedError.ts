/** Two answers to the same samples beside each other. */
export interface PairedDifference {
  /** Share of right answers of the first less that of the second. */
  readonly loss: number;
  /** Its standard error: the same samples were asked, so that what both answer alike tells nothing. At least 1/n. */
  readonly se: number;
}

/**
 * @param first 1 where the first is right, by sample
 * @param second the same of the other
 * @throws RangeError where they are of different samples, or of none
 */
export function pairedDifference(first: Uint8Array, second: Uint8Array): PairedDifference {
  const samples = first.length;
  if (samples === 0 || second.length !== samples) throw new RangeError('pairs are of the same samples');
  let difference = 0;
  let unlike = 0;
  for (let i = 0; i < samples; i++) {
    const d = first[i]! - second[i]!;
    difference += d;
    unlike += d * d;
  }
  return { loss: difference / samples, se: Math.max(pairedError(difference, unlike, samples), 1 / samples) };
}

/**
 * sqrt(sum (d - mean d)²) / n, where d is the one's answer less the other's, each 1 or 0.
 * @param difference sum of d
 * @param unlike how often d is not 0
 */
export function pairedError(difference: number, unlike: number, samples: number): number {
  return Math.sqrt(Math.max(0, unlike - difference ** 2 / samples)) / samples;
}

/** Share of ones. */
export function shareOfRight(right: Uint8Array): number {
  return right.reduce((sum, one) => sum + one, 0) / right.length;
}
