import { describe, expect, it } from 'vitest';
import { chooseWorkers } from '../../src/analysis/control/chooseWorkers.js';
import { ChunkQueue } from '../../src/analysis/control/chunkQueue.js';
import { chooseBatch, chooseChunk } from '../../src/analysis/worker/chooseBatch.js';
import { shardRange } from '../../src/analysis/worker/shardRange.js';
import type { Tap } from '../../src/engine/tap.js';

const tap = (...outputShape: number[]): Tap => ({
  id: 'a',
  name: 'a',
  type: 'Dense',
  activation: null,
  outputShape,
  dense: true,
  parameters: 0,
  passThrough: false,
});

describe('ChunkQueue', () => {
  it('hands out every position once, front to back, the rest last', () => {
    const queue = new ChunkQueue(32, 200, 64);
    expect([queue.take(), queue.take(), queue.take(), queue.take()]).toEqual([
      { from: 32, to: 96 },
      { from: 96, to: 160 },
      { from: 160, to: 200 },
      null,
    ]);
    expect(queue.left).toBe(0);
  });
});

describe('shardRange', () => {
  it('cuts at multiples of 32 and covers everything once', () => {
    for (const samples of [0, 1, 31, 32, 33, 100, 2000, 10_007]) {
      for (const count of [1, 2, 3, 7, 100]) {
        let next = 0;
        for (let index = 1; index <= count; index++) {
          const { from, to } = shardRange(samples, index, count);
          expect(from).toBe(next);
          if (to < samples) expect(to % 32).toBe(0);
          next = to;
        }
        expect(next).toBe(samples);
      }
    }
  });
});

describe('chooseBatch', () => {
  it('is 128 for small activations and a smaller power of two for large ones', () => {
    expect(chooseBatch({ asked: null, fixed: null, taps: [tap(128), tap(10)] })).toBe(128);
    expect(chooseBatch({ asked: null, fixed: null, taps: [tap(112, 112, 64), tap(1024, 1024, 4)] })).toBe(8);
    expect(chooseBatch({ asked: null, fixed: null, taps: [tap(2 ** 30)] })).toBe(1);
  });
  it('is what was asked for, and the model’s own where that is fixed', () => {
    expect(chooseBatch({ asked: 7, fixed: null, taps: [tap(10)] })).toBe(7);
    expect(chooseBatch({ asked: 7, fixed: 4, taps: [tap(10)] })).toBe(4);
  });
  it('goes with chunks that never cut a block of 32', () => {
    for (let batch = 1; batch <= 300; batch++) {
      expect(chooseChunk(batch) % 32).toBe(0);
      expect(chooseChunk(batch)).toBeGreaterThanOrEqual(batch);
    }
  });
});

describe('chooseWorkers', () => {
  const much = {
    asked: null,
    cores: 4,
    freeBytes: 16e9,
    workerBytes: 500e6,
    chunksLeft: 100,
    msLeft: 60_000,
    mostWorkers: 8,
  };
  it('uses every core for long work', () => {
    expect(chooseWorkers(much)).toBe(4);
  });
  it('uses one for work that is over before another has started', () => {
    expect(chooseWorkers({ ...much, msLeft: 500 })).toBe(1);
  });
  it('stays within the free memory', () => {
    expect(chooseWorkers({ ...much, freeBytes: 700e6 })).toBe(2);
    expect(chooseWorkers({ ...much, freeBytes: 100e6 })).toBe(1);
  });
  it('starts no more than gain something on the backend', () => {
    expect(chooseWorkers({ ...much, mostWorkers: 2 })).toBe(2);
    expect(chooseWorkers({ ...much, cores: 64 })).toBe(8);
  });
  it('does what was asked for, but starts no worker that would find nothing to do', () => {
    expect(chooseWorkers({ ...much, asked: 3, msLeft: 1 })).toBe(3);
    expect(chooseWorkers({ ...much, asked: 8, chunksLeft: 1 })).toBe(2);
  });
});
