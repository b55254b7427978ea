import { describe, expect, it } from 'vitest';
import { BitCounters } from '../../src/engine/bitCounters.js';
import { packBytes } from '../../src/engine/packStates.js';
import { seededUniform } from '../../src/engine/random.js';

const NEURONS = 200;
const ROWS = 41;
const random = seededUniform(3);
/** [row][neuron]: 0 or 1; some neurons always fire, so that carries run far. */
const states = Uint8Array.from({ length: ROWS * 224 }, (_, i) => {
  const neuron = i % 224;
  if (neuron >= NEURONS) return 0;
  return neuron % 9 === 0 || random() < 0.5 ? 1 : 0;
});
const words = packBytes(states);
const expected = Array.from({ length: NEURONS }, (_, neuron) =>
  Array.from({ length: ROWS }, (_unused, row) => states[row * 224 + neuron] ?? 0).reduce((a, b) => a + b, 0),
);

function counted(counters: BitCounters): readonly number[] {
  const sums = new Uint32Array(NEURONS);
  counters.addTo(1, sums, 0);
  return Array.from(sums);
}

describe('packed states', () => {
  it('hold bit i where byte i is 1, the lowest first', () => {
    const bytes = new Uint8Array(64);
    for (const one of [0, 3, 31, 32, 63]) bytes[one] = 1;
    expect(Array.from(packBytes(bytes), (word) => word >>> 0)).toEqual([0x80000009, 0x80000001]);
  });

  it('are counted row by row', () => {
    const counters = new BitCounters(2, NEURONS, ROWS);
    for (let row = 0; row < ROWS; row++) counters.add(1, words.subarray(row * 7, row * 7 + 7));
    expect(counted(counters)).toEqual(expected);
  });

  it('are counted two rows at once, with the same planes', () => {
    const alone = new BitCounters(2, NEURONS, ROWS);
    for (let row = 0; row < ROWS; row++) alone.add(1, words.subarray(row * 7, row * 7 + 7));
    const pairs = new BitCounters(2, NEURONS, ROWS);
    for (let row = 0; row + 1 < ROWS; row += 2) pairs.addPair(1, words, row * 7, row * 7 + 7);
    pairs.add(1, words.subarray((ROWS - 1) * 7));
    expect(pairs.planes).toEqual(alone.planes);
    expect(counted(pairs)).toEqual(expected);
  });
});
