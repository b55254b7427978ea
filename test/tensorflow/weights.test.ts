import * as tf from '@tensorflow/tfjs-core';
import { layers, sequential } from '@tensorflow/tfjs-layers';
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../support/cli.js';
import { openModel, someNumbers, tapAll } from '../support/openModel.js';
import { saveModel } from '../support/saveModel.js';

interface Spec {
  name: string;
  shape: number[];
  dtype: string;
  group?: string;
  quantization?: { dtype: string; min: number; scale: number };
}

const folder = temporaryFolder();
const x = someNumbers(12);
let saved: string;
let expected: Float32Array;
let specs: Spec[];
let values: Float32Array;

beforeAll(async () => {
  await import('@tensorflow/tfjs-backend-cpu');
  await tf.setBackend('cpu');
  const model = sequential({
    layers: [
      layers.dense({ units: 4, activation: 'tanh', inputShape: [3], name: 'fc' }),
      layers.dense({ units: 2, name: 'out' }),
    ],
  });
  expected = (model.predict(tf.tensor(x, [4, 3])) as tf.Tensor).dataSync() as Float32Array;
  saved = await saveModel(model, join(folder, 'plain'));
  specs = JSON.parse(readFileSync(saved, 'utf8')).weightsManifest[0].weights as Spec[];
  values = new Float32Array(Uint8Array.from(readFileSync(join(dirname(saved), 'weights.bin'))).buffer);
});

/** Writes the model again with another manifest; returns its path. */
async function rewritten(
  name: string,
  groups: { weights: Spec[]; files: Record<string, Uint8Array> }[],
): Promise<string> {
  const path = await saveModel(
    sequential({ layers: [layers.dense({ units: 1, inputShape: [1] })] }),
    join(folder, name),
  );
  const json = JSON.parse(readFileSync(saved, 'utf8'));
  json.weightsManifest = groups.map(({ weights, files }) => ({ paths: Object.keys(files), weights }));
  for (const { files } of groups)
    for (const [file, bytes] of Object.entries(files)) writeFileSync(join(dirname(path), file), bytes);
  writeFileSync(path, JSON.stringify(json));
  return path;
}

async function worst(path: string): Promise<number> {
  const runner = await openModel(path);
  const { output } = await tapAll(runner, [x], [[3]], 4);
  runner.dispose();
  return Math.max(...expected.map((value, i) => Math.abs(value - (output?.[i] ?? NaN))));
}

const bytesOf = (numbers: Float32Array): Uint8Array => new Uint8Array(numbers.slice().buffer);

describe('weights', () => {
  it('in several groups, each of several files cut anywhere', async () => {
    const first = specs.slice(0, 2);
    const size = 12 + 4;
    const one = bytesOf(values.subarray(0, size));
    const path = await rewritten('groups', [
      {
        weights: first,
        files: { 'a1.bin': one.subarray(0, 7), 'a2.bin': one.subarray(7, 8), 'a3.bin': one.subarray(8) },
      },
      { weights: specs.slice(2), files: { 'b.bin': bytesOf(values.subarray(size)) } },
    ]);
    expect(await worst(path)).toBeLessThan(1e-6);
  });

  it('in pieces of which the last is larger than all others, which are of one size', async () => {
    const [one, two, ...rest] = specs;
    const bytes = bytesOf(values);
    const path = await rewritten('larger', [
      { weights: [one!], files: { 'a.bin': bytes.subarray(0, 48) } },
      { weights: [two!, ...rest], files: { 'b.bin': bytes.subarray(48) } },
    ]);
    expect(bytes.length - 48).toBeGreaterThan(0);
    expect(await worst(path)).toBeLessThan(1e-6);
    const cut = await rewritten('cut', [
      { weights: specs, files: { 'a.bin': bytes.subarray(0, 8), 'b.bin': bytes.subarray(8) } },
    ]);
    expect(await worst(cut)).toBeLessThan(1e-6);
  });

  it.each([
    ['uint8', 255, Uint8Array, 0.02],
    ['uint16', 65_535, Uint16Array, 1e-4],
  ] as const)('quantised to %s', async (dtype, steps, Type, tolerance) => {
    let from = 0;
    const parts: Uint8Array[] = [];
    const weights = specs.map((spec) => {
      const own = values.subarray(from, (from += spec.shape.reduce((a, b) => a * b, 1)));
      const [min, max] = [Math.min(...own), Math.max(...own)];
      const scale = max > min ? (max - min) / steps : 1;
      parts.push(
        new Uint8Array(new Type(Array.from(own, (value) => Math.round((value - min) / scale))).buffer),
      );
      return { ...spec, quantization: { dtype, min, scale } };
    });
    const path = await rewritten(dtype, [{ weights, files: { 'q.bin': Buffer.concat(parts) } }]);
    expect(await worst(path)).toBeLessThan(tolerance);
    expect(await worst(path)).toBeGreaterThan(0);
  });

  it('of an optimizer beside them are passed over', async () => {
    const state: Spec = { name: 'momentum', shape: [5], dtype: 'float32', group: 'optimizer' };
    const bytes = Buffer.concat([bytesOf(values), bytesOf(new Float32Array(5))]);
    const path = await rewritten('optimizer', [{ weights: [...specs, state], files: { 'w.bin': bytes } }]);
    expect(await worst(path)).toBeLessThan(1e-6);
  });

  it.each([
    [
      'a kernel',
      layers.conv2d({ filters: 2, kernelSize: 3, inputShape: [8, 8, 1], name: 'asks' }),
      'kernel_size',
    ],
    [
      'a recurrent kernel',
      layers.convLstm2d({ filters: 2, kernelSize: 3, inputShape: [2, 8, 8, 1], name: 'asks' }),
      'kernel_size',
    ],
    ['an input', layers.dense({ units: 2, inputShape: [3], name: 'asks' }), 'batch_input_shape'],
  ])('of %s larger than the files are refused before they are allocated', async (what, layer, field) => {
    const path = await saveModel(sequential({ layers: [layer] }), join(folder, what));
    const json = JSON.parse(readFileSync(path, 'utf8'));
    const { config } = (json.modelTopology.model_config ?? json.modelTopology).config.layers[0];
    config[field][config[field].length - 1] = 2 ** 40;
    writeFileSync(path, JSON.stringify(json));
    await expect(openModel(path)).rejects.toThrow(
      /model\.json: \w+ \w*asks\w* asks for a kernel of [\d ×]*1099511627776[\d ×]* numbers, more than the weights in the files: save or convert/,
    );
  });
});
