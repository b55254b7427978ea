import * as tf from '@tensorflow/tfjs-core';
import {
  layers,
  model as makeModel,
  sequential,
  type LayersModel,
  type SymbolicTensor,
} from '@tensorflow/tfjs-layers';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../support/cli.js';
import { openModel, someNumbers, tapAll } from '../support/openModel.js';
import { saveModel } from '../support/saveModel.js';

const folder = temporaryFolder();
let saved = 0;
const save = (model: LayersModel): Promise<string> => saveModel(model, join(folder, String(saved++)));

/** What tfjs itself gives for some inner tensor, by a model that ends there: an independent way to every number. */
function direct(
  model: LayersModel,
  tensor: SymbolicTensor | SymbolicTensor[],
  inputs: tf.Tensor[],
): Float32Array {
  const inner = makeModel({ inputs: model.inputs, outputs: tensor });
  const output = inner.predict(inputs.length === 1 ? inputs[0]! : inputs);
  return (Array.isArray(output) ? output[0]! : output).dataSync() as Float32Array;
}

function expectClose(actual: Float32Array | undefined, expected: Float32Array): void {
  expect(actual?.length).toBe(expected.length);
  expected.forEach((value, index) => {
    expect(Math.abs((actual?.[index] ?? NaN) - value)).toBeLessThan(1e-5);
  });
}

beforeAll(async () => {
  await import('@tensorflow/tfjs-backend-cpu');
  await import('@tensorflow/tfjs-core/dist/public/chained_ops/register_all_chained_ops.js');
  await tf.setBackend('cpu');
});

