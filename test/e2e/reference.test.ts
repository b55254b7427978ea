import * as tf from '@tensorflow/tfjs-core';
import { loadGraphModel } from '@tensorflow/tfjs-converter';
import { layers, model as makeModel, sequential, type LayersModel } from '@tensorflow/tfjs-layers';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Report } from '../../src/report/report.js';
import { slowTap, type SlowTap } from '../reference/slowReference.js';
import { analyze, ROOT, temporaryFolder } from '../support/cli.js';
import { someNumbers } from '../support/openModel.js';
import { saveModel } from '../support/saveModel.js';

/**
 * Whole reports against the slow implementation, which imports nothing of src. The activations that it is given come
 * from tfjs sub-models and plain graph execution on cpu: another way through the network than the taps'.
 */
const folder = temporaryFolder();
const TOLERANCE = 1e-10;
let largest = 0;

interface Sample {
  readonly x: Float32Array;
  readonly label: number;
}

/** Unequal classes: 37, 21, 8 and 1 samples, mixed, and shifted by class so that classes differ. */
function samplesOf(size: number): readonly Sample[] {
  const labels = [37, 21, 8, 1].flatMap((count, label) => new Array<number>(count).fill(label));
  const order = labels
    .map((label, i) => ({ label, key: (i * 0.7548776662) % 1 }))
    .sort((a, b) => a.key - b.key);
  return order.map(({ label }, i) => ({
    label,
    x: someNumbers(size, i * 131).map((v) => Math.fround(v + 0.3 * label - 0.2)),
  }));
}

function writeData(name: string, samples: readonly Sample[]): string {
  const file = join(folder, name);
  writeFileSync(
    file,
    JSON.stringify({ xs: samples.map(({ x }) => [...x]), ys: samples.map(({ label }) => label) }),
  );
  return file;
}

/** Compares every number that both have; records the largest difference. */
function compare(actual: unknown, expected: unknown, path: string): void {
  if (typeof expected === 'number') {
    if (typeof actual !== 'number')
      throw new Error(`${path} is ${String(actual)} where ${String(expected)} was expected`);
    const difference = Math.abs(actual - expected);
    largest = Math.max(largest, difference);
    if (!(difference <= TOLERANCE))
      throw new Error(`${path} is ${String(actual)} where ${String(expected)} was expected`);
  } else if (Array.isArray(expected)) {
    expect(Array.isArray(actual) && actual.length, path).toBe(expected.length);
    expected.forEach((entry, index) => {
      compare((actual as unknown[])[index], entry, `${path}[${String(index)}]`);
    });
  } else if (typeof expected === 'object' && expected !== null) {
    for (const [key, entry] of Object.entries(expected))
      compare((actual as Record<string, unknown> | null)?.[key], entry, `${path}.${key}`);
  } else expect(actual, path).toBe(expected);
}

function compareLayer(report: Report, id: string, slow: SlowTap): void {
  const layer = report.layers.find((one) => one.id === id);
  if (layer === undefined)
    throw new Error(`the report has no layer ${id}: ${report.layers.map((one) => one.id).join()}`);
  for (const part of ['neurons', 'entropy', 'stability', 'patterns'] as const)
    compare(layer[part], slow[part], `${id}.${part}`);
}

function rowsOf(flat: ArrayLike<number>, rows: number): number[][] {
  const width = flat.length / rows;
  return Array.from({ length: rows }, (_, row) =>
    Array.from({ length: width }, (_, i) => flat[row * width + i] ?? 0),
  );
}

