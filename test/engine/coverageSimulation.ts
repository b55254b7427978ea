import { EntropyTables } from '../../src/engine/entropyTables.js';
import { groupSize, type EntropyCounts } from '../../src/engine/jackknife.js';
import { mixSeed, seededUniform } from '../../src/engine/random.js';
import { entropyNumbers } from '../../src/engine/tapMeasures.js';
import type { LayerNumbers } from '../../src/vocabulary/quantities.js';

/**
 * How often the 95 % intervals hold the truth, by simulation: neurons whose probability of firing in each class is
 * known, so that the entropies of the whole population are, too.
 */

/** How the neurons fire. */
export type FiringKind = 'balanced' | 'sparse' | 'saturated' | 'output' | 'dependent';

/** Bits, or shares, of the two entropies. */
export interface Pair {
  readonly class: number;
  readonly gap: number;
}

export interface Simulation {
  /** Shares of repetitions whose interval holds the population's value. */
  readonly coverage: Pair;
  /** Root mean square errors in bits: of the plain estimate, and of the corrected one. */
  readonly plugin: Pair;
  readonly corrected: Pair;
}

const GROUPS = 16;
const CLASSES = 10;
const NEURONS = 64;
/** Common causes of the dependent neurons, each of a quarter of them. */
const FACTORS = 4;

type Uniform = () => number;

/** @param perClass samples of each of 10 classes */
export function simulate(kind: FiringKind, perClass: number, repetitions: number, seed = 1): Simulation {
  const tables = new EntropyTables();
  const sums = { coverage: pair(), plugin: pair(), corrected: pair() };
  for (let repetition = 0; repetition < repetitions; repetition++) {
    const random = seededUniform(mixSeed(seed, `${kind} ${perClass} ${repetition}`));
    const rates = ratesOf(kind, random);
    const entropy = measured(countGroups(kind, rates, perClass, random), perClass, tables);
    const truth = truthOf(rates);
    for (const name of ['class', 'gap'] as const) {
      const [lo, hi] = entropy.ci95[name] ?? [NaN, NaN];
      if (lo <= truth[name] && truth[name] <= hi) sums.coverage[name] += 1 / repetitions;
      sums.plugin[name] += (entropy[name] - truth[name]) ** 2 / repetitions;
      sums.corrected[name] += (entropy.corrected[name] - truth[name]) ** 2 / repetitions;
    }
  }
  const root = (squares: Pair): Pair => ({ class: Math.sqrt(squares.class), gap: Math.sqrt(squares.gap) });
  return { coverage: sums.coverage, plugin: root(sums.plugin), corrected: root(sums.corrected) };
}

function pair(): { class: number; gap: number } {
  return { class: 0, gap: 0 };
}

/** @param groups of the jackknife, [class x neurons] each */
function measured(
  groups: readonly Uint32Array[],
  perClass: number,
  tables: EntropyTables,
): LayerNumbers['entropy'] {
  const size = groups[0]?.length ?? 0;
  const neurons = size / CLASSES;
  const classCounts = new Uint32Array(size);
  const pooled = new Uint32Array(neurons);
  for (const group of groups) {
    for (let i = 0; i < size; i++) {
      const k = group[i] ?? 0;
      classCounts[i] = (classCounts[i] ?? 0) + k;
      pooled[i % neurons] = (pooled[i % neurons] ?? 0) + k;
    }
  }
  const counts: EntropyCounts = {
    ...{ classCounts, classSizes: new Array<number>(CLASSES).fill(perClass), tracked: null },
    groups: groups.length,
    groupCounts: (group) => Uint32Array.from(groups[group] ?? []),
  };
  return entropyNumbers(counts, pooled, tables);
}

/** Probability of firing, [class][neuron]. */
function ratesOf(kind: FiringKind, random: Uniform): readonly (readonly number[])[] {
  const table = (neurons: number, rate: (c: number, i: number) => number): number[][] =>
    Array.from({ length: CLASSES }, (_, c) => Array.from({ length: neurons }, (__, i) => rate(c, i)));
  switch (kind) {
    case 'balanced':
    case 'dependent':
      return table(NEURONS, () => 0.15 + 0.7 * random());
    case 'sparse':
      return table(NEURONS, () => beta(0.3, 6, random));
    case 'saturated':
      return table(NEURONS, () => beta(0.25, 0.35, random));
    case 'output': {
      // A softmax: right for most samples of a class, now and then another class, seldom none above 0.5.
      const right = Array.from({ length: CLASSES }, () => 0.85 + 0.14 * random());
      const wrong = table(CLASSES, (c, i) => (c === i ? 0 : random() ** 3));
      return table(CLASSES, (c, i) => {
        const rest = (wrong[c] ?? []).reduce((sum, share) => sum + share, 0);
        const own = right[c] ?? 0;
        return c === i ? own : (0.9 * (1 - own) * (wrong[c]?.[i] ?? 0)) / rest;
      });
    }
  }
}

