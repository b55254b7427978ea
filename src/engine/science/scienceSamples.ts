import { MOST_SCIENCE_SAMPLES } from '../../vocabulary/mostScienceSamples.js';
import type { ChosenSamples } from '../sampling.js';

/**
 * The science samples: those of the chosen samples that rank, read-out, chance weights and linear stand-ins are computed
 * from. Of each class the first q in the data set's order, as many as the limit allows; without labels all are one class.
 */

/** With fewer, rank and read-out say nothing. */
export const LEAST_SCIENCE_SAMPLES = 200;

/** Where each science sample stands in a table of a row a sample: classes one after the other, ranks ascending in each. */
export interface ScienceRows {
  /** Of each class, the samples whose rank in it is below this. */
  readonly quota: number;
  /** Samples in all. */
  readonly rows: number;
  /** By class, the row of its first sample. */
  readonly firstRow: readonly number[];
  /** By class, how many of its samples take part. */
  readonly sizes: readonly number[];
}

/** @param classSizes chosen samples of each class */
export function scienceRows(classSizes: readonly number[]): ScienceRows {
  const quota = scienceQuota(classSizes);
  const sizes = classSizes.map((size) => Math.min(size, quota));
  let rows = 0;
  const firstRow = sizes.map((size) => {
    const first = rows;
    rows += size;
    return first;
  });
  return { quota, rows, firstRow, sizes };
}

/** The largest q for which the sum of min(n_c, q) is within the limit. */
function scienceQuota(classSizes: readonly number[]): number {
  let left = MOST_SCIENCE_SAMPLES;
  const ascending = [...classSizes].sort((one, other) => one - other);
  for (const [done, size] of ascending.entries()) {
    const share = Math.floor(left / (ascending.length - done));
    if (size > share) return share;
    left -= size;
  }
  return ascending.at(-1) ?? 0;
}

/** Row of the sample of a class with a rank in it; null where it is no science sample. */
export function scienceRow(
  { quota, firstRow }: ScienceRows,
  classIndex: number,
  rank: number,
): number | null {
  const first = firstRow[classIndex];
  return first === undefined || rank >= quota ? null : first + rank;
}

/** The science samples' places in the chosen list, ascending. */
export function sciencePositions({ rank, classSizes }: ChosenSamples): Uint32Array {
  const { quota } = scienceRows(classSizes);
  const positions: number[] = [];
  rank.forEach((rankInClass, position) => {
    if (rankInClass < quota) positions.push(position);
  });
  return Uint32Array.from(positions);
}

/** Class of each row. */
export function classOfRows({ sizes, rows }: ScienceRows): Int32Array {
  const classOf = new Int32Array(rows);
  let row = 0;
  sizes.forEach((size, c) => {
    classOf.fill(c, row, row + size);
    row += size;
  });
  return classOf;
}