describe.each(['wasm', 'cpu'] as const)('taps of layers-models on %s', (backend) => {
  it('a Sequential of dense, flatten, dropout: ids, types, activations, order, values', async () => {
    const model = sequential({
      layers: [
        layers.flatten({ inputShape: [3, 4], name: 'flat' }),
        layers.dense({ units: 5, activation: 'relu', name: 'fc1' }),
        layers.dropout({ rate: 0.5, name: 'drop' }),
        layers.dense({ units: 4, name: 'fc2' }),
        layers.activation({ activation: 'tanh', name: 'act' }),
        layers.dense({ units: 3, activation: 'softmax', name: 'out' }),
      ],
    });
    const x = someNumbers(2 * 12);
    const tensor = tf.tensor(x, [2, 3, 4]);
    const expected = model.layers.map((layer) => direct(model, layer.output, [tensor]));
    const runner = await openModel(await save(model), backend);
    const { taps, values, output } = await tapAll(runner, [x], [[3, 4]], 2);
    expect(
      taps.map(({ id, type, activation, outputShape, dense, parameters, passThrough }) => [
        id,
        type,
        activation,
        outputShape,
        dense,
        parameters,
        passThrough,
      ]),
    ).toEqual([
      ['flat', 'Flatten', null, [12], false, 0, true],
      ['fc1', 'Dense', 'relu', [5], true, 65, false],
      ['drop', 'Dropout', null, [5], false, 0, true],
      ['fc2', 'Dense', null, [4], true, 24, false],
      ['act', 'Activation', 'tanh', [4], false, 0, false],
      ['out', 'Dense', 'softmax', [3], true, 15, false],
    ]);
    taps.forEach(({ id }, index) => {
      expectClose(values.get(id), expected[index]!);
    });
    expectClose(output ?? undefined, expected.at(-1)!);
    expect(runner.backend).toBe(backend);
    runner.dispose();
  });

  it('a layer that is shared: ids by the order of the code, not of execution', async () => {
    const a = layers.input({ shape: [4], name: 'a' });
    const b = layers.input({ shape: [4], name: 'b' });
    const shared = layers.dense({ units: 3, activation: 'relu', name: 'shared' });
    const first = shared.apply(a) as SymbolicTensor;
    const second = shared.apply(b) as SymbolicTensor;
    // The second call is read first.
    const model = makeModel({
      inputs: [a, b],
      outputs: layers.concatenate({ name: 'join' }).apply([second, first]) as SymbolicTensor,
    });
    const xa = someNumbers(3 * 4);
    const xb = someNumbers(3 * 4, 77);
    const tensors = [tf.tensor(xa, [3, 4]), tf.tensor(xb, [3, 4])];
    const expectedFirst = direct(model, [first], tensors);
    const expectedSecond = direct(model, [second], tensors);
    const runner = await openModel(await save(model), backend);
    const { taps, values } = await tapAll(runner, [xa, xb], [[4], [4]], 3);
    expect(taps.map(({ id }) => id).sort()).toEqual(['join', 'shared', 'shared#1']);
    expectClose(values.get('shared'), expectedFirst);
    expectClose(values.get('shared#1'), expectedSecond);
    expect(taps.find(({ id }) => id === 'shared')?.parameters).toBe(15);
    expect(taps.find(({ id }) => id === 'shared#1')?.parameters).toBe(0);
    runner.dispose();
  });

  it('a nested model that is called twice: the mark stands on the model', async () => {
    const inner = sequential({
      name: 'encoder',
      layers: [
        layers.dense({ units: 6, activation: 'relu', inputShape: [4], name: 'wide' }),
        layers.dense({ units: 2, activation: 'sigmoid', name: 'narrow' }),
      ],
    });
    const a = layers.input({ shape: [4], name: 'left' });
    const b = layers.input({ shape: [4], name: 'right' });
    const one = inner.apply(a) as SymbolicTensor;
    const two = inner.apply(b) as SymbolicTensor;
    const model = makeModel({
      inputs: [a, b],
      outputs: layers.concatenate({ name: 'join' }).apply([one, two]) as SymbolicTensor,
    });
    const xa = someNumbers(2 * 4);
    const xb = someNumbers(2 * 4, 5);
    const wide = makeModel({ inputs: inner.inputs, outputs: inner.layers[0]!.output });
    const expected = [xa, xb].map(
      (x) => (wide.predict(tf.tensor(x, [2, 4])) as tf.Tensor).dataSync() as Float32Array,
    );
    const runner = await openModel(await save(model), backend);
    const { taps, values } = await tapAll(runner, [xa, xb], [[4], [4]], 2);
    expect(taps.map(({ id }) => id).sort()).toEqual([
      'encoder#1/narrow',
      'encoder#1/wide',
      'encoder/narrow',
      'encoder/wide',
      'join',
    ]);
    expectClose(values.get('encoder/wide'), expected[0]!);
    expectClose(values.get('encoder#1/wide'), expected[1]!);
    runner.dispose();
  });

  it('wrappers and recurrent layers are one leaf with their own activation', async () => {
    const input = layers.input({ shape: [5, 3] });
    const time = layers
      .timeDistributed({ layer: layers.dense({ units: 4, activation: 'elu' }), name: 'time' })
      .apply(input) as SymbolicTensor;
    const both = layers
      .bidirectional({
        layer: layers.lstm({ units: 3, returnSequences: true }),
        mergeMode: 'concat',
        name: 'both',
      })
      .apply(time) as SymbolicTensor;
    const states = layers.gru({ units: 2, returnState: true, name: 'gru' }).apply(both) as SymbolicTensor[];
    const model = makeModel({
      inputs: input,
      outputs: layers.concatenate({ name: 'join' }).apply(states) as SymbolicTensor,
    });
    const x = someNumbers(2 * 15);
    const expected = direct(model, [states[0]!], [tf.tensor(x, [2, 5, 3])]);
    const runner = await openModel(await save(model), backend);
    const { taps, values } = await tapAll(runner, [x], [[5, 3]], 2);
    expect(
      taps.map(({ id, type, activation, outputShape, dense }) => [id, type, activation, outputShape, dense]),
    ).toEqual([
      ['time', 'TimeDistributed', 'elu', [5, 4], true],
      ['both', 'Bidirectional', 'tanh', [5, 6], false],
      ['gru', 'GRU', 'tanh', [2], false],
      ['join', 'Concatenate', null, [4], false],
    ]);
    expectClose(values.get('gru'), expected);
    runner.dispose();
  });

  it('a fixed batch size is kept: rows of zeros fill it up, and nobody sees them', async () => {
    const model = sequential({
      layers: [layers.dense({ units: 3, activation: 'relu', batchInputShape: [4, 2], name: 'fc' })],
    });
    const runner = await openModel(await save(model), backend);
    expect(runner.fixedBatch).toBe(4);
    await runner.discover([someNumbers(8)], [[2]], 4);
    const x = someNumbers(6);
    let seen = 0;
    const output = await runner.run(
      [x],
      3,
      (_, activations, rows) => (seen = rows * 100 + activations.length),
      [true],
    );
    expect(seen).toBeGreaterThanOrEqual(309);
    expect(Math.floor(seen / 100)).toBe(3);
    expect(output?.length).toBe(9);
    runner.dispose();
  });

  it('no tensor is left after batches and dispose', async () => {
    const path = await save(
      sequential({
        layers: [
          layers.conv2d({ filters: 2, kernelSize: 3, inputShape: [8, 8, 1], activation: 'relu' }),
          layers.flatten(),
          layers.dense({ units: 2 }),
        ],
      }),
    );
    // The backend's own start is not the model's.
    (await openModel(path, backend)).dispose();
    const before = tf.memory().numTensors;
    const runner = await openModel(path, backend);
    const x = someNumbers(64 * 3);
    const taps = await runner.discover([x], [[8, 8, 1]], 3);
    const loaded = tf.memory().numTensors;
    for (let i = 0; i < 3; i++)
      await runner.run(
        [x],
        3,
        () => undefined,
        taps.map(() => true),
      );
    expect(tf.memory().numTensors).toBe(loaded);
    runner.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('inputs', () => {
  it('an Embedding says how many tokens it knows', async () => {
    const runner = await openModel(
      await save(sequential({ layers: [layers.embedding({ inputDim: 17, outputDim: 2, inputLength: 4 })] })),
    );
    expect(runner.inputs).toMatchObject([{ shape: [4], tokenLimit: 17 }]);
    runner.dispose();
  });
  it('a model that begins with Rescaling says so, also where the layer is nested', async () => {
    const plain = sequential({ layers: [layers.dense({ units: 1, inputShape: [2] })] });
    const inner = sequential({
      name: 'inner',
      layers: [layers.rescaling({ scale: 1 / 255, inputShape: [2] })],
    });
    const input = layers.input({ shape: [2] });
    const scaled = makeModel({
      inputs: input,
      outputs: layers.dense({ units: 1 }).apply(inner.apply(input)) as SymbolicTensor,
    });
    const [a, b] = [await openModel(await save(plain)), await openModel(await save(scaled))];
    expect([a.beginsWithScaling, b.beginsWithScaling]).toEqual([false, true]);
    a.dispose();
    b.dispose();
  });
});
