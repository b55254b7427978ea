import * as tf from '@tensorflow/tfjs-core';
import { layers, model as makeModel, sequential, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { readModelFile } from '../../src/models/modelFile.js';
import { inspectModel } from '../../src/tensorflow/inspectModel.js';
import { openRunner, type RunnerOptions } from '../../src/tensorflow/openRunner.js';
import { ROOT, temporaryFolder } from '../support/cli.js';
import { openModel, someNumbers, tapAll } from '../support/openModel.js';
import { saveModel } from '../support/saveModel.js';

const FIXTURES = join(ROOT, 'test', 'fixtures', 'models');
const WASM = join(ROOT, 'node_modules', '@tensorflow', 'tfjs-backend-wasm', 'dist');
const folder = temporaryFolder();
let dense: string;

beforeAll(async () => {
  await import('@tensorflow/tfjs-backend-cpu');
  await tf.setBackend('cpu');
  dense = await saveModel(
    sequential({ layers: [layers.dense({ units: 3, inputShape: [4], activation: 'relu', name: 'fc' })] }),
    join(folder, 'dense'),
  );
});

const options = async (change: Partial<RunnerOptions> = {}): Promise<RunnerOptions> => ({
  modelFile: await readModelFile(dense),
  backend: 'auto',
  tensorflowFrom: null,
  ownTensorflow: folder,
  wasmDir: WASM,
  ...change,
});

/** A graph-model of one op after a placeholder of two numbers a row, then Identity. */
function graphOf(name: string, op: string, dtype = 'DT_FLOAT', more: object = {}): string {
  const type = { T: { type: dtype } };
  const path = join(folder, name);
  mkdirSync(path, { recursive: true });
  const shape = { shape: { dim: [{ size: '-1' }, { size: '2' }] } };
  const node = [
    { name: 'x', op: 'Placeholder', attr: { dtype: { type: dtype }, shape } },
    { name: 'net/layer/work', op, input: ['x'], attr: type, ...more },
    { name: 'Identity', op: 'Identity', input: ['net/layer/work'], attr: type },
  ];
  writeFileSync(
    join(path, 'model.json'),
    JSON.stringify({ format: 'graph-model', modelTopology: { node, versions: {} }, weightsManifest: [] }),
  );
  return join(path, 'model.json');
}

describe('which backend runs', () => {
  it('auto without tfjs-node is wasm, which is no fallback', async () => {
    const runner = await openRunner(await options());
    expect([runner.backend, runner.backendVersion, runner.fallbackReason]).toEqual(['wasm', '4.22.0', null]);
    runner.dispose();
  });

  it('auto with a tfjs-node whose binding is missing is wasm, and says why', async () => {
    const broken = join(folder, 'broken', 'node_modules', '@tensorflow', 'tfjs-node');
    mkdirSync(broken, { recursive: true });
    writeFileSync(join(broken, 'package.json'), '{ "name": "@tensorflow/tfjs-node", "main": "index.js" }');
    writeFileSync(join(broken, 'index.js'), "require('./tfjs_binding.node');");
    const tensorflowFrom = join(folder, 'broken');
    const runner = await openRunner(await options({ tensorflowFrom }));
    expect(runner.backend).toBe('wasm');
    expect(runner.fallbackReason).toMatch(/^tfjs-node does not work \(.*Cannot find module.*tfjs_binding/);
    runner.dispose();
    await expect(openRunner(await options({ tensorflowFrom, backend: 'tensorflow' }))).rejects.toMatchObject({
      code: 'backend-unavailable',
      message: expect.stringMatching(/tfjs_binding.*npm install @tensorflow\/tfjs-node/),
    });
  });

  it('auto without .wasm files is cpu, and says why; wasm by name is an error', async () => {
    const wasmDir = join(folder, 'nothing');
    const runner = await openRunner(await options({ wasmDir }));
    expect(runner.backend).toBe('cpu');
    expect(runner.fallbackReason).toMatch(/wasm did not start/);
    runner.dispose();
    await expect(openRunner(await options({ wasmDir, backend: 'wasm' }))).rejects.toMatchObject({
      code: 'backend-unavailable',
    });
  });

  it('MaxPooling3D over the edge, which wasm computes wrongly, runs on cpu', async () => {
    const pool = (padding: 'same' | 'valid') =>
      sequential({
        layers: [layers.maxPooling3d({ poolSize: 2, padding, inputShape: [3, 3, 3, 1], name: 'pool' })],
      });
    const same = await openModel(await saveModel(pool('same'), join(folder, 'pool-same')));
    expect([same.backend, same.fallbackReason]).toEqual(['cpu', 'wasm computes MaxPool3D wrongly']);
    same.dispose();
    const valid = await openModel(await saveModel(pool('valid'), join(folder, 'pool-valid')));
    expect(valid.backend).toBe('wasm');
    valid.dispose();
  });

  it('Conv3DTranspose, which wasm computes wrongly, runs on cpu', async () => {
    const path = await saveModel(
      sequential({
        layers: [layers.conv3dTranspose({ filters: 1, kernelSize: 2, inputShape: [2, 2, 2, 1], name: 'up' })],
      }),
      join(folder, 'conv3d'),
    );
    const runner = await openModel(path);
    expect([runner.backend, runner.fallbackReason]).toEqual(['cpu', 'wasm computes Conv3DTranspose wrongly']);
    const { taps } = await tapAll(runner, [someNumbers(16)], [[2, 2, 2, 1]], 2);
    expect(taps.map(({ id, outputShape }) => [id, outputShape])).toEqual([['up', [3, 3, 3, 1]]]);
    runner.dispose();
  });

  it('an op that wasm lacks is found in the first batch: the model goes over to cpu, and no tensor is left', async () => {
    const before = tf.memory().numTensors;
    const path = graphOf('lacking', 'ComplexAbs', 'DT_FLOAT', { input: ['wave'] });
    const wave = '{"name":"wave","op":"RFFT","input":["x"],"attr":{}}';
    writeFileSync(path, readFileSync(path, 'utf8').replace('"node":[', `"node":[${wave},`));
    const runner = await openModel(path);
    const { values } = await tapAll(runner, [Float32Array.of(0.5, 3)], [[2]], 1);
    expect(runner.backend).toBe('cpu');
    expect(runner.fallbackReason).toMatch(/^wasm cannot run this model: .*Complex/);
    expect(values.get('net/layer')).toEqual(Float32Array.of(3.5, 2.5));
    runner.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('models that cannot be run', () => {
  it('text as input is refused with words', async () => {
    const runner = await openModel(graphOf('text', 'Identity', 'DT_STRING'));
    await expect(runner.discover([new Int32Array(2)], [[2]], 1)).rejects.toMatchObject({
      code: 'model-unsupported',
      message: expect.stringMatching(/takes text as its input x/),
    });
    runner.dispose();
  });

  it('a loop that cannot be run is told, and to open .keras instead', async () => {
    const around = { input: ['x', 'net/layer/work'] };
    const runner = await openModel(graphOf('around', 'NextIteration', 'DT_FLOAT', around));
    await expect(runner.discover([new Float32Array(2)], [[2]], 1)).rejects.toMatchObject({
      code: 'model-unsupported',
      message: expect.stringMatching(/save the model as \.keras.*unroll=True.*--control_flow_v2=True/),
    });
    runner.dispose();
  });

  it('an op that nobody knows is named', async () => {
    const runner = await openModel(graphOf('unknown', 'Frobnicate'));
    await expect(runner.discover([new Float32Array(2)], [[2]], 1)).rejects.toMatchObject({
      code: 'model-unknown-layer',
      message: expect.stringMatching(/the op Frobnicate that TensorFlow\.js does not know/),
    });
    runner.dispose();
  });

  it('all classes of layers that nobody knows are named at once, and what to do', async () => {
    const path = join(folder, 'strange');
    cpSync(join(FIXTURES, 'real_legacy_h5'), path, { recursive: true });
    const text = readFileSync(join(path, 'model.json'), 'utf8');
    writeFileSync(
      join(path, 'model.json'),
      text
        .replace(/"class_name": ?"Dense"/, '"class_name": "Frob"')
        .replace(/"class_name": ?"Dense"(?![^]*"class_name": ?"Dense")/, '"class_name": "Orthogonal"'),
    );
    await expect(openModel(join(path, 'model.json'))).rejects.toMatchObject({
      code: 'model-unknown-layer',
      message: expect.stringMatching(/classes (Frob, Orthogonal|Orthogonal, Frob) .*graph model/),
    });
  });

  it('a model of Keras 3 with a weight that no layer has is refused with the weight’s name', async () => {
    const path = join(folder, 'keras3');
    cpSync(join(ROOT, 'test', 'fixtures', 'keras3', 'real_mlp_h5'), path, { recursive: true });
    const text = readFileSync(join(path, 'model.json'), 'utf8');
    writeFileSync(
      join(path, 'model.json'),
      text.replace('sequential/dense_3/kernel', 'sequential/other/kernel'),
    );
    await expect(openModel(join(path, 'model.json'))).rejects.toMatchObject({
      code: 'model-load-failed',
      message: expect.stringMatching(/sequential\/other\/kernel.*Keras 3.*graph model/),
    });
  });
});

describe('ids and parameters', () => {
  it('a nested model with inputs of another dtype is seen into', async () => {
    const inner = sequential({
      name: 'inner',
      layers: [layers.dense({ units: 2, inputShape: [3], name: 'fc' })],
    });
    const tokens = layers.input({ shape: [3], dtype: 'int32', name: 'tokens' });
    const path = await saveModel(
      makeModel({ inputs: tokens, outputs: inner.apply(tokens) as SymbolicTensor }),
      join(folder, 'cast'),
    );
    const runner = await openModel(path);
    expect(runner.inputs[0]?.dtype).toBe('int32');
    const { taps, output, values } = await tapAll(runner, [Int32Array.of(1, 2, 3, 4, 5, 6)], [[3]], 2);
    expect(taps.map(({ id }) => id)).toEqual(['inner/fc']);
    expect(values.get('inner/fc')).toEqual(output);
    runner.dispose();
  });

  it('the weights of a nested model that is called twice are counted once; a slash in a name mixes up nothing', async () => {
    const inner = sequential({
      name: 'a',
      layers: [layers.dense({ units: 4, inputShape: [4], name: 'b' })],
    });
    const other = layers.dense({ units: 4, name: 'a/b' });
    const x = layers.input({ shape: [4] });
    const twice = inner.apply(inner.apply(x)) as SymbolicTensor;
    const path = await saveModel(
      makeModel({ inputs: x, outputs: other.apply(twice) as SymbolicTensor }),
      join(folder, 'twice'),
      3,
    );
    const runner = await openModel(path);
    const { taps, values, output } = await tapAll(runner, [someNumbers(8)], [[4]], 2);
    expect(taps.map(({ id, parameters }) => [id, parameters])).toEqual([
      ['a/b', 20],
      ['a#1/b', 0],
      ['a/b~2', 20],
    ]);
    expect(values.size).toBe(3);
    expect(values.get('a/b~2')).toEqual(output);
    expect(runner.parameters).toBe(40);
    runner.dispose();
  });

  it('a stateful recurrent layer starts every batch from nothing', async () => {
    const path = await saveModel(
      sequential({
        layers: [layers.simpleRNN({ units: 2, stateful: true, batchInputShape: [2, 3, 1], name: 'rnn' })],
      }),
      join(folder, 'stateful'),
    );
    const runner = await openModel(path);
    const x = someNumbers(6);
    const first = await tapAll(runner, [x], [[3, 1]], 2);
    const second = await tapAll(runner, [x], [[3, 1]], 2);
    expect(second.output).toEqual(first.output);
    expect(first.output?.some((value) => value !== 0)).toBe(true);
    runner.dispose();
  });
});

describe('inspectModel', () => {
  it('tells layers and shapes without data', async () => {
    const inspected = await inspectModel(await options());
    expect(inspected).toMatchObject({
      parameters: 15,
      fallbackReason: null,
      inputs: [{ shape: [4], dtype: 'float32' }],
      layers: [
        { id: 'fc', type: 'Dense', activation: 'relu', outputShape: [3], dense: true, parameters: 15 },
      ],
    });
  });
});