async function checkLayersModel(
  name: string,
  model: LayersModel,
  shape: readonly number[],
  args: readonly string[],
  maxNeurons: number | null,
): Promise<Report> {
  const samples = samplesOf(shape.reduce((a, b) => a * b, 1));
  const x = tf.tensor(
    samples.flatMap((sample) => [...sample.x]),
    [samples.length, ...shape],
  );
  const report = await analyze([
    await saveModel(model, join(folder, name)),
    '--data',
    writeData(`${name}.json`, samples),
    '--backend',
    'cpu',
    ...args,
  ]);
  expect(report.dataset.classes.map((one) => one.samples)).toEqual([37, 21, 8, 1]);
  for (const layer of report.layers) {
    const tapped = model.layers.find((one) => one.name === layer.id);
    if (tapped === undefined) throw new Error(layer.id);
    const output = makeModel({ inputs: model.inputs, outputs: tapped.output }).predict(x, {
      batchSize: samples.length,
    }) as tf.Tensor;
    compareLayer(
      report,
      layer.id,
      slowTap({
        activations: rowsOf(output.dataSync(), samples.length),
        classOf: samples.map(({ label }) => label),
        classes: 4,
        threshold: layer.threshold,
        shape: layer.outputShape,
        maxNeurons,
      }),
    );
  }
  return report;
}

beforeAll(async () => {
  await import('@tensorflow/tfjs-backend-cpu');
  await import('@tensorflow/tfjs-core/dist/public/chained_ops/register_all_chained_ops.js');
  await tf.setBackend('cpu');
});

describe('a report agrees with the slow implementation', () => {
  it('for dense layers of every threshold', async () => {
    const model = sequential({
      layers: [
        layers.dense({ units: 24, activation: 'relu', inputShape: [12], name: 'a' }),
        layers.dense({ units: 20, activation: 'sigmoid', name: 'b' }),
        layers.dense({ units: 70, activation: 'tanh', name: 'c' }),
        layers.dense({ units: 9, activation: 'softplus', name: 'd' }),
        layers.dense({ units: 4, activation: 'softmax', name: 'e' }),
      ],
    });
    const report = await checkLayersModel('dense', model, [12], [], null);
    expect(report.layers.map(({ threshold }) => threshold)).toEqual([0, 0.5, 0, Math.LN2, 0.5]);
  });

  it('for conv layers, measured whole and at some of their neurons', async () => {
    const model = (): LayersModel =>
      sequential({
        layers: [
          layers.conv2d({
            filters: 6,
            kernelSize: 3,
            activation: 'relu',
            inputShape: [9, 9, 2],
            name: 'conv',
          }),
          layers.maxPooling2d({ poolSize: 2, name: 'pool' }),
          layers.conv2d({ filters: 40, kernelSize: 2, activation: 'elu', name: 'wide' }),
          layers.globalAveragePooling2d({ name: 'mean' }),
          layers.dense({ units: 4, name: 'logits' }),
        ],
      });
    await checkLayersModel('conv', model(), [9, 9, 2], [], null);
    const some = await checkLayersModel('some', model(), [9, 9, 2], ['--max-neurons', '32'], 32);
    expect(some.layers.map(({ neurons }) => [neurons.total, neurons.measured])).toEqual([
      [294, 30],
      [54, 30],
      [160, 32],
      [40, 32],
      [4, 4],
    ]);
  });

  it('for a real graph-model', async () => {
    const path = join(ROOT, 'test', 'fixtures', 'models', 'real_graph');
    const samples = samplesOf(64).map(({ x, label }) => ({ label, x: x.map((v) => Math.fround(8 * v + 8)) }));
    const json = JSON.parse(readFileSync(join(path, 'model.json'), 'utf8')) as {
      modelTopology: object;
      weightsManifest: { weights: tf.io.WeightsManifestEntry[] }[];
      signature: object;
    };
    const weights = readFileSync(join(path, 'group1-shard1of1.bin'));
    const graph = await loadGraphModel({
      load: () =>
        Promise.resolve({
          modelTopology: json.modelTopology,
          signature: json.signature,
          weightSpecs: json.weightsManifest.flatMap((group) => group.weights),
          weightData: new Uint8Array(weights).buffer,
        }),
    });
    const report = await analyze([path, '--data', writeData('graph.json', samples), '--backend', 'cpu']);
    const x = tf.tensor(
      samples.flatMap((sample) => [...sample.x]),
      [samples.length, 8, 8, 1],
    );
    // The last op of each layer, read off the file by hand.
    const taps: readonly (readonly [layer: string, op: RegExp])[] = [
      ['max_pooling2d_1', /max_pooling2d_1\/MaxPool2d$/],
      ['re_lu_1', /re_lu_1\/Relu$/],
      ['depthwise_conv2d_1', /depthwise_conv2d_1\/depthwise$/],
      ['dense_1', /dense_1\/Softmax$/],
    ];
    const names = (json.modelTopology as { node: { name: string }[] }).node.map(({ name }) => name);
    for (const [name, op] of taps) {
      const layer = report.layers.find((one) => one.name === name);
      const node = names.filter((one) => op.test(one));
      expect(node, `${name}: ${names.filter((one) => one.includes(name)).join()}`).toHaveLength(1);
      const output = graph.execute({ [graph.inputs[0]!.name]: x }, node[0]) as tf.Tensor;
      compareLayer(
        report,
        layer?.id ?? name,
        slowTap({
          activations: rowsOf(output.dataSync(), samples.length),
          classOf: samples.map(({ label }) => label),
          classes: 4,
          threshold: layer?.threshold ?? NaN,
          shape: layer?.outputShape ?? [],
          maxNeurons: null,
        }),
      );
    }
  });

  it('to far less than any digit that is shown', () => {
    console.info(`largest difference between engine and slow implementation: ${String(largest)}`);
    expect(largest).toBeGreaterThanOrEqual(0);
    expect(largest).toBeLessThan(TOLERANCE);
  });
});

