import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import type { RunPlan } from '../../src/engine/tapAccumulator.js';
import { TapAccumulator } from '../../src/engine/tapAccumulator.js';
import type { PackedStates, PackedVisitor } from '../../src/engine/tap.js';
import { startBackend } from '../../src/tensorflow/backends.js';
import { packTensor } from '../../src/tensorflow/packTensor.js';
import { someNumbers } from '../support/openModel.js';
import { projectWithTfjsNode } from '../support/tfjsNode.js';

const NEURONS = 6016;
const ROWS = 70;
const project = projectWithTfjsNode();
if ('skip' in project) console.info(`packing on tensorflow is not tested: ${project.skip}`);

const plan: RunPlan = {
  classOf: Int32Array.from({ length: ROWS }, (_, i) => i % 3),
  rank: Uint32Array.from({ length: ROWS }, (_, i) => Math.floor(i / 3)),
  classSizes: [24, 23, 23],
};
const activations = someNumbers(ROWS * NEURONS);
const accumulator = (threshold: number): TapAccumulator =>
  new TapAccumulator({ shape: [NEURONS], plan, threshold, maxNeurons: null });

/** What a backend should find, by plain arithmetic. */
function packedByHand(from: number, rows: number, threshold: number): PackedStates {
  const words = new Int32Array((rows * NEURONS) / 32);
  const first = Math.floor(from / 32);
  const blocks = Math.floor((from + rows - 1) / 32) - first + 1;
  const sums = new Float32Array(blocks * NEURONS);
  for (let r = 0; r < rows; r++)
    for (let n = 0; n < NEURONS; n++) {
      const value = activations[(from + r) * NEURONS + n] ?? 0;
      const word = (r * NEURONS + n - (n % 32)) / 32;
      if (value > threshold) words[word] = (words[word] ?? 0) | (1 << (n % 32));
      const at = (Math.floor((from + r) / 32) - first) * NEURONS + n;
      sums[at] = (sums[at] ?? 0) + Math.abs(value);
    }
  return { words, sums };
}

function totals(whole: TapAccumulator): { counts: unknown; patterns: unknown; magnitudes: Float64Array } {
  const { classCounts, patterns, magnitudes } = whole.totals();
  return { counts: classCounts, patterns, magnitudes };
}

/** Batches that blocks of 32 cut, and that cut blocks. */
const BATCHES = [
  [0, 20],
  [20, 44],
  [64, 6],
] as const;

function plainTotals(threshold: number): ReturnType<typeof totals> {
  const plain = accumulator(threshold);
  plain.add(activations, ROWS, 0);
  return totals(plain);
}

describe('states that a backend packed', () => {
  it('count like the activations themselves', () => {
    const packed = accumulator(0.25);
    for (const [from, rows] of BATCHES) packed.addPacked(packedByHand(from, rows, 0.25), rows, from);
    const [one, other] = [totals(packed), plainTotals(0.25)];
    expect([one.counts, one.patterns]).toEqual([other.counts, other.patterns]);
    one.magnitudes.forEach((sum, n) => {
      expect(Math.abs(sum / (other.magnitudes[n] ?? NaN) - 1)).toBeLessThan(1e-6);
    });
  });

  it.each([
    ['channels in multiples of 32', [4, 4, 512]],
    ['others', [5, 5, 300]],
  ])('tracked neurons are counted at their places: %s', (_, shape) => {
    const neurons = shape.reduce((product, size) => product * size, 1);
    const values = someNumbers(ROWS * neurons);
    const counted = new TapAccumulator({ shape, plan, threshold: 0, maxNeurons: null });
    counted.add(values, ROWS, 0);
    const { tracked, groups, groupCounts, classCounts } = counted.totals();
    const places = tracked ?? new Uint32Array(0);
    expect(places.length).toBeGreaterThan(1000);
    const sums = new Float64Array(3 * places.length);
    for (let group = 0; group < groups; group++)
      groupCounts(group).forEach((count, i) => (sums[i] = (sums[i] ?? 0) + count));
    const expected = [0, 1, 2].flatMap((c) =>
      Array.from(places, (place) => classCounts[c * neurons + place]),
    );
    expect(Array.from(sums)).toEqual(expected);
  });

  it.skipIf('skip' in project)(
    'on tensorflow are those of the definition; what is not finite is left to the slow way',
    async () => {
      const folder = 'folder' in project ? project.folder : '';
      await startBackend({
        backend: 'tensorflow',
        tensorflowFrom: folder,
        ownTensorflow: folder,
        wasmDir: folder,
      });
      for (const [nonNegative, threshold] of [
        [false, 0.25],
        [false, 0],
        [true, 0],
      ] as const) {
        const packed = accumulator(threshold);
        for (const [from, rows] of BATCHES) {
          const part = activations.slice(from * NEURONS, (from + rows) * NEURONS);
          const visitor: PackedVisitor = {
            position: from,
            thresholdOf: () => threshold,
            visit: () => undefined,
          };
          const tensor = tf.tensor(nonNegative ? part.map((value) => Math.max(0, value)) : part, [
            rows,
            NEURONS,
          ]);
          const states = packTensor(tensor, rows, { tap: 0, nonNegative }, visitor);
          expect(states).not.toBeNull();
          if (states !== null) packed.addPacked(states, rows, from);
          tensor.dispose();
        }
        const [one, other] = [totals(packed), plainTotals(threshold)];
        expect([one.counts, one.patterns]).toEqual([other.counts, other.patterns]);
      }
      const broken = tf.tensor(activations.slice(0, NEURONS).fill(NaN, 5, 6), [1, NEURONS]);
      const visitor: PackedVisitor = { position: 0, thresholdOf: () => 0, visit: () => undefined };
      expect(packTensor(broken, 1, { tap: 0, nonNegative: false }, visitor)).toBeNull();
    },
  );
});
