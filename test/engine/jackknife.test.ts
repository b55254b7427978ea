import { describe, expect, it } from 'vitest';
import { groupSize, jackknifeShift, studentT975 } from '../../src/engine/jackknife.js';
import { measureTap } from '../../src/engine/tapMeasures.js';
import { slowStudentT975 } from '../reference/slowReference.js';
import { accumulate, makeCase, type Case } from './support.js';

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

  it('are those of the published vector: shifted, and as wide as the shift asks for', () => {
    const rows = [
      [
        [1, 0],
        [1, 1],
        [0, 0],
        [1, 0],
      ],
      [
        [0, 1],
        [0, 0],
        [1, 0],
        [0, 0],
      ],
    ];
    const classOf = Int32Array.from({ length: 32 }, (_, s) => Math.floor(s / 16));
    const data: Case = {
      ...{ name: '', shape: [2], classOf, classes: 2, threshold: 0, maxNeurons: null },
      activations: Array.from(classOf, (c, s) => Float32Array.from(rows[c]?.[s % 4] ?? [])),
    };
    const { corrected, ci95, jackknife } = measureTap(accumulate(data).totals()).entropy;
    const half = { class: 0.1665378021, all: 0.1100548213, gap: 0.1996168912 };
    const centre = { class: 0.8583857338, all: 0.9131826651, gap: 0.0547969313 };
    for (const name of ['class', 'all', 'gap'] as const) {
      expect(corrected[name], name).toBeCloseTo(centre[name], 9);
      expect(ci95[name]?.[0], name).toBeCloseTo(centre[name] - half[name], 9);
      expect(ci95[name]?.[1], name).toBeCloseTo(centre[name] + half[name], 9);
    }
    // Zhang's own estimate of the gap is what is left without the shift.
    expect(corrected.gap - jackknifeShift(jackknife?.gap ?? [])).toBeCloseTo(0.0702254722, 9);
  });
});
