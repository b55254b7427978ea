import { describe, expect, it } from 'vitest';
import { TapAccumulator } from '../../src/engine/tapAccumulator.js';
import { measureTap } from '../../src/engine/tapMeasures.js';
import { slowTap } from '../reference/slowReference.js';
import { accumulate, makeCase, planOf, type Case } from './support.js';

const relu = (value: number): number => Math.max(0, value);

const cases: readonly Case[] = [
  makeCase({ name: 'dense, 3 classes of unequal size', shape: [50], sizes: [40, 25, 7] }),
  makeCase({ name: 'dense, relu', shape: [33], sizes: [30, 30], activate: relu, seed: 2 }),
  makeCase({ name: 'one class', shape: [20], sizes: [64], seed: 3 }),
  makeCase({ name: 'classes of one and two samples', shape: [16], sizes: [1, 12, 2], seed: 4 }),
  makeCase({ name: 'only classes of one sample', shape: [16], sizes: [1, 1, 1], seed: 5 }),
  makeCase({ name: 'one sample', shape: [4], sizes: [1], seed: 6 }),
  makeCase({ name: 'conv, all positions', shape: [5, 4, 8], sizes: [20, 20], activate: relu, seed: 7 }),
  makeCase({ name: 'conv, some positions', shape: [9, 9, 6], sizes: [20, 31], maxNeurons: 40, seed: 8 }),
  makeCase({ name: 'conv, some channels', shape: [3, 3, 100], sizes: [20, 31], maxNeurons: 37, seed: 9 }),
  makeCase({ name: 'tracked among measured', shape: [10, 500], sizes: [18, 20], maxNeurons: 0, seed: 10 }),
  makeCase({
    name: 'tracked among a part of the measured',
    shape: [40, 1000],
    sizes: [4, 3],
    maxNeurons: 6500,
    seed: 11,
  }),
  makeCase({
    name: 'threshold that float32 rounds',
    shape: [40],
    sizes: [30, 20],
    threshold: 0.1,
    activate: (value) => (value > 0.3 ? 0.1 : value),
    seed: 12,
  }),
  makeCase({
    name: 'NaN and infinite',
    shape: [70],
    sizes: [30, 20],
    activate: (value, i, sample) =>
      (i * 7 + sample) % 31 !== 0 || i % 3 === 0
        ? value
        : ([NaN, Infinity, -Infinity][i % 2 === 0 ? sample % 3 : 0] ?? 0),
    seed: 13,
  }),
  makeCase({
    name: 'dormant, dead and always on',
    shape: [60],
    sizes: [50, 40],
    activate: (value, i) => (i % 5 === 0 ? 0 : i % 5 === 1 ? 1 : i % 5 === 2 ? value * 1e-3 : relu(value)),
    seed: 14,
  }),
  makeCase({
    name: 'few distinct patterns',
    shape: [90],
    sizes: [60, 5],
    activate: (_, i, sample) => ((sample >> (i % 3)) & 1) - 0.5,
    seed: 15,
  }),
];

/** Largest difference of two structures of numbers; anything else must be equal. */
function largestDifference(a: unknown, b: unknown, where: string): number {
  if (typeof a === 'number' && typeof b === 'number') {
    expect(Number.isFinite(a), where).toBe(true);
    return Math.abs(a - b);
  }
  if (typeof a === 'object' && a !== null && typeof b === 'object' && b !== null) {
    expect(Object.keys(a).sort(), where).toEqual(Object.keys(b).sort());
    const right = new Map<string, unknown>(Object.entries(b));
    return Math.max(
      0,
      ...Object.entries(a).map(([key, value]) => largestDifference(value, right.get(key), `${where}.${key}`)),
    );
  }
  expect(a, where).toBe(b);
  return 0;
}

