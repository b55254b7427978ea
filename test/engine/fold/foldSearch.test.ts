import { describe, expect, it } from 'vitest';
import { FoldSearch } from '../../../src/engine/fold/foldSearch.js';
import { applyMap, composeMaps, type LinearMap, type Rows } from '../../../src/engine/fold/linearMap.js';
import { explainedVariance, ridgeMap } from '../../../src/engine/fold/ridgeMap.js';
import type { ModelTail } from '../../../src/engine/fold/tail.js';
import { seededUniform } from '../../../src/engine/random.js';
import { slowFold, type SlowLayer } from '../../reference/slowFold.js';
import { slowApply, slowCovariance, slowRidge } from '../../reference/slowScience.js';

const rowsOf = (rows: readonly (readonly number[])[]): Rows => ({
  width: rows[0]?.length ?? 0,
  values: Float32Array.from(rows.flat()),
});
const listOf = ({ width, values }: Rows): number[][] =>
  Array.from({ length: values.length / width }, (_, row) => [
    ...values.subarray(row * width, (row + 1) * width),
  ]);

function numbers(seed: number, rows: number, width: number): number[][] {
  const random = seededUniform(seed);
  return Array.from({ length: rows }, () =>
    Array.from({ length: width }, () => Math.fround(2 * random() - 1)),
  );
}

describe('a linear stand-in', () => {
  const inputs = numbers(1, 50, 4).map((row) => [...row, 0]);
  const targets = inputs.map(([a = 0, b = 0, c = 0]) => [a - 2 * b + 0.5, Math.max(0, c)].map(Math.fround));

  it('is the ridge map that elimination gives, a constant input among them', () => {
    const map = ridgeMap(rowsOf(inputs), rowsOf(targets));
    const covariance = slowCovariance(inputs);
    const trace = covariance.reduce((sum, row, i) => sum + (row[i] ?? 0), 0);
    const slow = slowRidge(inputs, targets, (1e-3 * trace) / 5);
    slow.weights.flat().forEach((weight, i) => {
      expect(map.weights[i]).toBeCloseTo(weight, 10);
    });
    slow.intercept.forEach((value, i) => {
      expect(map.intercept[i]).toBeCloseTo(value, 10);
    });
    const mapped = applyMap(map, rowsOf(inputs));
    slowApply(inputs, slow)
      .flat()
      .forEach((value, i) => {
        expect(mapped.values[i]).toBeCloseTo(value, 5);
      });
    const linear = explainedVariance(mapped, rowsOf(targets)) ?? 0;
    expect(linear).toBeGreaterThan(0.9);
    expect(linear).toBeLessThan(1);
  });

  it('is the mean where no input varies', () => {
    const map = ridgeMap(rowsOf([[3], [3], [3]]), rowsOf([[1], [2], [6]]));
    expect([...map.weights, ...map.intercept]).toEqual([0, 3]);
  });

  it('follows another as one map', () => {
    const map = (seed: number, width: number, outputs: number): LinearMap => ({
      ...{ inputs: width, outputs },
      weights: Float64Array.from(numbers(seed, width, outputs).flat()),
      intercept: Float64Array.from(numbers(seed + 1, 1, outputs).flat()),
    });
    const [first, second] = [map(3, 4, 3), map(5, 3, 2)];
    const x = rowsOf(numbers(7, 6, 4));
    const [one, two] = [applyMap(composeMaps(first, second), x), applyMap(second, applyMap(first, x))];
    one.values.forEach((value, i) => {
      expect(value).toBeCloseTo(two.values[i] ?? NaN, 5);
    });
    expect(() => composeMaps(second, first)).toThrow(RangeError);
  });
});

describe('the search', () => {
  /** A network of dense layers in plain arrays: the last one is the head. */
  const widths = [4, 6, 6, 5, 6, 3];
  const layers: readonly SlowLayer[] = widths.slice(1).map((outputs, i) => ({
    weights: numbers(20 + i, widths[i] ?? 0, outputs).map((row) => row.map((value) => value * 1.5)),
    bias: numbers(40 + i, 1, outputs)
      .flat()
      .map((value) => value * 0.2),
    rectified: i < widths.length - 2,
  }));
  const run = (layer: SlowLayer, rows: number[][]): number[][] =>
    rows.map((row) =>
      layer.bias.map((bias, j) => {
        const sum = row.reduce((total, value, i) => total + value * (layer.weights[i]?.[j] ?? 0), bias);
        return Math.fround(layer.rectified ? Math.max(0, sum) : sum);
      }),
    );
  const inputs = numbers(9, 120, 4);
  const outputs = layers.reduce((rows, layer) => run(layer, rows), inputs);
  // Nearly what the network answers itself, so that folding loses something.
  const classOf = outputs.map((row, i) => (i % 9 === 0 ? i % 3 : row.indexOf(Math.max(...row))));
  const fitted = Uint8Array.from(inputs, (_, i) => 1 - (i % 2));
  const tail: ModelTail = {
    parts: layers.map((layer, i) => ({
      kind: i < layers.length - 1 ? 'block' : 'kept',
      layer: `fc${i + 1}`,
      inputs: layer.weights.length,
      outputs: layer.bias.length,
    })),
    parameters: 100,
    run: (part, rows) => {
      const layer = layers[part];
      if (layer === undefined) throw new RangeError('no such part');
      return rowsOf(run(layer, listOf(rows)));
    },
    parametersWith: (folded) => 100 - 10 * folded.size,
  };
  const search = new FoldSearch({
    tail,
    reaching: rowsOf(inputs),
    fitted,
    rightOf: (rows) =>
      Uint8Array.from(
        listOf(rows).filter((_, i) => fitted[i] === 0),
        (row, i) => Number(row.indexOf(Math.max(...row)) === classOf[2 * i + 1]),
      ),
  });

  const slow = slowFold({ layers, inputs, classOf, margin: 0.15 });

  it('gives each block’s loss as a slow second implementation does', () => {
    expect(search.accuracy).toBe(slow.own);
    search.singles().forEach(({ part, accuracy, loss, lossSe, parameters }, i) => {
      expect({ part, accuracy, loss }).toEqual({
        part: slow.single[i]?.layer,
        accuracy: slow.single[i]?.accuracy,
        loss: expect.closeTo(slow.single[i]?.loss ?? NaN, 12) as number,
      });
      expect(lossSe).toBeCloseTo(slow.single[i]?.lossSe ?? NaN, 12);
      expect(parameters).toBe(90);
    });
    expect(search.singles()).toHaveLength(4);
  });

  it('folds in the same order, refitting, and stops at the same block', () => {
    const { steps, rejected } = search.greedy(0.15);
    expect(slow.greedy.length).toBeGreaterThan(0);
    expect(steps.map(({ part, accuracy }) => [part, accuracy])).toEqual(
      slow.greedy.map(({ layer, accuracy }) => [layer, accuracy]),
    );
    expect(rejected?.part).toBe(slow.rejected?.layer);
    expect(rejected?.accuracy).toBe(slow.rejected?.accuracy);
  });

  it('folds everything where everything may be lost', () => {
    const { steps, rejected } = search.greedy(2);
    expect(new Set(steps.map(({ part }) => part))).toEqual(new Set([0, 1, 2, 3]));
    expect(rejected).toBeNull();
  });
});