describe('the example', () => {
  it('agrees with the slow implementation on 400 real digits', async () => {
    const { exampleDigits, writeIdx } = await import('../support/digitFiles.js');
    const digits = exampleDigits(400);
    const path = join(ROOT, 'examples', 'mnist', 'model');
    const report = await analyze([
      path,
      '--data',
      writeIdx(join(folder, 'idx'), digits, true),
      '--backend',
      'cpu',
    ]);
    const json = JSON.parse(readFileSync(join(path, 'model.json'), 'utf8')) as {
      weightsManifest: { weights: { name: string; shape: number[] }[] }[];
    };
    const bytes = readFileSync(join(path, 'weights.bin'));
    // A plain multilayer perceptron in float32 sums of tfjs, layer by layer from the raw weights.
    let offset = 0;
    const tensors = json.weightsManifest
      .flatMap((group) => group.weights)
      .map(({ shape }) => {
        const size = shape.reduce((a, b) => a * b, 1);
        const values = Float32Array.from({ length: size }, (_, i) => bytes.readFloatLE(offset + 4 * i));
        offset += 4 * size;
        return tf.tensor(values, shape);
      });
    let x: tf.Tensor = tf.tensor(
      Float32Array.from(digits.pixels, (v) => v / 255),
      [400, 784],
    );
    report.layers.forEach((layer, index) => {
      const dense = tf.add(
        tf.matMul(x as tf.Tensor2D, tensors[2 * index] as tf.Tensor2D),
        tensors[2 * index + 1]!,
      );
      x = layer.activation === 'softmax' ? tf.softmax(dense) : tf.relu(dense);
      compareLayer(
        report,
        layer.id,
        slowTap({
          activations: rowsOf(x.dataSync(), 400),
          classOf: digits.labels,
          classes: 10,
          threshold: layer.threshold,
          shape: layer.outputShape,
          maxNeurons: null,
        }),
      );
    });
    const predicted = [...(tf.argMax(x, 1).dataSync() as Int32Array)];
    const right = predicted.filter((digit, i) => digit === digits.labels[i]).length;
    expect(report.task?.accuracy).toBe(right / 400);
    console.info(`largest difference so far: ${String(largest)}`);
  });
});
