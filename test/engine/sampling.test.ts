import { describe, expect, it } from 'vitest';
import { mixSeed, seededUniform } from '../../src/engine/random.js';
import { chooseSamples, shareQuotas } from '../../src/engine/sampling.js';

const labels = ['cat', 'dog', 'owl'];
/** 60 cats, 30 dogs, 10 owls, mixed. */
const classOf = Int32Array.from({ length: 100 }, (_, i) => (i % 10 === 3 ? 2 : i % 10 < 3 ? 1 : 0));
const ask = (over: Partial<Parameters<typeof chooseSamples>[0]>): ReturnType<typeof chooseSamples> =>
  chooseSamples({ classOf, labels, include: null, samples: null, seed: 1, ...over });

describe('choice of samples', () => {
  it('shares quotas as equally as the classes allow, the rest to the larger ones', () => {
    expect(shareQuotas([60, 30, 10], 30)).toEqual([10, 10, 10]);
    expect(shareQuotas([60, 30, 10], 50)).toEqual([20, 20, 10]);
    expect(shareQuotas([60, 30, 10], 51)).toEqual([21, 20, 10]);
    expect(shareQuotas([60, 30, 10], 1000)).toEqual([60, 30, 10]);
    expect(shareQuotas([5, 5, 5], 4)).toEqual([2, 1, 1]);
    expect(shareQuotas([5, 9, 7], 2)).toEqual([0, 1, 1]);
    expect(shareQuotas([0, 4], 3)).toEqual([0, 3]);
  });

  it('takes all samples in order where N allows', () => {
    const { chosen, classOf: classes, rank, classSizes } = ask({});
    expect([...chosen]).toEqual(Array.from({ length: 100 }, (_, i) => i));
    expect([...classes]).toEqual([...classOf]);
    expect(classSizes).toEqual([60, 30, 10]);
    expect(rank[99]).toBe(59);
  });

  it('takes floor((j + u) n_c / m) of each class, evenly spread, ascending', () => {
    const { chosen, classOf: classes, rank, classSizes } = ask({ samples: 21 });
    expect(classSizes).toEqual([7, 7, 7]);
    expect([...chosen]).toEqual([...chosen].sort((a, b) => a - b));
    for (let c = 0; c < 3; c++) {
      const own = [...chosen].filter((_, at) => classes[at] === c);
      const within = own.map((index) => classOf.slice(0, index).filter((other) => other === c).length);
      const n = [60, 30, 10][c] ?? 0;
      const u = seededUniform(mixSeed(1, labels[c] ?? ''))();
      expect(within).toEqual(Array.from({ length: 7 }, (_, j) => Math.floor(((j + u) * n) / 7)));
      expect([...rank].filter((_, at) => classes[at] === c)).toEqual([0, 1, 2, 3, 4, 5, 6]);
    }
  });

  it('keeps the choice within a class when other classes are filtered out, and the data set’s order of classes', () => {
    const whole = ask({ samples: 21 });
    const filtered = ask({ samples: 14, include: [2, 1] });
    expect(filtered.classes).toEqual([1, 2]);
    const kept = [...whole.chosen].filter((index) => classOf[index] !== 0);
    expect([...filtered.chosen]).toEqual(kept);
    expect([...filtered.classOf]).toEqual(kept.map((index) => (classOf[index] ?? 0) - 1));
  });

  it('leaves out classes that get no sample', () => {
    const { classes, classSizes } = ask({ samples: 2 });
    expect(classes).toEqual([0, 1]);
    expect(classSizes).toEqual([1, 1]);
  });

  it('depends on the seed and on nothing else', () => {
    expect([...ask({ samples: 21 }).chosen]).toEqual([...ask({ samples: 21 }).chosen]);
    const differing = [2, 3, 4, 5].filter(
      (seed) => String([...ask({ samples: 21, seed }).chosen]) !== String([...ask({ samples: 21 }).chosen]),
    );
    expect(differing.length).toBeGreaterThan(2);
  });

  it('draws uniform numbers in [0, 1)', () => {
    const next = seededUniform(7);
    const draws = Array.from({ length: 10_000 }, next);
    expect(draws.every((u) => u >= 0 && u < 1)).toBe(true);
    expect(draws.reduce((a, b) => a + b, 0) / draws.length).toBeCloseTo(0.5, 1);
    expect(new Set(draws).size).toBeGreaterThan(9_990);
  });
});
