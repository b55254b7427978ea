import type { CountedNumbers } from '../vocabulary/quantities.js';
import type { Interval } from '../vocabulary/schema.js';
import { meanLookup, type EntropyTables } from './entropyTables.js';
import type { TapTotals } from './tapAccumulator.js';

/** Class and pooled entropy and the gap between them, in bits. */
type EntropyTriple = CountedNumbers['entropy']['corrected'];

/**
 * Upper 2.5 % points of Student's t for 1..15 degrees of freedom: NIST/SEMATECH e-Handbook of Statistical Methods, table
 * 1.3.6.7.2, with further digits from scipy.stats.t.ppf(0.975, df).
 */
const STUDENT_T_975 = [
  12.706204736174694, 4.302652729749462, 3.1824463052837078, 2.7764451051977934, 2.5705818356363146,
  2.4469118511449786, 2.364624251592784, 2.306004135204166, 2.262157162798205, 2.228138851986274,
  2.200985160091639, 2.1788128296672284, 2.1603686564627913, 2.144786687917804, 2.131449545559776,
] as const;

/**
 * t(0.975, df).
 * @param df degrees of freedom, 1..15
 * @throws RangeError outside
 */
export function studentT975(df: number): number {
  const t = STUDENT_T_975[df - 1];
  if (t === undefined) throw new RangeError(`no t quantile for ${df} degrees of freedom`);
  return t;
}

/** How many of a class's samples are in a group: ranks r with r mod groups = group. */
export function groupSize(classSize: number, group: number, groups: number): number {
  return classSize > group ? Math.floor((classSize - 1 - group) / groups) + 1 : 0;
}

/**
 * 95 % confidence intervals of the corrected entropies by a delete-a-group jackknife over the tracked neurons: replicate
 * g leaves group g out of every class, with the classes' weights fixed; a class that a replicate empties is left out of
 * it and the other weights are renormalised. se^2 = (G - 1)/G * sum of (theta_g - mean)^2, half width t(0.975, G - 1) se,
 * not clipped. Source: Wolter, Introduction to Variance Estimation, 2007, chapter 4.
 * @param centre corrected entropies over all measured neurons, in bits
 * @returns null for each where there is one group only
 */
export function jackknifeIntervals(
  totals: TapTotals,
  tables: EntropyTables,
  centre: EntropyTriple,
): CountedNumbers['entropy']['ci95'] {
  const { groups } = totals;
  if (groups < 2) return { class: null, all: null, gap: null };
  const full = trackedCounts(totals);
  const replicates = Array.from({ length: groups }, (_, group) => replicate(totals, tables, full, group));
  const interval = (name: keyof EntropyTriple): Interval => {
    const mean = replicates.reduce((sum, theta) => sum + theta[name], 0) / groups;
    const squares = replicates.reduce((sum, theta) => sum + (theta[name] - mean) ** 2, 0);
    const halfWidth = studentT975(groups - 1) * Math.sqrt(((groups - 1) / groups) * squares);
    return [centre[name] - halfWidth, centre[name] + halfWidth];
  };
  return { class: interval('class'), all: interval('all'), gap: interval('gap') };
}

/** The corrected entropies of the tracked neurons without one group. */
function replicate(
  totals: TapTotals,
  tables: EntropyTables,
  full: Uint32Array,
  group: number,
): EntropyTriple {
  const { classSizes, groups } = totals;
  const left = totals.groupCounts(group);
  if (left.length !== full.length) throw new RangeError('a group counts other neurons than are tracked');
  const neurons = left.length / classSizes.length;
  const pooled = new Uint32Array(neurons);
  let pooledSamples = 0;
  let weighted = 0;
  let weights = 0;
  classSizes.forEach((size, c) => {
    const samples = size - groupSize(size, group, groups);
    if (samples === 0) return;
    const from = c * neurons;
    for (let i = 0; i < neurons; i++) {
      const count = full[from + i]! - left[from + i]!;
      left[from + i] = count;
      pooled[i]! += count;
    }
    weighted += size * meanLookup(tables.corrected(samples), left, from, from + neurons);
    weights += size;
    pooledSamples += samples;
  });
  const byClass = weighted / weights;
  const all = meanLookup(tables.corrected(pooledSamples), pooled, 0, neurons);
  return { class: byClass, all, gap: all - byClass };
}

/** k_ic of the tracked neurons, [class][tracked neuron]. */
function trackedCounts({ classCounts, classSizes, tracked }: TapTotals): Uint32Array {
  if (tracked === null) return classCounts;
  const measured = classCounts.length / classSizes.length;
  const counts = new Uint32Array(classSizes.length * tracked.length);
  for (let c = 0; c < classSizes.length; c++) {
    for (let i = 0; i < tracked.length; i++) {
      counts[c * tracked.length + i] = classCounts[c * measured + tracked[i]!]!;
    }
  }
  return counts;
}
