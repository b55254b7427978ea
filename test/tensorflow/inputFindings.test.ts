import * as tf from '@tensorflow/tfjs-core';
import { initializers, layers, sequential, type LayersModel } from '@tensorflow/tfjs-layers';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Report } from '../../src/report/report.js';
import { analyze, temporaryFolder } from '../support/cli.js';
import { someNumbers } from '../support/openModel.js';
import { saveModel } from '../support/saveModel.js';

const folder = temporaryFolder();
const SAMPLES = 48;
const WIDTH = 6;

/** A data file whose numbers are those of a Weyl sequence in -1..1, changed. */
function data(name: string, change: (value: number) => number): string {
  const numbers = someNumbers(SAMPLES * WIDTH);
  const xs = Array.from({ length: SAMPLES }, (_, i) =>
    Array.from(numbers.subarray(i * WIDTH, (i + 1) * WIDTH), change),
  );
  const path = join(folder, `${name}.json`);
  writeFileSync(path, JSON.stringify({ xs, ys: xs.map((_, i) => i % 2) }));
  return path;
}

const save = (name: string, model: LayersModel): Promise<string> => saveModel(model, join(folder, name));
const codes = ({ findings }: Report): string[] =>
  findings.map(({ code }) => code).filter((code) => code.startsWith('input-'));

/** The same weights in every run: how sure a network of random ones is, is a matter of luck. */
const seeded = (seed: number): ReturnType<typeof initializers.glorotUniform> =>
  initializers.glorotUniform({ seed });

let unit: string;
let bytes: string;
beforeAll(async () => {
  await import('@tensorflow/tfjs-backend-cpu');
  await tf.setBackend('cpu');
  unit = data('unit', (value) => (value + 1) / 2);
  bytes = data('bytes', (value) => Math.round((value + 1) * 127.5));
});

describe('data that does not fit the model', () => {
  it('a Rescaling tells the range: 0..1 where 0..255 is meant', async () => {
    const path = await save(
      'rescaling',
      sequential({
        layers: [
          layers.rescaling({ scale: 1 / 127.5, offset: -1, inputShape: [WIDTH] }),
          layers.dense({ units: 2, kernelInitializer: seeded(1) }),
        ],
      }),
    );
    expect(codes(await analyze([path, '--data', bytes]))).toEqual([]);
    const report = await analyze([path, '--data', unit]);
    expect(codes(report)).toEqual(['input-range']);
    expect(report.findings.find(({ code }) => code === 'input-range')?.message).toMatch(
      /Rescaling \S+, which was made for numbers from 0 to 255, but the first samples hold 0\.\d+ to 0\.\d+/,
    );
  });

  it('a BatchNormalization behind the first layer tells its spread in training, both ways', async () => {
    const model = sequential({
      layers: [
        layers.dense({ units: 4, inputShape: [WIDTH], name: 'first', kernelInitializer: seeded(1) }),
        layers.batchNormalization(),
        layers.dense({ units: 2, activation: 'softmax', kernelInitializer: seeded(2) }),
      ],
    });
    // As after training on 0..1: the moments are those of such data.
    const [dense, normalization] = model.layers;
    const x = tf.tensor(
      Array.from(someNumbers(SAMPLES * WIDTH), (value) => (value + 1) / 2),
      [SAMPLES, WIDTH],
    );
    const { mean, variance } = tf.moments(dense!.apply(x) as tf.Tensor, 0);
    normalization!.setWeights([tf.ones([4]), tf.zeros([4]), mean, variance]);
    const path = await save('normalized', model);
    expect(codes(await analyze([path, '--data', unit]))).toEqual([]);
    expect(codes(await analyze([path, '--data', bytes]))).toEqual(['input-range']);
  });

  it('large answers of the first layer to large numbers, and no doubt at the end', async () => {
    const path = await save(
      'plain',
      sequential({
        layers: [
          layers.dense({
            units: 16,
            activation: 'relu',
            inputShape: [WIDTH],
            name: 'first',
            kernelInitializer: seeded(1),
          }),
          layers.dense({ units: 2, activation: 'softmax', kernelInitializer: seeded(2) }),
        ],
      }),
    );
    expect(codes(await analyze([path, '--data', unit]))).toEqual([]);
    const report = await analyze([path, '--data', bytes]);
    expect(codes(report)).toEqual(['input-range']);
    expect(report.findings.find(({ code }) => code === 'input-range')?.message).toMatch(
      /reach 254, and the first layer first answers .* root mean square of \d+/,
    );
  });
});
