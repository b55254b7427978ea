import * as tf from '@tensorflow/tfjs-core';
import { input, layers, model, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { modelFindings } from '../../src/analysis/worker/modelFindings.js';
import { LayerTrace } from '../../src/tensorflow/layerTrace.js';
import { ExpectedError } from '../../src/vocabulary/expectedError.js';
import { ROOT, temporaryFolder } from '../support/cli.js';
import { openModel, someNumbers, tapAll } from '../support/openModel.js';
import { saveModel } from '../support/saveModel.js';

const folder = temporaryFolder();
const x = someNumbers(12);

const apply = (layer: { apply: (inputs: never) => unknown }, inputs: unknown): SymbolicTensor =>
  layer.apply(inputs as never) as SymbolicTensor;

beforeAll(async () => {
  await import('@tensorflow/tfjs-backend-cpu');
  await tf.setBackend('cpu');
});

describe('a nested model that is called twice on the same input', () => {
  it('loses no tap behind it', async () => {
    const inside = input({ shape: [4], name: 'inside' });
    const hidden = apply(layers.dense({ units: 3, activation: 'relu', name: 'hidden' }), inside);
    const inner = model({ name: 'inner', inputs: inside, outputs: hidden });
    const outside = input({ shape: [4], name: 'outside' });
    const [one, two] = [apply(inner, outside), apply(inner, outside)];
    const joined = apply(layers.concatenate({ name: 'joined' }), [
      one,
      apply(layers.dense({ units: 2, name: 'behind' }), two),
    ]);
    const out = apply(layers.dense({ units: 2, name: 'out' }), joined);
    const path = await saveModel(model({ inputs: outside, outputs: out }), join(folder, 'twice'));
    const runner = await openModel(path);
    const { taps, values } = await tapAll(runner, [x], [[4]], 3);
    expect(taps.map(({ id }) => id).sort()).toEqual([
      'behind',
      'inner#1/hidden',
      'inner/hidden',
      'joined',
      'out',
    ]);
    expect(values.get('inner/hidden')).toEqual(values.get('inner#1/hidden'));
    expect(runner.unseen).toEqual([]);
    runner.dispose();
  });

  it('nor with two outputs each, which TensorFlow.js computes once an output', async () => {
    const inside = input({ shape: [4], name: 'in2' });
    const first = apply(layers.dense({ units: 3, name: 'first' }), inside);
    const second = apply(layers.dense({ units: 3, name: 'second' }), first);
    const inner = model({ name: 'pair', inputs: inside, outputs: [first, second] });
    const outside = input({ shape: [4], name: 'out2' });
    const calls = [inner.apply(outside) as SymbolicTensor[], inner.apply(outside) as SymbolicTensor[]];
    const reader = layers.dense({ units: 2, name: 'reader' });
    const joined = apply(
      layers.concatenate({ name: 'all' }),
      calls.flat().map((tensor) => apply(reader, tensor)),
    );
    const path = await saveModel(model({ inputs: outside, outputs: joined }), join(folder, 'pairs'));
    const runner = await openModel(path);
    const { taps, values } = await tapAll(runner, [x], [[4]], 3);
    const ids = taps.map(({ id }) => id);
    expect(new Set(ids)).toEqual(
      new Set([
        ...['pair/first', 'pair/second', 'pair#1/first', 'pair#1/second'],
        ...['reader', 'reader#1', 'reader#2', 'reader#3', 'all'],
      ]),
    );
    expect(ids.length).toBe(9);
    expect(values.get('pair/second')).toEqual(values.get('pair#1/second'));
    expect(values.get('reader')).toEqual(values.get('reader#2'));
    expect(values.get('reader')).not.toEqual(values.get('reader#1'));
    expect(runner.unseen).toEqual([]);
    runner.dispose();
  });
});

describe('a layer that was not seen', () => {
  it('is a finding that names it', async () => {
    const inside = input({ shape: [4], name: 'i' });
    const hidden = apply(layers.dense({ units: 3, name: 'a' }), inside);
    const out = apply(
      layers.dense({ units: 2, name: 'b' }),
      apply(layers.dropout({ rate: 0.5, name: 'd' }), hidden),
    );
    const path = await saveModel(model({ inputs: inside, outputs: out }), join(folder, 'unseen'));
    const run = Reflect.get(LayerTrace.prototype, 'run');
    // What a trace that loses the layer behind another would do.
    LayerTrace.prototype.run = function (this: LayerTrace, container, inputs, visitor) {
      return run.call(this, container, inputs, (call, output) => {
        if (call.id === 'a') visitor(call, output);
      });
    };
    try {
      const runner = await openModel(path);
      await runner.discover([x], [[4]], 3);
      expect(modelFindings(runner)).toMatchObject([
        { code: 'layer-not-seen', severity: 'warning', layer: 'b', values: { layers: ['b'] } },
      ]);
      runner.dispose();
    } finally {
      LayerTrace.prototype.run = run;
    }
  });

  it('is no false alarm in any model of the fixtures', async () => {
    const roots = ['keras3', 'models'].map((name) => join(ROOT, 'test', 'fixtures', name));
    const files = roots
      .flatMap((root) => readdirSync(root).map((name) => join(root, name, 'model.json')))
      .filter((file) => existsSync(file));
    let opened = 0;
    for (const file of files) {
      try {
        const runner = await openModel(file, 'cpu');
        const shapes = runner.inputs.map(({ shape }) => shape.map((size) => size ?? 16));
        const zeros = shapes.map(
          (shape) => new Float32Array(2 * shape.reduce((product, size) => product * size, 1)),
        );
        await runner.discover(zeros, shapes, runner.fixedBatch ?? 2);
        expect([file, modelFindings(runner)]).toEqual([file, []]);
        opened++;
        runner.dispose();
      } catch (error) {
        // Some are there to be refused.
        if (!(error instanceof ExpectedError)) throw error;
      }
    }
    expect(opened).toBeGreaterThan(35);
  });
});
