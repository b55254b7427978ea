import { describe, expect, it } from 'vitest';
import { BitCounters } from '../../src/engine/bitCounters.js';
import { EntropyTables, meanLookup } from '../../src/engine/entropyTables.js';
import { packBytes } from '../../src/engine/packStates.js';
import { patternKey, PatternKeys } from '../../src/engine/patternKeys.js';
import { chooseSamples } from '../../src/engine/sampling.js';
import { TapAccumulator } from '../../src/engine/tapAccumulator.js';
import { measureTap } from '../../src/engine/tapMeasures.js';
import { TaskAccumulator } from '../../src/engine/task.js';
import { accumulate, makeCase } from './support.js';

const plan = {
  classOf: Int32Array.of(0, 1, 0),
  rank: Uint32Array.of(0, 0, 1),
  classSizes: [2, 1],
};
const tap = (over: Partial<typeof plan> = {}): TapAccumulator =>
  new TapAccumulator({ shape: [64], plan: { ...plan, ...over }, threshold: 0, maxNeurons: null });

describe('a length that does not fit is an error, and no silent zero', () => {
  it.each<{ what: string; wrong: () => unknown }>([
    { what: 'a plan with fewer ranks than samples', wrong: () => tap({ rank: Uint32Array.of(0, 0) }) },
    {
      what: 'fewer activations than rows',
      wrong: () => {
        tap().add(new Float32Array(127), 2, 0);
      },
    },
    {
      what: 'rows beyond the chosen samples',
      wrong: () => {
        tap().add(new Float32Array(128), 2, 2);
      },
    },
    {
      what: 'packed states without the sums of a block',
      wrong: () => {
        tap().addPacked({ words: new Int32Array(4), sums: new Float32Array(63) }, 2, 0);
      },
    },
    {
      what: 'a row of fewer states',
      wrong: () => {
        new BitCounters(1, 64, 3).add(0, new Int32Array(1));
      },
    },
    {
      what: 'a set of counters that is not there',
      wrong: () => {
        new BitCounters(1, 64, 3).add(1, new Int32Array(2));
      },
    },
    {
      what: 'a pair beyond its rows',
      wrong: () => {
        new BitCounters(1, 64, 3).addPair(0, new Int32Array(4), 0, 3);
      },
    },
    {
      what: 'fewer sums than counters',
      wrong: () => {
        new BitCounters(1, 64, 3).addTo(0, new Uint32Array(64), 1);
      },
    },
    { what: 'states that fill no word', wrong: () => packBytes(new Uint8Array(33)) },
    { what: 'a pattern of fewer words', wrong: () => patternKey(Int32Array.of(1), 33) },
    {
      what: 'more patterns than samples',
      wrong: () => {
        const keys = new PatternKeys([1, 5]);
        keys.add(0, 1);
        keys.add(0, 2);
      },
    },
    {
      what: 'patterns of fewer classes',
      wrong: () => {
        new PatternKeys([2, 2]).merge({
          keys: Float64Array.of(1),
          counts: Uint32Array.of(1),
          distinct: Uint32Array.of(1),
        });
      },
    },
    {
      what: 'patterns that the classes do not add up to',
      wrong: () => {
        new PatternKeys([2, 2]).merge({
          keys: Float64Array.of(1),
          counts: Uint32Array.of(1),
          distinct: Uint32Array.of(1, 1),
        });
      },
    },
    {
      what: 'a neuron that fired more often than there were samples',
      wrong: () => meanLookup(new EntropyTables().plugin(4), Uint32Array.of(4, 5), 0, 2),
    },
    {
      what: 'a part that counts more than its samples',
      wrong: () => {
        const merged = tap();
        const state = tap().state();
        state.groupCounts.fill(-1);
        merged.merge({ ...state, samples: 3 });
        return measureTap(merged.totals());
      },
    },
    {
      what: 'counts of other classes',
      wrong: () => {
        const totals = accumulate(makeCase({ name: '', shape: [4], sizes: [5, 6] })).totals();
        return measureTap({ ...totals, classSizes: [11] });
      },
    },
    {
      what: 'a sample of a class without a label',
      wrong: () =>
        chooseSamples({
          classOf: Int32Array.of(0, 2),
          labels: ['a', 'b'],
          include: null,
          samples: null,
          seed: 1,
        }),
    },
    {
      what: 'fewer outputs than rows',
      wrong: () => {
        task().add(new Float32Array(5), 2, 0);
      },
    },
    {
      what: 'outputs beyond the chosen samples',
      wrong: () => {
        task().add(new Float32Array(6), 2, 2);
      },
    },
    { what: 'a class of the run that has no label', wrong: () => task([0, 3]) },
  ])('$what', ({ wrong }) => {
    expect(wrong).toThrow(RangeError);
  });
});

function task(classes: readonly number[] = [0, 1, 2]): TaskAccumulator {
  const counts = TaskAccumulator.open({
    labels: ['a', 'b', 'c'],
    classes,
    classOf: Int32Array.of(0, 1, 2),
    outputs: 3,
    activation: null,
  });
  if (counts === null) throw new Error('the outputs do not fit the labels');
  return counts;
}
