import * as tf from '@tensorflow/tfjs-core';
import { initializers, layers, sequential, type LayersModel } from '@tensorflow/tfjs-layers';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../support/cli.js';
import { openModel, someNumbers, tapAll } from '../support/openModel.js';
import { saveModel } from '../support/saveModel.js';
import { KERAS3, kerasNumbers } from './keras3Fixture.js';

const folder = temporaryFolder();
const ROWS = 4;
const input = someNumbers(ROWS * 8);

/** What the layers answer with the weights of the file, and with those of seeds. */
async function answers(
  path: string,
  seeds: readonly number[],
): Promise<{
  readonly kinds: readonly string[];
  readonly values: readonly ReadonlyMap<string, Float32Array>[];
}> {
  const runner = await openModel(path, 'cpu');
  const values = [(await tapAll(runner, [input], [[8]], ROWS)).values];
  const kinds: string[] = [];
  for (const seed of seeds) {
    kinds.push(runner.renewWeights(seed));
    values.push((await tapAll(runner, [input], [[8]], ROWS)).values);
  }
  runner.dispose();
  return { kinds, values };
}

/** Weights that training moved, as far as a test needs it. */
function trained(model: LayersModel): LayersModel {
  model.setWeights(model.getWeights().map((weight, index) => tf.add(weight, 0.3 + 0.1 * index)));
  return model;
}

let dense: string;
let constant: string;

beforeAll(async () => {
  await import('@tensorflow/tfjs-backend-cpu');
  await tf.setBackend('cpu');
  dense = await saveModel(
    trained(
      sequential({
        layers: [
          layers.dense({ units: 16, activation: 'relu', inputShape: [8], name: 'fc1' }),
          layers.batchNormalization({ name: 'norm' }),
          layers.dense({ units: 4, activation: 'softmax', name: 'out' }),
        ],
      }),
    ),
    join(folder, 'dense'),
  );
  constant = await saveModel(
    trained(
      sequential({
        layers: [
          layers.dense({
            ...{ units: 6, inputShape: [8], name: 'fc1', useBias: false },
            kernelInitializer: initializers.zeros(),
          }),
        ],
      }),
    ),
    join(folder, 'constant'),
  );
});

describe('a model that forgets what it has learned', () => {
  it('has weights of its own initialisers: the same for a seed, others for another, and fresh normalization', async () => {
    const { kinds, values } = await answers(dense, [1, 2, 1]);
    const [before, first, second, again] = values;
    expect(kinds).toEqual(['initialised', 'initialised', 'initialised']);
    expect(first).toEqual(again);
    for (const id of ['fc1', 'norm', 'out']) {
      expect(first?.get(id), id).not.toEqual(before?.get(id));
      expect(first?.get(id), id).not.toEqual(second?.get(id));
    }
    // Mean 0, variance 1, gamma 1, beta 0: what comes in goes out, but for epsilon.
    first?.get('fc1')?.forEach((value, index) => {
      expect(first.get('norm')?.[index]).toBeCloseTo(value, 2);
    });
  });

  it('keeps the kernels’ numbers in another order where an initialiser draws nothing', async () => {
    const { kinds, values } = await answers(constant, [1, 2]);
    expect(kinds).toEqual(['shuffled', 'shuffled']);
    // All elements of this kernel are alike, so that no order changes anything.
    expect(values[1]).toEqual(values[0]);
  });

  it('leaves no tensor behind', async () => {
    const runner = await openModel(dense, 'cpu');
    await tapAll(runner, [input], [[8]], ROWS);
    const { numTensors } = tf.memory();
    runner.renewWeights(1);
    runner.renewWeights(2);
    expect(tf.memory().numTensors).toBe(numTensors);
    runner.dispose();
  });
});

describe('the models that Keras exports', () => {
  // These two are refused, with and without weights.
  const refused = ['graph_loop', 'real_lambda_keras'];
  const names = readdirSync(KERAS3).filter(
    (name) => existsSync(join(KERAS3, name, 'expected.json')) && !refused.includes(name),
  );

  it.each(names)('forget and run on: %s', async (name) => {
    const folderOf = join(KERAS3, name);
    const runner = await openModel(join(folderOf, 'model.json'), 'cpu');
    const { inputs, shapes, rows } = kerasNumbers(folderOf, runner.inputs);
    const run = async (): Promise<ReadonlyMap<string, Float32Array>> =>
      (await tapAll(runner, inputs, shapes, rows)).values;
    const before = await run();
    const { numTensors } = tf.memory();
    const kind = runner.renewWeights(7);
    if (name.startsWith('graph_')) expect(kind).toBe('shuffled');
    const after = await run();
    expect(tf.memory().numTensors).toBe(numTensors);
    if (runner.parameters > 0) expect(differs(before, after)).toBe(true);
    for (const numbers of after.values()) expect(numbers.every(Number.isFinite)).toBe(true);
    runner.dispose();
  });
});

function differs(
  before: ReadonlyMap<string, Float32Array>,
  after: ReadonlyMap<string, Float32Array>,
): boolean {
  return [...after].some(([id, numbers]) => numbers.some((number, i) => number !== before.get(id)?.[i]));
}
