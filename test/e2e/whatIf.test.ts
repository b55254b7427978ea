import * as tf from '@tensorflow/tfjs-core';
import { layers, loadLayersModel, sequential } from '@tensorflow/tfjs-layers';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { WhatIf } from '../../src/report/whatIf.js';
import { whatIfSchema } from '../../src/report/whatIf.js';
import { fits } from '../../src/vocabulary/schema.js';
import { analyze, ended, ROOT, runCli, startCli, temporaryFolder } from '../support/cli.js';
import { KERAS_FILES, readNpz } from '../support/kerasFixture.js';
import { saveModel } from '../support/saveModel.js';

const MODEL = join(ROOT, 'examples', 'mnist', 'model', 'model.json');
const DATA = join(ROOT, 'examples', 'mnist', 'data', 't10k-images-idx3-ubyte.gz');
const SAMPLES = ['--samples', '800', '--backend', 'wasm'];
const folder = temporaryFolder();

async function whatIf(args: readonly string[], model = MODEL): Promise<WhatIf> {
  const run = await runCli(['what-if', model, ...args, '--json', '-']);
  if (run.status !== 0) throw new Error(run.stderr);
  const found: unknown = JSON.parse(run.stdout);
  if (!fits(whatIfSchema, found)) throw new Error('not of the schema');
  return found;
}

/** A model as tf.loadLayersModel loads it from the files of a folder. */
async function loaded(path: string): Promise<Awaited<ReturnType<typeof loadLayersModel>>> {
  const json = JSON.parse(readFileSync(join(path, 'model.json'), 'utf8')) as {
    modelTopology: object;
    weightsManifest: [{ paths: [string]; weights: tf.io.WeightsManifestEntry[] }];
  };
  const [{ paths, weights }] = json.weightsManifest;
  const weightData = new Uint8Array(readFileSync(join(path, paths[0]))).buffer;
  return loadLayersModel({
    load: () => Promise.resolve({ modelTopology: json.modelTopology, weightSpecs: weights, weightData }),
  });
}

beforeAll(async () => {
  await import('@tensorflow/tfjs-backend-cpu');
  await tf.setBackend('cpu');
});

describe('what-if', () => {
  const small = join(folder, 'small');

  it('tells each block’s loss and the path, and writes a model of the accuracy that it promises', async () => {
    const found = await whatIf([...SAMPLES, '--save', small, '--cut', 'fc2']);
    expect(found).toMatchObject({ margin: 2, samples: 400, fitted: 400, outside: [] });
    expect(found.single.map(({ layer }) => layer)).toEqual(['fc1', 'fc2', 'fc3', 'fc4']);
    expect(found.own).toBeGreaterThan(0.95);
    for (const { accuracy, loss } of [...found.single, ...found.greedy]) {
      expect(loss).toBeCloseTo(found.own - accuracy, 12);
      expect(accuracy * 400).toBeCloseTo(Math.round(accuracy * 400), 9);
    }
    const last = found.greedy.at(-1);
    expect(found.greedy.length).toBeGreaterThanOrEqual(2);
    expect(100 * ((last?.loss ?? 1) + (last?.lossSe ?? 1))).toBeLessThanOrEqual(2);
    expect(found.rejected?.accuracy).toBeLessThan(last?.accuracy ?? 0);
    expect(found.cut?.layer).toBe('fc2');
    // Merged kernels are of float32: a sample on the border may fall to the other side.
    expect(Math.abs((found.saved?.accuracy ?? 0) - (last?.accuracy ?? 1))).toBeLessThanOrEqual(1 / 400);
    expect(found.saved?.parameters).toBe(last?.parameters);
    expect(found.saved?.parameters).toBeLessThan(found.parameters);
    expect(readdirSync(small).sort()).toEqual(['model.json', 'weights.bin']);

    const anew = await whatIf([...SAMPLES, '--data', DATA], small);
    expect(anew.own).toBe(found.saved?.accuracy);
    expect(anew.parameters).toBe(found.saved?.parameters);
    const report = await analyze([small, '--data', DATA, '--samples', '800']);
    expect(report.layers.map(({ id }) => id)).toEqual(anew.single.map(({ layer }) => layer).concat('digits'));
    expect(report.findings.filter(({ severity }) => severity === 'error')).toEqual([]);

    const model = await loaded(small);
    expect(model.countParams()).toBe(found.saved?.parameters);
    expect(
      (model.predict(tf.zeros([2, ...(model.inputs[0]?.shape.slice(1) ?? [])] as number[])) as tf.Tensor)
        .shape,
    ).toEqual([2, 10]);
  });

  it('never writes over anything', async () => {
    const run = await runCli(['what-if', MODEL, ...SAMPLES, '--save', small]);
    expect(run.status).toBe(1);
    expect(run.stderr).toContain('is not overwritten');
    expect(readdirSync(small).sort()).toEqual(['model.json', 'weights.bin']);
  });

  it('gives the same bytes for any batch, and the read-out that analyze reports', async () => {
    const args = ['--samples', '420', '--backend', 'wasm', '--cut', 'fc3'];
    const [one, other] = [await whatIf(args), await whatIf([...args, '--batch', '13'])];
    expect(other).toEqual(one);
    const report = await analyze([MODEL, '--samples', '420']);
    const probe = report.layers.find(({ id }) => id === 'fc3')?.probe;
    expect(one.cut).toEqual({
      layer: 'fc3',
      accuracy: probe?.accuracy,
      loss: probe?.loss,
      lossSe: probe?.lossSe,
    });
  });

  it('folds what is named, whatever it costs', async () => {
    const found = await whatIf([
      '--samples',
      '300',
      '--backend',
      'wasm',
      '--fold',
      'fc4,fc1',
      '--margin',
      '0',
    ]);
    expect(found.greedy.map(({ layer }) => layer)).toEqual(['fc4', 'fc1']);
    expect(found.rejected).toBeNull();
    expect(found.single.find(({ layer }) => layer === 'fc4')).toMatchObject({
      accuracy: found.greedy[0]?.accuracy,
    });
  });

  it('prints tables and what they mean', async () => {
    const run = await runCli(['what-if', MODEL, ...SAMPLES]);
    expect(run.status).toBe(0);
    expect(run.stdout).toMatch(/^alone +accuracy +loss, points +SE +parameters +linear$/mu);
    expect(run.stdout).toMatch(/^not fc\d /mu);
    expect(run.stdout).toMatch(/can be replaced by linear maps at (a|no) loss/u);
  });

  it.each<[string, readonly string[], number, string]>([
    ['a layer that is none', ['--fold', 'fc9'], 1, 'fc9 is no block that can be folded: name one of fc1'],
    ['the head', ['--fold', 'digits'], 1, 'digits is no block'],
    ['a cut of a layer that is none', ['--cut', 'fc9'], 1, 'it has no layer fc9'],
    ['too few samples', ['--samples', '120'], 1, 'too few'],
    ['data without labels', ['--data', 'synthetic'], 1, 'name data with labels'],
    ['a margin that is none', ['--margin', 'much'], 2, '--margin'],
    ['an empty name', ['--fold', 'fc1,'], 2, '--fold'],
    ['a folder whose parent is not there', ['--save', join(folder, 'no', 'where')], 1, 'does not exist'],
  ])('refuses %s', async (_, args, status, words) => {
    const run = await runCli(['what-if', MODEL, '--backend', 'wasm', ...args]);
    expect(run.stderr).toContain(words);
    expect(run.status).toBe(status);
    expect(run.stdout).toBe('');
  });

  it('leaves nothing behind when it is interrupted', async () => {
    const target = join(folder, 'interrupted');
    const child = startCli(['what-if', MODEL, '--backend', 'cpu', '--save', target]);
    child.stderr?.once('data', () => setTimeout(() => child.kill('SIGINT'), 300));
    expect((await ended(child)).status).toBe(130);
    expect(existsSync(target)).toBe(false);
    expect(readdirSync(folder).filter((name) => name.includes('.tmp'))).toEqual([]);
  });
});

