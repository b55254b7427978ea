import type { CountedNumbers, PatternNumbers } from '../vocabulary/quantities.js';
import type { Interval } from '../vocabulary/schema.js';
import { chaoShenEntropy, goodTuringCoverage, pluginEntropy } from './entropy.js';
import { EntropyTables, meanLookup } from './entropyTables.js';
import { uncertaintyOf, type EntropyCounts } from './jackknife.js';
import type { TapTotals } from './tapAccumulator.js';

/** A neuron is dormant when its mean magnitude is at most this share of the tap's: tau of Sokar et al. 2023. */
const DORMANT_TAU = 0.025;
/** Below this share of the distribution seen, no estimator rescues the entropy of joint patterns. */
const USABLE_COVERAGE = 0.5;

/**
 * The measures of one tap. Sums run in order of classes and neurons, so that the same counts give the same bits.
 * @param tables shared by the taps of a run, since they meet the same sample numbers
 * @throws RangeError where the counts are not of the classes, or above their samples
 */
export function measureTap(totals: TapTotals, tables = new EntropyTables()): CountedNumbers {
  const pooled = pooledCounts(totals);
  return {
    neurons: neuronNumbers(totals, pooled),
    entropy: entropyNumbers(totals, pooled, tables),
    stability: stabilityNumbers(totals),
    patterns: { byClass: totals.patterns.map(patternNumbers) },
  };
}

/** The corrected entropies alone, in bits. */
export function correctedEntropies(
  totals: TapTotals,
  tables: EntropyTables,
): CountedNumbers['entropy']['corrected'] {
  return entropyNumbers(totals, pooledCounts(totals), tables).corrected;
}

/** k_i: samples of all classes in which each neuron was active. */
function pooledCounts({ classCounts, classSizes, selection }: TapTotals): Uint32Array {
  const neurons = selection.indices.length;
  if (classCounts.length !== neurons * classSizes.length) throw new RangeError('counts of other classes');
  const pooled = new Uint32Array(neurons);
  for (let first = 0; first < classCounts.length; first += neurons) {
    for (let i = 0; i < neurons; i++) pooled[i]! += classCounts[first + i]!;
  }
  return pooled;
}

function neuronNumbers(totals: TapTotals, pooled: Uint32Array): CountedNumbers['neurons'] {
  const { selection, magnitudes } = totals;
  const samples = sum(totals.classSizes);
  const measured = pooled.length;
  if (magnitudes.length !== measured) throw new RangeError('magnitudes of other neurons');
  let dead = 0;
  let alwaysOn = 0;
  let inactive = 0;
  let magnitude = 0;
  for (let i = 0; i < measured; i++) {
    const active = pooled[i]!;
    if (active === 0) dead++;
    if (active === samples) alwaysOn++;
    inactive += samples - active;
    magnitude += magnitudes[i]!;
  }
  // Written with <=, so that all are dormant where the tap's mean is 0.
  const limit = DORMANT_TAU * (magnitude / measured);
  let dormant = 0;
  for (const ofNeuron of magnitudes) if (ofNeuron <= limit) dormant++;
  return {
    total: selection.total,
    ...{ measured, dead, alwaysOn, dormant },
    apoz: inactive / (samples * measured),
    nonFinite: totals.nonFinite,
  };
}

/**
 * Entropies, corrected ones and their intervals.
 * @param pooled samples of all classes in which each measured neuron was active
 */
export function entropyNumbers(
  totals: EntropyCounts,
  pooled: Uint32Array,
  tables: EntropyTables,
): CountedNumbers['entropy'] {
  const { classCounts, classSizes } = totals;
  const neurons = pooled.length;
  const samples = sum(classSizes);
  const meanByClass = (table: (samples: number) => Float64Array): readonly Weighted[] =>
    classSizes.map((size, c) => ({
      weight: size,
      value: meanLookup(table(size), classCounts, c * neurons, (c + 1) * neurons),
    }));
  const byClass = meanByClass((size) => tables.plugin(size));
  const ofClass = weightedMean(byClass);
  const all = meanLookup(tables.plugin(samples), pooled, 0, neurons);
  const { shift, halfWidth, jackknife } = uncertaintyOf(totals, tables);
  const correctedClass = weightedMean(meanByClass((size) => tables.corrected(size))) + shift.class;
  const correctedAll = meanLookup(tables.corrected(samples), pooled, 0, neurons) + shift.all;
  const corrected = {
    class: correctedClass,
    all: correctedAll,
    gap: correctedAll - correctedClass,
  };
  const interval = (name: 'class' | 'all' | 'gap'): Interval | null =>
    halfWidth === null ? null : [corrected[name] - halfWidth[name], corrected[name] + halfWidth[name]];
  return {
    byClass: byClass.map(({ value }) => value),
    class: ofClass,
    all,
    // Mutual information is not negative: what is below 0 is rounding.
    gap: Math.max(0, all - ofClass),
    corrected,
    share: shareExplained(corrected),
    ci95: { class: interval('class'), all: interval('all'), gap: interval('gap') },
    jackknife,
  };
}

/** The share of the neurons' variation that the class explains, 0..1; null where nothing varies. */
function shareExplained({ all, gap }: { readonly all: number; readonly gap: number }): number | null {
  // Correcting may leave a gap below 0, or above what varies at all.
  return all > 0 ? Math.min(1, Math.max(0, gap / all)) : null;
}

function stabilityNumbers({ classCounts, classSizes }: TapTotals): CountedNumbers['stability'] {
  const neurons = classCounts.length / classSizes.length;
  const classes = classSizes.map((size, c) => {
    let differingPairs = 0;
    let agreeing = 0;
    for (let i = c * neurons; i < (c + 1) * neurons; i++) {
      const active = classCounts[i]!;
      differingPairs += active * (size - active);
      agreeing += Math.max(active, size - active);
    }
    return {
      size,
      // One sample alone forms no pair.
      stability: size < 2 ? null : 1 - (2 * differingPairs) / (size * (size - 1) * neurons),
      modal: agreeing / (size * neurons),
    };
  });
  const withPairs = classes.flatMap(({ size, stability }) =>
    stability === null ? [] : [{ weight: size, value: stability }],
  );
  return {
    byClass: classes.map(({ stability }) => stability),
    class: withPairs.length === 0 ? null : weightedMean(withPairs),
    modal: weightedMean(classes.map(({ size, modal }) => ({ weight: size, value: modal }))),
  };
}

function patternNumbers(frequencies: Uint32Array): PatternNumbers {
  const coverage = goodTuringCoverage(frequencies);
  const saturated = coverage < USABLE_COVERAGE;
  return {
    samples: sum(frequencies),
    distinct: frequencies.length,
    plugin: pluginEntropy(frequencies),
    coverage,
    estimate: saturated ? null : chaoShenEntropy(frequencies),
    saturated,
  };
}

interface Weighted {
  readonly value: number;
  readonly weight: number;
}

/** Summed in the order given. */
function weightedMean(numbers: readonly Weighted[]): number {
  const weighted = numbers.reduce((total, { value, weight }) => total + weight * value, 0);
  return weighted / sum(numbers.map(({ weight }) => weight));
}

function sum(values: Iterable<number>): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
