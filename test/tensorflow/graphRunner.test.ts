import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../support/cli.js';
import { openModel, tapAll } from '../support/openModel.js';
import { KERAS3, kerasNumbers, worstDifference } from './keras3Fixture.js';

const FIXTURES = join(ROOT, 'test', 'fixtures', 'models');

function expected(name: string): {
  readonly x: Float32Array;
  readonly y: readonly number[];
  readonly rows: number;
} {
  const { x, y } = JSON.parse(readFileSync(join(FIXTURES, name, 'expected.json'), 'utf8')) as {
    x: number[][];
    y: number[][];
  };
  return { x: Float32Array.from((x as unknown[]).flat(9) as number[]), y: y.flat(), rows: x.length };
}

describe.each(['wasm', 'cpu'] as const)('a real graph-model (Keras 3, model.export) on %s', (backend) => {
  it('shows its layers by their scopes, and its outputs are those of Keras', async () => {
    const { x, y, rows } = expected('real_graph');
    const runner = await openModel(join(FIXTURES, 'real_graph', 'model.json'), backend);
    expect(runner.beginsWithScaling).toBe(true);
    const { taps, values, output } = await tapAll(runner, [x], [[8, 8, 1]], rows);
    const shown = taps.filter(({ passThrough }) => !passThrough);
    expect(
      shown.map(({ name, type, activation, outputShape, dense }) => [
        name,
        type,
        activation,
        outputShape,
        dense,
      ]),
    ).toEqual([
      ['rescaling_1', 'AddV2', null, [8, 8, 1], false],
      ['batch_normalization_1', 'Conv2D', null, [8, 8, 12], false],
      ['max_pooling2d_1', 'MaxPool', null, [4, 4, 12], false],
      ['re_lu_1', 'Relu', 'relu', [4, 4, 12], false],
      ['depthwise_conv2d_1', 'DepthwiseConv2D', 'relu', [4, 4, 12], false],
      ['separable_conv2d_1', 'Conv2D', 'relu', [4, 4, 20], false],
      ['global_average_pooling2d_1', 'Mean', null, [20], false],
      ['dense_1', 'MatMul', 'softmax', [10], true],
    ]);
    const last = values.get('digits_cnn_1/dense_1');
    y.forEach((value, index) => {
      expect(Math.abs((output?.[index] ?? NaN) - value)).toBeLessThan(1e-5);
      expect(Math.abs((last?.[index] ?? NaN) - value)).toBeLessThan(1e-5);
    });
    runner.dispose();
  });
});

describe('a real layers-model of tf_keras', () => {
  it('loads as it is, nested layers and all', async () => {
    const { x, y, rows } = expected('real_legacy_h5');
    const runner = await openModel(join(FIXTURES, 'real_legacy_h5', 'model.json'));
    const { taps, output } = await tapAll(runner, [x], [[64]], rows);
    expect(taps.map(({ id }) => id)).toEqual(['encoder/dense', 'encoder/dense_1', 'dense_3', 'dense_2']);
    y.forEach((value, index) => {
      expect(Math.abs((output?.[index] ?? NaN) - value)).toBeLessThan(1e-5);
    });
    runner.dispose();
  });
});

describe.each(['wasm', 'cpu'] as const)(
  'a graph of several inputs, and one with a loop, on %s',
  (backend) => {
    it('signature names, whole numbers that look up a table, layers by scope, fused ops by what they do', async () => {
      const folder = join(KERAS3, 'graph_signature');
      const runner = await openModel(join(folder, 'model.json'), backend);
      expect(runner.inputs.map(({ name, dtype, tokenLimit }) => [name, dtype, tokenLimit])).toEqual([
        ['ids', 'int32', 9],
        ['x', 'float32', null],
      ]);
      const { inputs, shapes, rows, y } = kerasNumbers(folder, runner.inputs);
      const given = [Int32Array.from(inputs[0]!), inputs[1]!];
      const { taps, output } = await tapAll(runner, given, shapes, rows);
      expect(taps.map(({ id, type, activation, parameters }) => [id, type, activation, parameters])).toEqual([
        ['numbers', 'MatMul', 'relu', 13],
        ['words', 'Mean', null, 36],
        ['head', 'MatMul', 'softmax', 16],
        ['Identity', 'Identity', null, 0],
      ]);
      expect(worstDifference(output, y)).toBeLessThan(1e-6);
      runner.dispose();
    });

    it('a loop runs; what is in it is no layer', async () => {
      const folder = join(KERAS3, 'graph_while');
      const runner = await openModel(join(folder, 'model.json'), backend);
      const { inputs, shapes, rows, y } = kerasNumbers(folder, runner.inputs);
      const { taps, output } = await tapAll(runner, inputs, shapes, rows);
      expect(taps.map(({ id, activation }) => [id, activation])).toEqual([
        ['first', 'relu'],
        ['last', 'sigmoid'],
        ['Identity', null],
      ]);
      expect(worstDifference(output, y)).toBeLessThan(1e-6);
      runner.dispose();
    });
  },
);

it('an unrolled recurrent layer is one layer, whatever its time steps', async () => {
  const folder = join(KERAS3, 'graph_unrolled');
  const runner = await openModel(join(folder, 'model.json'));
  const { inputs, shapes, rows, y } = kerasNumbers(folder, runner.inputs);
  const { taps, output } = await tapAll(runner, inputs, shapes, rows);
  expect(taps.map(({ name, type, outputShape }) => [name, type, outputShape])).toEqual([
    ['gru_1_1', 'GRU', [6]],
    ['dense_1_1', 'MatMul', [3]],
    ['Identity', 'Identity', [3]],
  ]);
  expect(worstDifference(output, y)).toBeLessThan(1e-6);
  runner.dispose();
});
