import { EntropyTables } from '../../src/engine/entropyTables.js';
import type { EntropyCounts } from '../../src/engine/jackknife.js';
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
  const groups = Array.from({ length: number }, () => new Uint32Array(CLASSES * neurons));
  const add = (rank: number, c: number, i: number): void => {
    const group = groups[rank % number];
    if (group !== undefined) group[c * neurons + i] = (group[c * neurons + i] ?? 0) + 1;
  };
  rates.forEach((ofClass, c) => {
    if (kind === 'output') {
      for (let rank = 0; rank < perClass; rank++) {
        let left = random();
        const answer = ofClass.findIndex((rate) => (left -= rate) < 0);
        if (answer >= 0) add(rank, c, answer);
      }
      return;
    }
    const bounds = ofClass.map(normalQuantile);
    for (let rank = 0; rank < perClass; rank++) {
      if (kind === 'dependent') {
        const factors = Array.from({ length: FACTORS }, () => normal(random));
        for (let i = 0; i < neurons; i++) {
          const value = Math.SQRT1_2 * (factors[i % FACTORS] ?? 0) + Math.SQRT1_2 * normal(random);
          if (value < (bounds[i] ?? 0)) add(rank, c, i);
        }
      } else for (let i = 0; i < neurons; i++) if (random() < (ofClass[i] ?? 0)) add(rank, c, i);
    }
  });
  return groups;
}

/** The entropies of the whole population. */
function truthOf(rates: readonly (readonly number[])[]): Pair {
  const neurons = rates[0]?.length ?? 0;
  const entropy = (rate: number): number => (rate <= 0 || rate >= 1 ? 0 : binary(rate));
  const mean = (numbers: readonly number[]): number => numbers.reduce((sum, x) => sum + x, 0) / numbers.length;
  const ofClass = mean(rates.flat().map(entropy));
  const all = mean(
    Array.from({ length: neurons }, (_, i) => entropy(mean(rates.map((ofOne) => ofOne[i] ?? 0)))),
  );
  return { class: ofClass, gap: all - ofClass };
}

function binary(rate: number): number {
  return -rate * Math.log2(rate) - (1 - rate) * Math.log2(1 - rate);
}

/** Box and Muller. */
function normal(random: Uniform): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
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

/** By bisection of the integrated density (series of the error function, A. & S. 7.1.26 is not exact enough). */
function normalQuantile(share: number): number {
  let [lo, hi] = [-8, 8];
  for (let step = 0; step < 60; step++) {
    const middle = (lo + hi) / 2;
    if (normalShare(middle) < share) lo = middle;
    else hi = middle;
  }
  return (lo + hi) / 2;
}

/** Phi(x) = 1/2 + density(x) * (x + x^3/3 + x^5/15 + ...), for |x| up to 8. */
function normalShare(x: number): number {
  let term = x;
  let sum = x;
  for (let k = 3; Math.abs(term) > 1e-17; k += 2) {
    term *= (x * x) / k;
    sum += term;
  }
  return 0.5 + (sum * Math.exp((-x * x) / 2)) / Math.sqrt(2 * Math.PI);
}