/** Samples that fire, [group][class x neurons]. */
function countGroups(
  kind: FiringKind,
  rates: readonly (readonly number[])[],
  perClass: number,
  random: Uniform,
): readonly Uint32Array[] {
  const neurons = rates[0]?.length ?? 0;
  const number = Math.min(GROUPS, perClass);
  return Array.from({ length: number }, (_, group) => {
    const counts = new Uint32Array(CLASSES * neurons);
    const size = groupSize(perClass, group, number);
    rates.forEach((ofClass, c) => {
      const fired = kind === 'output' ? answers : kind === 'dependent' ? withFactors : independent;
      counts.set(fired(ofClass, size, random), c * neurons);
    });
    return counts;
  });
}

function independent(rates: readonly number[], samples: number, random: Uniform): readonly number[] {
  return rates.map((rate) => binomial(samples, rate, random));
}

/**
 * In half of the samples a factor is on: its neurons then fire more often, else less, by the same amount, so that each
 * one's own rate is as given while neurons of one factor fire together.
 */
function withFactors(rates: readonly number[], samples: number, random: Uniform): readonly number[] {
  const on = Array.from({ length: FACTORS }, () => binomial(samples, 0.5, random));
  return rates.map((rate, i) => {
    const more = 0.7 * Math.min(rate, 1 - rate);
    const samplesOn = on[i % FACTORS] ?? 0;
    return binomial(samplesOn, rate + more, random) + binomial(samples - samplesOn, rate - more, random);
  });
}

/** At most one output of a sample is above 0.5. */
function answers(rates: readonly number[], samples: number, random: Uniform): readonly number[] {
  const counts = rates.map(() => 0);
  for (let sample = 0; sample < samples; sample++) {
    let left = random();
    const answer = rates.findIndex((rate) => (left -= rate) < 0);
    if (answer >= 0) counts[answer] = (counts[answer] ?? 0) + 1;
  }
  return counts;
}

/** By inversion: the first number whose cumulated probability exceeds a uniform one. */
function binomial(samples: number, rate: number, random: Uniform): number {
  if (rate > 0.5) return samples - binomial(samples, 1 - rate, random);
  if (rate <= 0) return 0;
  const odds = rate / (1 - rate);
  let share = (1 - rate) ** samples;
  let left = random() - share;
  let hits = 0;
  while (left >= 0 && hits < samples) {
    share *= ((samples - hits) / (hits + 1)) * odds;
    left -= share;
    hits++;
  }
  return hits;
}

/** The entropies of the whole population. */
function truthOf(rates: readonly (readonly number[])[]): Pair {
  const neurons = rates[0]?.length ?? 0;
  const entropy = (rate: number): number => (rate <= 0 || rate >= 1 ? 0 : binary(rate));
  const mean = (numbers: readonly number[]): number =>
    numbers.reduce((sum, x) => sum + x, 0) / numbers.length;
  const ofClass = mean(rates.flat().map(entropy));
  const all = mean(
    Array.from({ length: neurons }, (_, i) => entropy(mean(rates.map((ofOne) => ofOne[i] ?? 0)))),
  );
  return { class: ofClass, gap: all - ofClass };
}

function binary(rate: number): number {
  return -rate * Math.log2(rate) - (1 - rate) * Math.log2(1 - rate);
}

/** Jöhnk: two powers of uniform numbers whose sum is at most 1. */
function beta(a: number, b: number, random: Uniform): number {
  if (b > 1) {
    // Gamma variates: a below 1 by Jöhnk's exponential, whole b by a sum.
    const one = gammaBelowOne(a, random);
    let other = 0;
    for (let k = 0; k < b; k++) other -= Math.log(1 - random());
    return one / (one + other);
  }
  for (;;) {
    const x = random() ** (1 / a);
    const y = random() ** (1 / b);
    if (x + y <= 1 && x + y > 0) return x / (x + y);
  }
}

function gammaBelowOne(a: number, random: Uniform): number {
  return beta(a, 1 - a, random) * -Math.log(1 - random());
}