describe('what-if of other models', () => {
  it.each(['mlp_checkpoint.keras', 'mlp_checkpoint.h5'])(
    'folds %s of Keras into a model.json',
    async (name) => {
      const [inputs] = [...readNpz(join(KERAS_FILES, `${name}.npz`)).values()];
      const width = inputs?.shape[1] ?? 0;
      const random = (i: number): number => ((i * 0.618033988749895) % 1) * 2 - 1;
      const xs = Array.from({ length: 260 }, (_, row) =>
        Array.from({ length: width }, (_, j) => random(row * width + j)),
      );
      const data = join(folder, `${name}.json`);
      const classes = 4;
      writeFileSync(data, JSON.stringify({ xs, ys: xs.map((_, row) => row % classes) }));
      const target = join(folder, `${name}-small`);
      const found = await whatIf(
        ['--data', data, '--backend', 'wasm', '--margin', '100', '--save', target],
        join(KERAS_FILES, name),
      );
      expect(found.single.map(({ layer }) => layer)).toEqual(['fc.1', 'Second-layer']);
      expect(found.greedy).toHaveLength(2);
      const anew = await runCli(['inspect', target, '--json', '-']);
      expect(anew.status).toBe(0);
      expect(JSON.parse(anew.stdout)).toMatchObject({ parameters: found.saved?.parameters, problems: [] });
    },
  );

  it('folds the dense tail of a convolutional network, and says what it did not look at', async () => {
    const model = sequential({
      layers: [
        layers.conv2d({
          inputShape: [28, 28, 1],
          filters: 2,
          kernelSize: 5,
          strides: 3,
          activation: 'relu',
          name: 'conv',
        }),
        layers.flatten({ name: 'flat' }),
        layers.dense({ units: 12, activation: 'relu', name: 'fc' }),
        layers.dense({ units: 10, activation: 'softmax', name: 'out' }),
      ],
    });
    const path = await saveModel(model, join(folder, 'conv'));
    const found = await whatIf(['--data', DATA, ...SAMPLES, '--margin', '100'], path);
    expect(found.single.map(({ layer }) => layer)).toEqual(['fc']);
    expect(found.outside).toEqual(['conv']);
  });

  it('says why there is nothing to fold', async () => {
    const path = join(folder, 'graph');
    mkdirSync(path);
    const model = sequential({
      layers: [
        layers.flatten({ inputShape: [28, 28, 1] }),
        layers.dense({ units: 10, activation: 'softmax', name: 'only' }),
      ],
    });
    const file = await saveModel(model, path);
    const run = await runCli(['what-if', file, '--data', DATA, ...SAMPLES]);
    expect(run.status).toBe(1);
    expect(run.stderr).toContain('straight chain of two dense layers');
    const cut = await whatIf(['--data', DATA, ...SAMPLES, '--cut', 'only'], file);
    expect(cut).toMatchObject({ single: [], greedy: [], saved: null, cut: { layer: 'only' } });
  });
});
