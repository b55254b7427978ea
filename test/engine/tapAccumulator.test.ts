import { describe, expect, it } from 'vitest';
import { BitCounters } from '../../src/engine/bitCounters.js';
import { BlockSums } from '../../src/engine/blockSums.js';
import { patternKey } from '../../src/engine/patternKeys.js';
import { seededUniform } from '../../src/engine/random.js';
import { tapState, type TapState } from '../../src/engine/states.js';
import { TapAccumulator } from '../../src/engine/tapAccumulator.js';
import { measureTap } from '../../src/engine/tapMeasures.js';
import { accumulate, accumulatorFor, feed, makeCase, planOf, sent, type Case } from './support.js';
import { fits } from '../../src/vocabulary/schema.js';

const spread = (value: number): number => Math.fround(value * 10 ** (value * 20 - 5));

const cases: readonly Case[] = [
  makeCase({ name: 'dense', shape: [70], sizes: [90, 41, 1], activate: spread }),
  makeCase({ name: 'conv', shape: [6, 6, 5], sizes: [50, 83], activate: spread, maxNeurons: 90, seed: 2 }),
  makeCase({ name: 'wide', shape: [2, 2200], sizes: [60, 70], activate: spread, seed: 3 }),
];

/** Splits 0..samples at random multiples of 32, hands the pieces to workers at random, batches of random size. */
function splitRun(data: Case, seed: number): readonly TapState[] {
  const random = seededUniform(seed);
  const samples = data.classOf.length;
  const workers = Array.from({ length: 1 + Math.floor(random() * 4) }, () => accumulatorFor(data));
  for (let from = 0; from < samples;) {
    const to = Math.min(samples, from + 32 * (1 + Math.floor(random() * 2)));
    const worker = workers[Math.floor(random() * workers.length)];
    if (worker !== undefined) feed(worker, data, from, to, 1 + Math.floor(random() * 40));
    from = to;
  }
  // A worker without a chunk still hands over its zeros; the order of parts must not matter.
  return workers.map((worker) => sent(worker.state())).sort(() => random() - 0.5);
}

describe('accumulator of a tap', () => {
  it.each(cases)('merges any split over workers and batches to the same bytes: $name', (data) => {
    const whole = accumulate(data, 32);
    const state = sent(whole.state());
    const measures = JSON.stringify(measureTap(whole.totals()));
    for (let seed = 1; seed <= 25; seed++) {
      const merged = accumulatorFor(data);
      for (const part of splitRun(data, seed)) merged.merge(part);
      expect(merged.state()).toEqual(state);
      expect(JSON.stringify(measureTap(merged.totals()))).toBe(measures);
    }
  });

  it('merges parts from their class sizes alone, without the list of samples', () => {
    const data = cases[0]!;
    const whole = accumulate(data);
    const { shape, threshold, maxNeurons } = data;
    const { classSizes } = planOf(data);
    const plan = { classOf: new Int32Array(0), rank: new Uint32Array(0), classSizes };
    const merged = new TapAccumulator({ shape, plan, threshold, maxNeurons });
    merged.merge(sent(whole.state()));
    expect(measureTap(merged.totals())).toEqual(measureTap(whole.totals()));
  });

  it('refuses states of another tap', () => {
    const [dense, conv] = cases;
    expect(() => {
      accumulatorFor(dense!).merge(accumulate(conv!).state());
    }).toThrow(RangeError);
  });

  it('tells its states from other values', () => {
    const state = accumulate(cases[0]!).state();
    expect(fits(tapState, state)).toBe(true);
    for (const other of [null, 1, {}, { ...state, version: 2 }, { ...state, patterns: {} }]) {
      expect(fits(tapState, other)).toBe(false);
    }
  });
});

describe('bit counters', () => {
  it('count like an array of numbers, added or merged', () => {
    const random = seededUniform(5);
    const neurons = 77;
    const [one, two] = [new BitCounters(3, neurons, 100), new BitCounters(3, neurons, 100)];
    const expected = new Uint32Array(3 * neurons);
    for (let row = 0; row < 100; row++) {
      const states = new Int32Array(one.words);
      for (let i = 0; i < neurons; i++) {
        if (random() < (i + 1) / neurons) {
          states[i >>> 5] = (states[i >>> 5] ?? 0) | (1 << (i & 31));
          expected[neurons + i] = (expected[neurons + i] ?? 0) + 1;
        }
      }
      (row % 3 === 0 ? one : two).add(1, states);
    }
    one.merge(two.planes);
    const counts = new Uint32Array(3 * neurons);
    for (let slot = 0; slot < 3; slot++) one.addTo(slot, counts, slot * neurons);
    expect(counts).toEqual(expected);
    expect(counts[2 * neurons - 1]).toBe(100);
  });
});

describe('block sums', () => {
  it('are the same bytes in any order, and the sum up to rounding', () => {
    const random = seededUniform(9);
    const values = Array.from({ length: 500 }, () => random() * 10 ** (random() * 16 - 8));
    const total = (order: readonly number[]): BlockSums => {
      const sums = new BlockSums(1);
      for (const value of order) {
        sums.open[0] = value;
        sums.closeBlock();
      }
      return sums;
    };
    const forth = total(values);
    const sorted = total([...values].sort((a, b) => a - b));
    expect(sorted.bins).toEqual(forth.bins);
    const plain = values.reduce((a, b) => a + b, 0);
    expect(Math.abs((forth.totals()[0] ?? 0) - plain) / plain).toBeLessThan(1e-14);
  });

  it('keep small activations beside nothing larger: 1,000 blocks of 1e-9', () => {
    const sums = new BlockSums(1);
    for (let block = 0; block < 1000; block++) {
      sums.open[0] = 1e-9;
      sums.closeBlock();
    }
    expect((sums.totals()[0] ?? 0) / 1e-6).toBeCloseTo(1, 8);
  });

  it('keep finite the largest float32 numbers', () => {
    const sums = new BlockSums(1);
    sums.open[0] = 32 * 3.4e38;
    sums.closeBlock();
    expect(sums.totals()[0]).toBe(2 ** 43);
  });
});

describe('pattern keys', () => {
  it('are the states themselves up to 53 neurons', () => {
    expect(patternKey(Int32Array.of(-1), 32)).toBe(2 ** 32 - 1);
    expect(patternKey(Int32Array.of(-1, 2 ** 21 - 1), 53)).toBe(2 ** 53 - 1);
  });

  it('differ for patterns that differ in one or two neurons of 256', () => {
    const keys = new Set<number>();
    let patterns = 0;
    for (let a = 0; a < 256; a++) {
      for (let b = a; b < 256; b++) {
        const states = new Int32Array(8);
        states[a >>> 5] = (states[a >>> 5] ?? 0) | (1 << (a & 31));
        states[b >>> 5] = (states[b >>> 5] ?? 0) | (1 << (b & 31));
        const key = patternKey(states, 256);
        expect(Number.isSafeInteger(key)).toBe(true);
        keys.add(key);
        patterns++;
      }
    }
    expect(keys.size).toBe(patterns);
  });
});
