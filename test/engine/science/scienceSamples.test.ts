import { describe, expect, it } from 'vitest';
import { chooseSamples } from '../../../src/engine/sampling.js';
import { hasScience } from '../../../src/engine/science/scienceCost.js';
import { joinAnswers, joinFeatures } from '../../../src/engine/science/joinScience.js';
import { ScienceRecorder } from '../../../src/engine/science/scienceRecorder.js';
import {
  classOfRows,
  sciencePositions,
  scienceRow,
  scienceRows,
} from '../../../src/engine/science/scienceSamples.js';
import { seededUniform } from '../../../src/engine/random.js';
import { MOST_SCIENCE_SAMPLES } from '../../../src/vocabulary/mostScienceSamples.js';

describe('the science samples', () => {
  it.each<[readonly number[], number, number]>([
    [[1000, 1000], 1000, 2000],
    [[5000, 5000], 1024, 2048],
    [[200, 5000, 5000], 924, 2048],
    [[5000, 5000, 5000], 682, 2046],
    [[300], 300, 300],
    [[9000], 2048, 2048],
    [new Array<number>(3000).fill(4), 0, 0],
    [[], 0, 0],
  ])('of classes of %j are the first %i of each', (sizes, quota, rows) => {
    expect(scienceRows(sizes)).toMatchObject({ quota, rows });
    const least = Math.max(...sizes, 0);
    const sum = (q: number): number => sizes.reduce((total, size) => total + Math.min(size, q), 0);
    expect(sum(quota)).toBeLessThanOrEqual(MOST_SCIENCE_SAMPLES);
    if (quota < least) expect(sum(quota + 1)).toBeGreaterThan(MOST_SCIENCE_SAMPLES);
  });

  it('are keyed by class and rank', () => {
    const rows = scienceRows([3, 5000]);
    expect([...classOfRows(rows).subarray(0, 5)]).toEqual([0, 0, 0, 1, 1]);
    expect(scienceRow(rows, 1, 0)).toBe(3);
    expect(scienceRow(rows, 1, 2044)).toBe(2047);
    expect(scienceRow(rows, 1, 2045)).toBeNull();
  });

  it('cost what the sizes say: by default only where that is little', () => {
    const classes = new Array<number>(10).fill(1000);
    expect(hasScience(null, new Array(8).fill([128]), classes)).toBe(true);
    expect(hasScience(null, new Array(40).fill([28, 28, 32]), classes)).toBe(false);
    expect(hasScience(true, new Array(40).fill([28, 28, 32]), classes)).toBe(true);
    expect(hasScience(false, [[128]], classes)).toBe(false);
    expect(hasScience(true, [[128]], [100, 99])).toBe(false);
  });
});

describe('features that come by in parts', () => {
  const random = seededUniform(4);
  const count = 230;
  const classOf = Int32Array.from({ length: count }, () => Math.floor(random() * 3));
  const plan = chooseSamples({ classOf, labels: ['a', 'b', 'c'], include: null, samples: null, seed: 1 });
  const shapes = [[5], [26, 20]];
  const activations = shapes.map((shape) => {
    const neurons = shape.reduce((product, size) => product * size, 1);
    return Float32Array.from({ length: count * neurons }, () => random() - 0.3);
  });
  /** Features and answers when the samples run in batches, cut among workers as told. */
  const run = (batch: number, workers: number): { features: Float32Array[]; answers: Int32Array } => {
    const recorders = Array.from(
      { length: workers },
      () =>
        new ScienceRecorder({
          plan,
          outputShapes: [shapes[0] ?? [], null, shapes[1] ?? []],
          maxNeurons: null,
        }),
    );
    for (let position = 0, turn = 0; position < count; position += batch, turn++) {
      const rows = Math.min(batch, count - position);
      const recorder = recorders[turn % workers];
      activations.forEach((all, index) => {
        const neurons = all.length / count;
        recorder?.add(
          index * 2,
          all.subarray(position * neurons, (position + rows) * neurons),
          rows,
          position,
        );
      });
      recorder?.finish(rows, position, (r) => (position + r) % 7);
    }
    const states = recorders.map((recorder) => recorder.state()).reverse();
    const rows = scienceRows(plan.classSizes);
    return {
      features: [
        joinFeatures(states, rows, { index: 0, width: 5 }),
        joinFeatures(states, rows, { index: 1, width: 512 }),
      ],
      answers: joinAnswers(states, rows),
    };
  };

  it('are the same bit for bit, whatever the batches and workers', () => {
    const whole = run(count, 1);
    const bytes = ({ features, answers }: ReturnType<typeof run>): string =>
      [...features, answers].map(({ buffer }) => Buffer.from(buffer).toString('base64')).join();
    expect(bytes(run(32, 3))).toBe(bytes(whole));
    expect(bytes(run(7, 2))).toBe(bytes(whole));
    const [positions, rows] = [sciencePositions(plan), scienceRows(plan.classSizes)];
    expect(positions).toHaveLength(rows.rows);
    for (const position of positions) {
      const row = scienceRow(rows, plan.classOf[position] ?? -1, plan.rank[position] ?? -1) ?? -1;
      expect([...(whole.features[0]?.subarray(row * 5, row * 5 + 5) ?? [])]).toEqual([
        ...(activations[0]?.subarray(position * 5, position * 5 + 5) ?? []),
      ]);
      expect(whole.answers[row]).toBe(position % 7);
    }
  });

  it('must be there once each', () => {
    const rows = scienceRows([2]);
    const state = { rows: Uint32Array.of(0, 0), answers: Int32Array.of(1, 1), features: [] };
    expect(() => joinAnswers([state], rows)).toThrow('twice');
    expect(() => joinAnswers([{ ...state, rows: Uint32Array.of(0, 9) }], rows)).toThrow(RangeError);
    expect(() => joinAnswers([{ ...state, rows: Uint32Array.of(0) }], rows)).toThrow('missing');
  });
});
