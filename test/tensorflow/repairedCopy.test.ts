import * as tf from '@tensorflow/tfjs-core';
import { loadLayersModel } from '@tensorflow/tfjs-layers';
import { cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { readModelFile } from '../../src/models/modelFile.js';
import { repairModel } from '../../src/models/repairModel.js';
import { writeRepaired } from '../../src/models/writeRepaired.js';
import { runCli, temporaryFolder } from '../support/cli.js';
import { openModel, tapAll } from '../support/openModel.js';
import { KERAS3, kerasNumbers, worstDifference } from './keras3Fixture.js';

const never = new AbortController().signal;
const folder = temporaryFolder();

beforeAll(async () => {
  await import('@tensorflow/tfjs-backend-cpu');
  await tf.setBackend('cpu');
});

describe('a repaired copy', () => {
  it.each([
    ['real_mlp_keras', []],
    ['real_shuffled_keras', []],
    ['real_two_inputs_shards', []],
    ['real_bilstm_keras33', []],
    ['real_masked_keras', []],
    ['real_cnn_uint8', []],
    ['real_activations_h5', ['keras_hard_sigmoid', 'leaky_relu']],
    ['real_quiet_h5', ['KerasReLU', 'KerasUpSampling2D', 'keras_hard_sigmoid']],
    ['more_siamese_keras', ['Subtract']],
    ['graph_layer_normalization', ['EntroscopeBatchStatistics']],
  ])('of %s gives Keras’ outputs without repairs, and names what it needs', async (name, added) => {
    const path = join(folder, `${name}.json`);
    const model = repairModel(await readModelFile(join(KERAS3, name, 'model.json')));
    const written = await writeRepaired(model, path, 'test', never);
    expect(written).toEqual({ files: [`${name}.json`, `${name}.weights.bin`], added });
    const runner = await openModel(path);
    expect(runner.repairs).toEqual([]);
    const { inputs, shapes, rows, y } = kerasNumbers(join(KERAS3, name), runner.inputs);
    const { output } = await tapAll(runner, inputs, shapes, rows);
    expect(worstDifference(output, y)).toBeLessThan(1e-5);
    runner.dispose();
  });

  it('loads in plain TensorFlow.js', async () => {
    const path = join(folder, 'plain.json');
    await writeRepaired(
      repairModel(await readModelFile(join(KERAS3, 'real_nested_keras', 'model.json'))),
      path,
      'test',
      never,
    );
    const json = JSON.parse(readFileSync(path, 'utf8'));
    const weightData = Uint8Array.from(readFileSync(join(folder, 'plain.weights.bin'))).buffer;
    const { modelTopology, weightsManifest } = json;
    const weightSpecs = weightsManifest[0].weights;
    await tf.setBackend('cpu');
    const model = await loadLayersModel(tf.io.fromMemory({ modelTopology, weightSpecs, weightData }));
    const { inputs, rows, y } = kerasNumbers(join(KERAS3, 'real_nested_keras'), []);
    const output = model.predict(tf.tensor(inputs[0]!, [rows, 64])) as tf.Tensor;
    expect(worstDifference(output.dataSync() as Float32Array, y)).toBeLessThan(1e-5);
  });

  it('is written by inspect --repaired, never over a file, and the model stays as it was', async () => {
    const own = temporaryFolder();
    cpSync(join(KERAS3, 'real_mlp_h5'), join(own, 'model'), { recursive: true });
    const before = readFileSync(join(own, 'model', 'model.json'));
    const args = ['inspect', 'model', '--backend', 'wasm', '--repaired'];
    const done = await runCli([...args, 'fixed.json'], { cwd: own });
    expect(done.status).toBe(0);
    expect(done.stdout).toMatch(
      /repaired +weight-names: [^]*fixed\.json and fixed\.weights\.bin were written/,
    );
    expect(readdirSync(own).sort()).toEqual(['fixed.json', 'fixed.weights.bin', 'model']);
    const again = await runCli([...args, 'fixed.json'], { cwd: own });
    expect([again.status, again.stderr]).toEqual([1, expect.stringMatching(/fixed\.json exists already/)]);
    writeFileSync(join(own, 'other.weights.bin'), 'mine');
    const beside = await runCli([...args, 'other.json'], { cwd: own });
    expect([beside.status, beside.stderr]).toEqual([
      1,
      expect.stringMatching(/other\.weights\.bin exists already/),
    ]);
    expect(existsSync(join(own, 'other.json'))).toBe(false);
    expect(readFileSync(join(own, 'model', 'model.json'))).toEqual(before);
  });

  it('of a model that cannot be repaired is not written', async () => {
    const own = temporaryFolder();
    const model = join(KERAS3, 'real_lambda_keras');
    const run = await runCli(['inspect', model, '--backend', 'wasm', '--repaired', 'x.json'], { cwd: own });
    expect([run.status, run.stderr]).toEqual([1, expect.stringMatching(/layers of class Lambda/)]);
    expect(readdirSync(own)).toEqual([]);
  });
});
