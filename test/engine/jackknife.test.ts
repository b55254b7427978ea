import { describe, expect, it } from 'vitest';
import { groupSize, studentT975 } from '../../src/engine/jackknife.js';
import { measureTap } from '../../src/engine/tapMeasures.js';
import { slowStudentT975 } from '../reference/slowReference.js';
import { accumulate, makeCase } from './support.js';

describe('confidence intervals', () => {
  it('use Student’s t: the table agrees with the integrated density', () => {
    for (let df = 1; df <= 15; df++) expect(studentT975(df)).toBeCloseTo(slowStudentT975(df), 7);
    expect(() => studentT975(16)).toThrow(RangeError);
  });

  it('count the ranks of a group', () => {
    for (const size of [1, 5, 16, 17, 100]) {
      const sizes = Array.from({ length: 16 }, (_, g) => groupSize(size, g, 16));
      const counted = Array.from(
        { length: 16 },
        (_, g) => Array.from({ length: size }, (__, r) => r).filter((r) => r % 16 === g).length,
      );
      expect(sizes).toEqual(counted);
    }
  });

  it('are null where there is one group, and surround the corrected value elsewhere', () => {
    const lone = measureTap(accumulate(makeCase({ name: '', shape: [9], sizes: [1, 1] })).totals());
    expect(lone.entropy.ci95).toEqual({ class: null, all: null, gap: null });
    const { ci95, corrected } = measureTap(
      accumulate(makeCase({ name: '', shape: [9], sizes: [20, 30] })).totals(),
    ).entropy;
    for (const name of ['class', 'all', 'gap'] as const) {
      const [lo, hi] = ci95[name] ?? [NaN, NaN];
      expect((lo + hi) / 2).toBeCloseTo(corrected[name], 12);
      expect(hi).toBeGreaterThan(lo);
    }
  });

  it('cover the true entropy of coins of known bias about 19 times in 20', () => {
    // One neuron's entropy is h(0.3); 40 independent neurons, 64 samples, one class.
    const truth = -0.3 * Math.log2(0.3) - 0.7 * Math.log2(0.7);
    let covered = 0;
    for (let seed = 1; seed <= 300; seed++) {
      const data = makeCase({ name: '', shape: [40], sizes: [64], seed });
      const uniform = data.activations.map((row, s) => row.map((_, i) => (hash(seed, s, i) < 0.3 ? 1 : 0)));
      const [lo, hi] = measureTap(accumulate({ ...data, activations: uniform }).totals()).entropy.ci95
        .class ?? [NaN, NaN];
      if (lo <= truth && truth <= hi) covered++;
    }
    expect(covered / 300).toBeGreaterThan(0.9);
    expect(covered / 300).toBeLessThan(0.99);
  });
});

function hash(seed: number, sample: number, neuron: number): number {
  let h = Math.imul(seed * 7919 + sample, 0x85ebca6b) ^ Math.imul(neuron + 1, 0xc2b2ae35);
  h = Math.imul(h ^ (h >>> 15), 0x2c1b3c6d);
  h = Math.imul(h ^ (h >>> 12), 0x297a2d39);
  return ((h ^ (h >>> 15)) >>> 0) / 2 ** 32;
}
