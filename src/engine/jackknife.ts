import type { CountedNumbers } from '../vocabulary/quantities.js';
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

/** The counts that entropies are computed from. */
export type EntropyCounts = Pick<
  TapTotals,
  'classCounts' | 'classSizes' | 'tracked' | 'groups' | 'groupCounts'
>;

/** What a run knows of how uncertain the entropies of a tap are. */
export interface Uncertainty {
  /** How much each entropy changes when a group of samples is left out, one number a group; null with one group only. */
  readonly jackknife: { readonly class: readonly number[]; readonly gap: readonly number[] } | null;
  /** To be added to Zhang's estimates: the jackknife's own estimate of the bias that they still have; 0 with one group. */
  readonly shift: EntropyTriple;
  /** Half widths of the 95 % intervals about the shifted values; null with one group only. */
  readonly halfWidth: EntropyTriple | null;
}

/**
 * Delete-a-group jackknife over the tracked neurons: replicate g leaves group g out of every class, with the classes'
 * weights fixed; a class that a replicate empties is left out of it and the other weights are renormalised. Zhang's
 * estimator keeps a bias of terms (1 - p)^n, which sparse and saturated neurons show beside a very small standard error:
 * the estimate is therefore shifted by what the jackknife says of its bias, and the interval widened by the shift.
 * Source: Wolter, Introduction to Variance Estimation, 2007, chapter 4; coverage by simulation in docs/measures.md.
 */
export function uncertaintyOf(totals: EntropyCounts, tables: EntropyTables): Uncertainty {
  const { groups } = totals;
  if (groups < 2) return { jackknife: null, shift: { class: 0, all: 0, gap: 0 }, halfWidth: null };
  const full = trackedCounts(totals);
  const whole = trackedEntropies(totals, tables, full);
  const changes = Array.from({ length: groups }, (_, group) => {
    const left = replicate(totals, tables, full, group);
    return { class: left.class - whole.class, all: left.all - whole.all, gap: left.gap - whole.gap };
  });
  const of = (name: keyof EntropyTriple): readonly number[] => changes.map((change) => change[name]);
  const each = (measure: (changes: readonly number[]) => number): EntropyTriple => ({
    class: measure(of('class')),
    all: measure(of('all')),
    gap: measure(of('gap')),
  });
  return {
    jackknife: { class: of('class'), gap: of('gap') },
    shift: each(jackknifeShift),
    halfWidth: each(jackknifeHalfWidth),
  };
}

/**
 * The correction that a jackknife gives: -(G - 1) times the mean change.
 * @param changes of the estimate by leaving out each of G groups
 */
export function jackknifeShift(changes: readonly number[]): number {
  return -(changes.length - 1) * meanOf(changes);
}

/**
 * Half width of the 95 % interval about the shifted estimate: sqrt((t se)^2 + shift^2), se^2 = (G - 1)/G * sum of
 * (change - mean)^2, t(0.975, G - 1). Of the differences of two estimates' changes on the same samples it is a paired
 * interval of the difference.
 * @param changes of the estimate by leaving out each of G groups, 2..16
 * @throws RangeError for another number of groups
 */
export function jackknifeHalfWidth(changes: readonly number[]): number {
  const groups = changes.length;
  const mean = meanOf(changes);
  const squares = changes.reduce((sum, change) => sum + (change - mean) ** 2, 0);
  const error = Math.sqrt(((groups - 1) / groups) * squares);
  return Math.hypot(studentT975(groups - 1) * error, jackknifeShift(changes));
}

/**
 * Half width of the 95 % interval of the difference of two corrected estimates over the same samples: two layers, or one
 * layer in two runs. It covers the choice of samples, not another training.
 * @param before changes by leaving out each group, as measured with the estimate; undefined or empty: not known
 * @returns null where either is not known, or they are of other groups
 */
export function pairedHalfWidth(
  before: readonly number[] | undefined,
  after: readonly number[] | undefined,
): number | null {
  if (before === undefined || after === undefined) return null;
  if (before.length < 2 || before.length > MOST_GROUPS || before.length !== after.length) return null;
  return jackknifeHalfWidth(after.map((change, group) => change - (before[group] ?? 0)));
}

const MOST_GROUPS = STUDENT_T_975.length + 1;

function meanOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
}

/** Zhang's estimates over the tracked neurons, all samples in. */
function trackedEntropies(totals: EntropyCounts, tables: EntropyTables, full: Uint32Array): EntropyTriple {
  const { classSizes } = totals;
  const neurons = full.length / classSizes.length;
  const pooled = new Uint32Array(neurons);
  let weighted = 0;
  let samples = 0;
  classSizes.forEach((size, c) => {
    const from = c * neurons;
    for (let i = 0; i < neurons; i++) pooled[i]! += full[from + i]!;
    weighted += size * meanLookup(tables.corrected(size), full, from, from + neurons);
    samples += size;
  });
  const byClass = weighted / samples;
  const all = meanLookup(tables.corrected(samples), pooled, 0, neurons);
  return { class: byClass, all, gap: all - byClass };
}

/** The corrected entropies of the tracked neurons without one group. */
function replicate(
  totals: EntropyCounts,
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
function trackedCounts({ classCounts, classSizes, tracked }: EntropyCounts): Uint32Array {
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
