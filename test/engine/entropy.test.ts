import { describe, expect, it } from 'vitest';
import {
  binaryEntropy,
  binaryEntropyTable,
  binaryZhangTable,
  chaoShenEntropy,
  goodTuringCoverage,
  millerMadowEntropy,
  pluginEntropy,
  zhangEntropy,
} from '../../src/engine/entropy.js';

const nats = (bits: number): number => bits * Math.LN2;

describe('entropy of counts', () => {
  it('gives a fair coin 1 bit, a fair die log2 6, a constant +0', () => {
    expect(binaryEntropy(5, 10)).toBe(1);
    expect(pluginEntropy([5, 5])).toBe(1);
    expect(pluginEntropy([1, 1, 1, 1, 1, 1])).toBeCloseTo(Math.log2(6), 14);
    for (const constant of [
      binaryEntropy(0, 10),
      binaryEntropy(10, 10),
      pluginEntropy([10, 0]),
      zhangEntropy([10, 0]),
      millerMadowEntropy([10, 0]),
      chaoShenEntropy([10, 0]),
      binaryZhangTable(10)[0],
      binaryZhangTable(10)[10],
      binaryEntropyTable(1)[1],
    ]) {
      expect(Object.is(constant, 0)).toBe(true);
    }
  });

  it.each([
    { counts: [7, 3], estimator: pluginEntropy, bits: 0.8812908992306927 },
    { counts: [7, 3], estimator: zhangEntropy, bits: 0.9579037073077037 },
    { counts: [2, 1], estimator: chaoShenEntropy, bits: 1.53826957554 },
    { counts: [3, 1], estimator: chaoShenEntropy, bits: 1.2872696988 },
    { counts: [1, 2, 3], estimator: chaoShenEntropy, bits: 1.813923751653 },
    { counts: [2, 2], estimator: millerMadowEntropy, bits: 1 + 1 / (8 * Math.LN2) },
    { counts: [9, 1], estimator: pluginEntropy, bits: 0.4689955936 },
    { counts: [9, 1], estimator: millerMadowEntropy, bits: 0.5411303456 },
    { counts: [9, 1], estimator: zhangEntropy, bits: 0.5524033512 },
    { counts: [99, 1], estimator: pluginEntropy, bits: 0.0807931359 },
    { counts: [99, 1], estimator: millerMadowEntropy, bits: 0.0880066111 },
    { counts: [99, 1], estimator: zhangEntropy, bits: 0.0891207191 },
  ])('agrees with the published value $bits bits of $estimator.name($counts)', (vector) => {
    expect(vector.estimator(vector.counts)).toBeCloseTo(vector.bits, 9);
  });

  const long = [4, 2, 3, 0, 2, 4, 0, 0, 2, 1, 1];
  it.each([
    { counts: [2, 2, 2], estimator: chaoShenEntropy, value: 1.204343396148 },
    { counts: [1, 1, 1, 1, 1], estimator: chaoShenEntropy, value: 3.4868903818 },
    { counts: [1, 1, 1, 1, 1], estimator: millerMadowEntropy, value: 2.0094379124 },
    { counts: long, estimator: pluginEntropy, value: 1.9683824087 },
    { counts: long, estimator: millerMadowEntropy, value: 2.152592935 },
    { counts: long, estimator: chaoShenEntropy, value: 2.2011371013 },
  ])('agrees with the published value $value nats of $estimator.name($counts)', (vector) => {
    expect(nats(vector.estimator(vector.counts))).toBeCloseTo(vector.value, 9);
  });

  it('looks up what it would compute, symmetric in on and off', () => {
    const plugin = binaryEntropyTable(37);
    const zhang = binaryZhangTable(37);
    for (let k = 0; k <= 37; k++) {
      expect(plugin[k]).toBe(binaryEntropy(k, 37));
      expect(plugin[k]).toBe(plugin[37 - k]);
      expect(plugin[k]).toBeLessThanOrEqual(1);
      expect(zhang[k]).toBeCloseTo(zhangEntropy([k, 37 - k]), 13);
    }
  });

  it('does not clip the corrected value: one head in two tosses gives 1 nat, more than 1 bit', () => {
    // H_1 - H_0 = 1 nat.
    expect(binaryZhangTable(2)[1]).toBeCloseTo(1 / Math.LN2, 14);
  });

  it('estimates coverage as the share of samples whose symbol was seen again', () => {
    expect(goodTuringCoverage([1, 1, 2])).toBe(0.5);
    expect(goodTuringCoverage([1])).toBe(0);
    expect(goodTuringCoverage([4])).toBe(1);
  });

  it('refuses no samples and impossible counts', () => {
    expect(() => binaryEntropy(0, 0)).toThrow(RangeError);
    expect(() => binaryEntropy(3, 2)).toThrow(RangeError);
    expect(() => binaryEntropy(NaN, 2)).toThrow(RangeError);
    expect(() => pluginEntropy([])).toThrow(RangeError);
    expect(() => zhangEntropy([0, 0])).toThrow(RangeError);
  });
});
