import { describe, expect, it } from 'vitest';
import { seededUniform } from '../../../src/engine/random.js';
import { centered, covariance } from '../../../src/engine/science/centered.js';
import { fmix32 } from '../../../src/engine/random.js';
import { FeatureSketch } from '../../../src/engine/science/featureSketch.js';
import { pairedDifference, pairedError } from '../../../src/engine/science/pairedError.js';
import { rankOf } from '../../../src/engine/science/rank.js';
import { ALPHAS, readOut, type ReadOut } from '../../../src/engine/science/readOut.js';
import { symmetricEigen } from '../../../src/engine/science/symmetricEigen.js';
import { tapScience } from '../../../src/engine/science/tapScience.js';
import type { RankNumbers } from '../../../src/vocabulary/quantities.js';
import { slowRank, slowReadOut } from '../../reference/slowScience.js';

type Rows = readonly (readonly number[])[];

function decomposed(rows: Rows): {
  readonly features: NonNullable<ReturnType<typeof centered>>;
  readonly eigen: ReturnType<typeof symmetricEigen>;
  readonly width: number;
} {
  const width = rows[0]?.length ?? 0;
  const features = centered(Float32Array.from(rows.flat()), width);
  if (features === null) throw new Error('not finite');
  return { features, width, eigen: symmetricEigen(covariance(features), width) };
}

function rank(rows: Rows): RankNumbers {
  const { eigen, width } = decomposed(rows);
  return rankOf(eigen.values, { neurons: width, width, sketched: false });
}

function named(rows: Rows, classOf: readonly number[], classes: number): ReadOut {
  const { features, eigen } = decomposed(rows);
  return readOut(features, eigen, Int32Array.from(classOf), classes);
}

/** Classes that lie apart in some of the features, rectified as a layer would; float32 numbers. */
function layerLike(
  seed: number,
  samples: number,
  width: number,
  classes: number,
): { rows: number[][]; classOf: number[] } {
  const random = seededUniform(seed);
  const classOf = Array.from({ length: samples }, (_, i) => i % classes);
  const rows = classOf.map((own) =>
    Array.from({ length: width }, (_, j) =>
      Math.fround(Math.max(0, random() - 0.5 + (j % classes === own ? 0.4 : 0) + 0.1 * j * (random() - 0.5))),
    ),
  );
  return { rows, classOf };
}

describe('rank', () => {
  it('is that of the published vectors', () => {
    const ellipse = rank([
      [2, 0],
      [-2, 0],
      [0, 1],
      [0, -1],
    ]);
    expect(ellipse).toMatchObject({ dimensions: 2, saturation: 1 });
    expect(ellipse.participation).toBeCloseTo(1.4705882353, 10);
    expect(ellipse.effective).toBeCloseTo(1.6493848885, 10);
    const line = rank([
      [1, 0, 0],
      [-1, 0, 0],
      [0, 0, 0],
      [0, 0, 0],
    ]);
    expect(line.dimensions).toBe(1);
    expect(line.saturation).toBeCloseTo(1 / 3, 12);
    expect(line.participation).toBeCloseTo(1, 12);
    expect(line.effective).toBeCloseTo(1, 12);
  });

  it('is nothing where nothing varies', () => {
    expect(
      rank([
        [1, 2],
        [1, 2],
        [1, 2],
      ]),
    ).toEqual({ dimensions: 0, saturation: 0, participation: null, effective: null });
  });

  it.each([1, 2, 3])('is what Jacobi rotations give (seed %i)', (seed) => {
    const { rows } = layerLike(seed, 60, 9, 3);
    const [fast, slow] = [rank(rows), slowRank(rows)];
    expect(fast.dimensions).toBe(slow.dimensions);
    expect(fast.saturation).toBe(slow.saturation);
    expect(fast.participation).toBeCloseTo(slow.participation ?? NaN, 10);
    expect(fast.effective).toBeCloseTo(slow.effective ?? NaN, 10);
  });

  it('tells of a sketch the participation alone, near that of what was sketched', () => {
    const random = seededUniform(5);
    const gauss = (): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    const [neurons, samples, directions] = [700, 600, 12];
    const mixing = Array.from({ length: directions }, () => Array.from({ length: neurons }, gauss));
    const sketch = new FeatureSketch(Uint32Array.from({ length: neurons }, (_, i) => i));
    const features = new Float32Array(samples * 512);
    for (let s = 0; s < samples; s++) {
      const scores = Array.from({ length: directions }, gauss);
      const row = Float32Array.from({ length: neurons }, (_, i) =>
        scores.reduce((sum, score, k) => sum + score * (mixing[k]?.[i] ?? 0), 0),
      );
      sketch.write(row, 0, features, s * 512);
    }
    const values = centered(features, 512);
    if (values === null) throw new Error('not finite');
    const told = rankOf(symmetricEigen(covariance(values), 512).values, {
      neurons,
      width: 512,
      sketched: true,
    });
    expect(told).toMatchObject({ dimensions: null, saturation: null, effective: null });
    expect(told.participation).toBeGreaterThan(0.9 * directions);
    expect(told.participation).toBeLessThan(1.1 * directions);
  }, 60_000);
});