describe('measures of a tap', () => {
  it.each(cases)('agree with the slow reference: $name', (data) => {
    const measures = measureTap(accumulate(data).totals());
    const { counts, ...reference } = slowTap(data);
    expect(counts).toHaveLength(data.classes);
    expect(largestDifference(measures, reference, data.name)).toBeLessThan(1e-11);
  });

  it.each(cases)('lie within their ranges: $name', (data) => {
    const { entropy, stability, neurons, patterns } = measureTap(accumulate(data).totals());
    for (const bits of [...entropy.byClass, entropy.class, entropy.all, entropy.gap]) {
      expect(bits).toBeGreaterThanOrEqual(0);
      expect(bits).toBeLessThanOrEqual(1);
      expect(Object.is(bits, -0)).toBe(false);
    }
    expect(entropy.gap).toBeLessThanOrEqual(Math.log2(data.classes));
    for (const share of [...stability.byClass, stability.class, stability.modal, neurons.apoz]) {
      if (share === null) continue;
      expect(share).toBeGreaterThanOrEqual(0);
      expect(share).toBeLessThanOrEqual(1);
    }
    expect(stability.modal).toBeGreaterThanOrEqual(0.5);
    for (const pattern of patterns.byClass) {
      expect(pattern.plugin).toBeLessThanOrEqual(Math.log2(pattern.samples));
      expect(pattern.estimate === null).toBe(pattern.saturated);
    }
  });

  it('of coins and constants are known: half on and off in both classes, all on, all off', () => {
    const shape = [3];
    const classOf = Int32Array.from({ length: 40 }, (_, s) => s % 2);
    const activations = Array.from({ length: 40 }, (_, s) => Float32Array.of((s >> 1) % 2, 1, 0));
    const data: Case = { name: '', shape, classOf, classes: 2, activations, threshold: 0, maxNeurons: null };
    const { entropy, stability, neurons, patterns } = measureTap(accumulate(data).totals());
    expect(entropy.byClass).toEqual([1 / 3, 1 / 3]);
    expect(entropy).toMatchObject({ class: 1 / 3, all: 1 / 3, gap: 0 });
    // 100 of the 190 pairs differ in one of three neurons.
    expect(stability.class).toBeCloseTo(1 - 100 / 190 / 3, 14);
    expect(stability.modal).toBeCloseTo(5 / 6, 14);
    expect(neurons).toEqual({
      ...{ total: 3, measured: 3, dead: 1, alwaysOn: 1, dormant: 1, apoz: 0.5, nonFinite: 0 },
    });
    expect(patterns.byClass[0]).toMatchObject({ samples: 20, distinct: 2, plugin: 1, coverage: 1 });
  });

  it('give a neuron that tells two equal classes apart a gap of 1 bit and a class entropy of exactly +0', () => {
    const classOf = Int32Array.from({ length: 40 }, (_, s) => s % 2);
    const activations = Array.from(classOf, (c) => Float32Array.of(c));
    const data: Case = {
      ...{ name: '', shape: [1], classOf, classes: 2, activations, threshold: 0, maxNeurons: null },
    };
    const { entropy, stability } = measureTap(accumulate(data).totals());
    expect(entropy).toMatchObject({ class: 0, all: 1, gap: 1 });
    expect(Object.is(entropy.corrected.class, 0)).toBe(true);
    expect(entropy.ci95.class).toEqual([0, 0]);
    expect(stability).toEqual({ byClass: [1, 1], class: 1, modal: 1 });
  });

  it('have a gap of exactly 0 with one class, its interval too', () => {
    const { entropy } = measureTap(accumulate(cases[2]!).totals());
    expect(entropy.gap).toBe(0);
    expect(entropy.corrected.gap).toBe(0);
    expect(entropy.ci95.gap).toEqual([0, 0]);
  });

  it('call all neurons dormant where the tap is silent', () => {
    const data = makeCase({ name: '', shape: [5], sizes: [4], activate: () => 0 });
    expect(measureTap(accumulate(data).totals()).neurons).toMatchObject({ dead: 5, dormant: 5, apoz: 1 });
  });

  it('count NaN as not active, +Infinity as active, -Infinity as not, and each neuron once as non-finite', () => {
    const classOf = new Int32Array(2);
    const activations = [Float32Array.of(NaN, Infinity, -Infinity, 1), Float32Array.of(1, 1, NaN, 1)];
    const data: Case = {
      ...{ name: '', shape: [4], classOf, classes: 1, activations, threshold: 0, maxNeurons: null },
    };
    const totals = accumulate(data).totals();
    expect([...totals.classCounts]).toEqual([1, 2, 0, 2]);
    expect(totals.nonFinite).toBe(3);
    expect([...totals.magnitudes]).toEqual([1, 1, 0, 2]);
  });

  it('do not depend on the order of the samples within the jackknife groups', () => {
    const data = makeCase({ name: '', shape: [30], sizes: [48], seed: 21 });
    const order = Array.from({ length: 48 }, (_, s) => (s + 16) % 48);
    const moved: Case = { ...data, activations: order.map((s) => data.activations[s]!) };
    const [a, b] = [data, moved].map((each) => measureTap(accumulate(each).totals()));
    expect(b).toEqual(a);
  });

  it('count joint patterns over the first 4,096 samples of a class and all else over all', () => {
    const data = makeCase({
      ...{ name: '', shape: [12], sizes: [4100, 3] },
      activate: (_, i, sample) => ((sample >> i) & 1) - 0.5,
    });
    const { patterns, neurons } = measureTap(accumulate(data, 100).totals());
    expect(patterns.byClass.map((each) => each.samples)).toEqual([4096, 3]);
    expect(neurons.alwaysOn).toBe(0);
    expect(patterns.byClass[0]?.distinct).toBe(slowTap(data).patterns.byClass[0]?.distinct);
  });

  it('refuse a run of which samples are missing', () => {
    const data = cases[0]!;
    const accumulator = new TapAccumulator({
      ...{ shape: data.shape, plan: planOf(data), threshold: 0, maxNeurons: null },
    });
    expect(() => accumulator.totals()).toThrow('0 of 72 chosen samples');
    expect(() => {
      accumulator.add(new Float32Array(10), 1, 0);
    }).toThrow(RangeError);
    expect(() => {
      accumulator.add(new Float32Array(50), 1, 72);
    }).toThrow(RangeError);
  });
});
