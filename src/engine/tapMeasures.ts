import { chaoShenEntropy, goodTuringCoverage, pluginEntropy } from './entropy.js';
import { EntropyTables, meanLookup } from './entropyTables.js';
import { jackknifeIntervals, type ConfidenceInterval, type EntropyTriple } from './jackknife.js';
import type { TapTotals } from './tapAccumulator.js';

/** A neuron is dormant when its mean magnitude is at most this share of the tap's (Sokar et al. 2023, tau). */
const DORMANT_SHARE = 0.025;
/** Below this share of the distribution seen, no estimator rescues the entropy of joint patterns. */
const USABLE_COVERAGE = 0.5;

export interface NeuronNumbers {
  readonly total: number;
  readonly measured: number;
  readonly dead: number;
  readonly alwaysOn: number;
  readonly dormant: number;
  readonly apoz: number;
  readonly nonFinite: number;
}

export interface EntropyNumbers extends EntropyTriple {
  readonly byClass: readonly number[];
  readonly corrected: EntropyTriple;
  readonly ci95: { readonly [K in keyof EntropyTriple]: ConfidenceInterval | null };
}

export interface StabilityNumbers {
  readonly byClass: readonly (number | null)[];
  readonly class: number | null;
  readonly modal: number;
}

export interface ClassPatternNumbers {
  readonly samples: number;
  readonly distinct: number;
  readonly plugin: number;
  readonly coverage: number;
  readonly estimate: number | null;
  readonly saturated: boolean;
}

/** Every number of one tap: docs/measures.md defines each. All are finite or null. */
export interface TapMeasures {
  readonly neurons: NeuronNumbers;
  readonly entropy: EntropyNumbers;
  readonly stability: StabilityNumbers;
  readonly patterns: { readonly byClass: readonly ClassPatternNumbers[] };
}

/**
 * The measures of one tap. Sums run in order of classes and neurons, so that the same counts give the same bits.
 * @param tables shared by the taps of a run, since they meet the same sample numbers
 */
export function measureTap(totals: TapTotals, tables = new EntropyTables()): TapMeasures {
  const pooled = pooledCounts(totals);
  return {
    neurons: neuronNumbers(totals, pooled),
    entropy: entropyNumbers(totals, pooled, tables),
    stability: stabilityNumbers(totals),
    patterns: { byClass: totals.patterns.map(patternNumbers) },
  };
}

/** k_i: samples of all classes in which each neuron was active. */
function pooledCounts({ classCounts, classSizes }: TapTotals): Uint32Array {
  const neurons = classCounts.length / classSizes.length;
  const pooled = new Uint32Array(neurons);
  for (let at = 0; at < classCounts.length; at += neurons) {
    for (let i = 0; i < neurons; i++) pooled[i] = (pooled[i] ?? 0) + (classCounts[at + i] ?? 0);
  }
  return pooled;
}

function neuronNumbers(totals: TapTotals, pooled: Uint32Array): NeuronNumbers {
  const { selection, magnitudes } = totals;
  const samples = sum(totals.classSizes);
  const measured = pooled.length;
  let dead = 0;
  let alwaysOn = 0;
  let inactive = 0;
  let magnitude = 0;
  for (let i = 0; i < measured; i++) {
    const active = pooled[i] ?? 0;
    if (active === 0) dead++;
    if (active === samples) alwaysOn++;
    inactive += samples - active;
    magnitude += magnitudes[i] ?? 0;
  }
  // Written with <=, so that all are dormant where the tap's mean is 0.
  const limit = DORMANT_SHARE * (magnitude / measured);
  let dormant = 0;
  for (const own of magnitudes) if (own <= limit) dormant++;
  return {
    total: selection.total,
    ...{ measured, dead, alwaysOn, dormant },
    apoz: inactive / (samples * measured),
    nonFinite: totals.nonFinite,
  };
}

function entropyNumbers(totals: TapTotals, pooled: Uint32Array, tables: EntropyTables): EntropyNumbers {
  const { classCounts, classSizes } = totals;
  const neurons = pooled.length;
  const samples = sum(classSizes);
  const meanByClass = (table: (samples: number) => Float64Array): readonly number[] =>
    classSizes.map((size, c) => meanLookup(table(size), classCounts, c * neurons, (c + 1) * neurons));
  const byClass = meanByClass((size) => tables.plugin(size));
  const ofClass = weightedMean(byClass, classSizes);
  const all = meanLookup(tables.plugin(samples), pooled, 0, neurons);
  const correctedClass = weightedMean(
    meanByClass((size) => tables.corrected(size)),
    classSizes,
  );
  const correctedAll = meanLookup(tables.corrected(samples), pooled, 0, neurons);
  const corrected = {
    class: correctedClass,
    all: correctedAll,
    gap: correctedAll - correctedClass,
  };
  return {
    byClass,
    class: ofClass,
    all,
    // Mutual information is not negative: what is below 0 is rounding.
    gap: Math.max(0, all - ofClass),
    corrected,
    ci95: jackknifeIntervals(totals, tables, corrected),
  };
}

function stabilityNumbers({ classCounts, classSizes }: TapTotals): StabilityNumbers {
  const neurons = classCounts.length / classSizes.length;
  const modal: number[] = [];
  const byClass = classSizes.map((size, c) => {
    let differingPairs = 0;
    let agreeing = 0;
    for (let at = c * neurons; at < (c + 1) * neurons; at++) {
      const active = classCounts[at] ?? 0;
      differingPairs += active * (size - active);
      agreeing += Math.max(active, size - active);
    }
    modal.push(agreeing / (size * neurons));
    return size < 2 ? null : 1 - (2 * differingPairs) / (size * (size - 1) * neurons);
  });
  const withPairs = classSizes.map((size) => (size < 2 ? 0 : size));
  return {
    byClass,
    class:
      sum(withPairs) === 0
        ? null
        : weightedMean(
            byClass.map((stability) => stability ?? 0),
            withPairs,
          ),
    modal: weightedMean(modal, classSizes),
  };
}

function patternNumbers(frequencies: Uint32Array): ClassPatternNumbers {
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

function weightedMean(values: readonly number[], weights: readonly number[]): number {
  const weighted = values.reduce((total, value, c) => total + (weights[c] ?? 0) * value, 0);
  return weighted / sum(weights);
}

function sum(values: Iterable<number>): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
