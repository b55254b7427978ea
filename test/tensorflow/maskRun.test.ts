import * as tf from '@tensorflow/tfjs-core';
import { input, layers, model, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../support/cli.js';
import { openModel, tapAll } from '../support/openModel.js';
import { saveModel } from '../support/saveModel.js';

const folder = temporaryFolder();
const tokens = Float32Array.from([3, 0, 2, 0, 0, 1, 1, 0]);

const apply = (layer: { apply: (inputs: never) => unknown }, inputs: unknown): SymbolicTensor =>
  layer.apply(inputs as never) as SymbolicTensor;

beforeAll(async () => {
  await import('@tensorflow/tfjs-backend-cpu');
  await tf.setBackend('cpu');
});

async function valuesOf(built: Parameters<typeof saveModel>[0], name: string) {
  const path = await saveModel(built, join(folder, name));
  const runner = await openModel(path);
  const { values } = await tapAll(runner, [tokens], [[4]], 2);
  runner.dispose();
  return values;
}

describe('a mask', () => {
  it('reaches the layers of a nested model, as it does in Keras', async () => {
    const embedding = layers.embedding({ inputDim: 4, outputDim: 3, maskZero: true, name: 'embedding' });
    const lstm = layers.lstm({ units: 2, returnSequences: true, name: 'lstm' });
    const x = input({ shape: [4], name: 'x', dtype: 'int32' });
    const flat = model({ inputs: x, outputs: apply(lstm, apply(embedding, x)) });
    const steps = input({ shape: [4, 3], name: 'steps' });
    const inner = model({ name: 'inner', inputs: steps, outputs: apply(lstm, steps) });
    const y = input({ shape: [4], name: 'y', dtype: 'int32' });
    const nested = model({ inputs: y, outputs: apply(inner, apply(embedding, y)) });
    const wanted = (await valuesOf(flat, 'flat')).get('lstm');
    const nestedValues = await valuesOf(nested, 'nested');
    expect(nestedValues.get('inner/lstm')).toEqual(wanted);
    // A masked step repeats the one before.
    expect(wanted?.slice(2, 4)).toEqual(wanted?.slice(0, 2));
  });

  it('ends where a layer takes the steps away, and touches no later sequence', async () => {
    const x = input({ shape: [4], name: 'tokens', dtype: 'int32' });
    const masked = apply(layers.embedding({ inputDim: 4, outputDim: 3, maskZero: true, name: 'e' }), x);
    const last = apply(layers.simpleRNN({ units: 2, name: 'encoder' }), masked);
    const again = apply(layers.repeatVector({ n: 4, name: 'again' }), last);
    const decoded = apply(
      layers.simpleRNN({ units: 2, returnSequences: true, name: 'decoder', activation: 'linear' }),
      again,
    );
    const values = (await valuesOf(model({ inputs: x, outputs: decoded }), 'decoder')).get('decoder');
    // Each step adds to the one before: none of the four is passed over.
    const steps = [0, 2, 4, 6].map((start) => values?.slice(start, start + 2).join());
    expect(new Set(steps).size).toBe(4);
  });
});
