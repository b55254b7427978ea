import type { Steps } from '../parts/slices.js';
import type { FiringCounts } from './decodeCounts.js';

/** Shares 0..1 of each class's samples in which each column of the firing map fires. */
export interface FiringRates {
  readonly columns: number;
  readonly classes: number;
  /** [column][class]: a column's rates lie beside each other. */
  readonly values: Float32Array;
  /** Class entropy of each column in bits, weighted by the classes' samples. */
  readonly entropy: Float64Array;
}

const STEP = 256;

/** @param samples of each class, one a class of the counts */
export function* ratesOf({ columns, byClass }: FiringCounts, samples: readonly number[]): Steps<FiringRates> {
  const classes = samples.length;
  const values = new Float32Array(columns * classes);
  const entropy = new Float64Array(columns);
  const all = Math.max(
    1,
    samples.reduce((sum, value) => sum + value, 0),
  );
  const ofClasses = samples.flatMap((ofClass, label) => {
    const counts = byClass[label];
    return counts === undefined
      ? []
      : [{ counts, label, least: Math.max(1, ofClass), weight: ofClass / all }];
  });
  for (let column = 0; column < columns; column++) {
    if (column % STEP === STEP - 1) yield true;
    let bits = 0;
    for (const { counts, label, least, weight } of ofClasses) {
      // Each class has a count of every column: decodeCounts divides the numbers evenly.
      const rate = Math.min(1, counts[column]! / least);
      values[column * classes + label] = rate;
      bits += weight * binaryEntropy(rate);
    }
    entropy[column] = bits;
  }
  return { columns, classes, values, entropy };
}

/** Bits; exactly 0 at 0 and 1. */
export function binaryEntropy(p: number): number {
  return p <= 0 || p >= 1 ? 0 : -(p * Math.log2(p) + (1 - p) * Math.log2(1 - p));
}

/** Rates of one column by class. */
export function ratesOfColumn({ classes, values }: FiringRates, column: number): Float32Array {
  return values.subarray(column * classes, (column + 1) * classes);
}