describe('the read-out', () => {
  it('is that of the published vector', () => {
    const { alpha, error } = named([[0], [1], [2], [3], [4], [10]], [0, 0, 0, 1, 1, 1], 2);
    expect(alpha).toBe(1);
    expect(error).toBeCloseTo(0.4814248152, 10);
    expect(slowReadOut([[0], [1], [2], [3], [4], [10]], [0, 0, 0, 1, 1, 1], 2, [0.1]).error).toBeCloseTo(
      0.6101348664,
      10,
    );
  });

  it.each([
    [1, 40, 5, 2],
    [2, 45, 7, 3],
    [3, 41, 12, 4],
    [4, 30, 33, 3],
  ])('is what really leaving each sample out gives (seed %i)', (seed, samples, width, classes) => {
    const { rows, classOf } = layerLike(seed, samples, width, classes);
    const [fast, slow] = [named(rows, classOf, classes), slowReadOut(rows, classOf, classes, ALPHAS)];
    expect(fast.alpha).toBe(slow.alpha);
    expect(fast.error).toBeCloseTo(slow.error, 10);
    expect([...fast.right]).toEqual(slow.right);
  });

  it('answers the commonest class where nothing varies', () => {
    const { alpha, right } = named([[3], [3], [3], [3], [3]], [1, 0, 1, 1, 0], 2);
    expect(alpha).toBeNull();
    expect([...right]).toEqual([1, 0, 1, 1, 0]);
  });
});

describe('the science of a tap', () => {
  const { rows, classOf } = layerLike(8, 240, 6, 3);
  const tap = {
    features: Float32Array.from(rows.flat()),
    classOf: Int32Array.from(classOf),
    classes: 3,
    neurons: 6,
    width: 6,
    sketched: false,
  };
  it('is rank and read-out with its standard error', () => {
    const { rank: dimensions, probe } = tapScience(tap);
    expect(dimensions?.dimensions).toBeGreaterThan(0);
    const p = probe?.accuracy ?? 0;
    expect(p).toBeGreaterThan(0.4);
    expect(probe?.se).toBeCloseTo(Math.sqrt((p * (1 - p)) / 240), 12);
  });
  it.each<[string, Partial<typeof tap>]>([
    ['a NaN among them', { features: tap.features.with(100, NaN) }],
    ['an infinite one', { features: tap.features.with(100, Infinity) }],
    [
      'fewer than 200 samples',
      { features: tap.features.slice(0, 199 * 6), classOf: tap.classOf.slice(0, 199) },
    ],
  ])('is not told with %s', (_, change) => {
    expect(tapScience({ ...tap, ...change })).toEqual({ rank: null, probe: null });
  });
  it('has no read-out without labels, with one class, or with a class of one sample', () => {
    expect(tapScience({ ...tap, classOf: null }).probe).toBeNull();
    expect(tapScience({ ...tap, classOf: new Int32Array(240), classes: 1 }).probe).toBeNull();
    const lonely = Int32Array.from({ length: 240 }, (_, i) => (i === 0 ? 1 : 0));
    expect(tapScience({ ...tap, classOf: lonely, classes: 2 }).probe).toBeNull();
    expect(tapScience({ ...tap, classOf: null }).rank).not.toBeNull();
  });
});

describe('the paired difference', () => {
  it('is that of the published vector', () => {
    expect(pairedDifference(Uint8Array.of(1, 1, 0, 1), Uint8Array.of(1, 0, 0, 1))).toEqual({
      loss: 0.25,
      se: 0.25,
    });
    expect(pairedError(1, 1, 4)).toBeCloseTo(0.2165063509, 10);
  });
  it('has an error of 1/n at least', () => {
    expect(pairedDifference(Uint8Array.of(1, 0), Uint8Array.of(1, 0))).toEqual({ loss: 0, se: 0.5 });
  });
});

it('the hash of the sketch is MurmurHash3’s finaliser', () => {
  expect([0, 1, 2, 0xffffffff].map(fmix32)).toEqual([0, 0x514e28b7, 0x30f4c306, 0x81f16f39]);
});
