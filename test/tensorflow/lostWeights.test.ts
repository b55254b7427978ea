import * as tf from '@tensorflow/tfjs-core';
import { input, layers, model, sequential } from '@tensorflow/tfjs-layers';
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { modelFindings } from '../../src/analysis/worker/modelFindings.js';
import { ROOT, runCli, temporaryFolder } from '../support/cli.js';
import { openModel } from '../support/openModel.js';
import { saveModel } from '../support/saveModel.js';

const folder = temporaryFolder();
let branches: string;
let deep: string;

interface Json {
  weightsManifest: { weights: { name: string; shape: number[] }[] }[];
}

/** Puts numbers at the beginning of a weight, as a training that diverged would. */
function spoil(path: string, tensor: string, numbers: readonly number[], file = 'weights.bin'): void {
  const json = JSON.parse(readFileSync(path, 'utf8')) as Json;
  let offset = 0;
  for (const { name, shape } of json.weightsManifest.flatMap(({ weights }) => weights)) {
    if (name === tensor) {
      const bytes = readFileSync(join(dirname(path), file));
      numbers.forEach((value, index) => bytes.writeFloatLE(value, offset + 4 * index));
      writeFileSync(join(dirname(path), file), bytes);
      return;
    }
    offset += 4 * shape.reduce((product, size) => product * size, 1);
  }
  throw new Error(`${tensor} is not there`);
}

beforeAll(async () => {
  await import('@tensorflow/tfjs-backend-cpu');
  await tf.setBackend('cpu');
  const x = input({ shape: [4], name: 'x' });
  const left = layers.dense({ units: 3, activation: 'relu', name: 'left' }).apply(x);
  const right = layers.dense({ units: 3, activation: 'relu', name: 'right' }).apply(x);
  const inner = sequential({
    name: 'inner',
    layers: [
      layers.dense({ units: 3, activation: 'relu', inputShape: [3], name: 'one' }),
      layers.dense({ units: 3, name: 'two' }),
    ],
  });
  const joined = layers.concatenate({ name: 'joined' }).apply([left as never, inner.apply(right) as never]);
  const out = layers.dense({ units: 2, activation: 'softmax', name: 'out' }).apply(joined);
  branches = await saveModel(model({ inputs: x, outputs: out as never }), join(folder, 'branches'));
  spoil(branches, 'one/kernel', [1, NaN, Infinity]);
  spoil(branches, 'out/bias', [-Infinity]);
  deep = await saveModel(
    sequential({
      layers: [1, 2, 3, 4].map((number) =>
        layers.dense({ units: 6, activation: 'relu', inputShape: [6], name: `fc${String(number)}` }),
      ),
    }),
    join(folder, 'deep'),
  );
  spoil(
    deep,
    'fc2/kernel',
    Array.from({ length: 36 }, () => NaN),
  );
});

describe.each(['wasm', 'cpu'] as const)('weights that are no numbers, on %s', (backend) => {
  it('are told with their layer, and with all that depends on it', async () => {
    const runner = await openModel(branches, backend);
    expect(modelFindings({ nonFinite: runner.nonFinite, unseen: [] })).toMatchObject([
      {
        code: 'non-finite-weights',
        severity: 'error',
        layer: 'inner/one',
        values: {
          tensor: 'one/kernel',
          numbers: 2,
          of: 9,
          tensors: 2,
          behind: ['inner/one', 'inner/two', 'joined', 'out'],
        },
      },
    ]);
    expect(runner.nonFinite?.weights[1]).toEqual({ name: 'out/bias', layer: 'out', numbers: 1, of: 2 });
    runner.dispose();
  });

  it('are the same finding in a report, and nothing is concluded behind them', async () => {
    const args = ['analyze', deep, '--data', 'synthetic', '--samples', '64', '--backend', backend];
    const { status, stdout } = await runCli([...args, '--workers', '2', '--json', '-', '--quiet'], {
      cwd: folder,
    });
    expect(status).toBe(0);
    const { findings, layers: measured } = JSON.parse(stdout) as {
      findings: { code: string; layer: string | null; message: string }[];
      layers: { id: string }[];
    };
    expect(measured.map(({ id }) => id)).toEqual(['fc1', 'fc2', 'fc3', 'fc4']);
    expect(findings.filter(({ layer }) => layer !== 'fc1').map(({ code }) => code)).toEqual([
      'non-finite-weights',
      'synthetic-noise',
    ]);
    expect(findings[0]!.message).toMatch(
      /^fc2 has weights that are NaN or infinite: 36 of 36 numbers of fc2\/kernel\. .* 3 layers/,
    );
  });
});

describe('a model with such weights', () => {
  it.each([
    ['whose kernel is lost', () => deep],
    ['of which a few numbers are lost', () => branches],
  ])('%s has the same numbers whatever backend was asked for, and says why', async (_name, path) => {
    const [wasm, cpu] = await Promise.all(
      ['wasm', 'cpu'].map(async (backend) => {
        const args = ['analyze', path(), '--data', 'synthetic', '--samples', '64', '--backend', backend];
        const { stdout } = await runCli([...args, '--json', '-', '--quiet'], { cwd: folder });
        return JSON.parse(stdout) as Record<'layers' | 'findings' | 'task', unknown> & {
          runtime: { backend: string; fallbackReason: string | null };
        };
      }),
    );
    expect(wasm?.layers).toEqual(cpu?.layers);
    expect(wasm?.findings).toEqual(cpu?.findings);
    expect(wasm?.task).toEqual(cpu?.task);
    expect(wasm?.runtime).toMatchObject({
      backend: 'cpu',
      fallbackReason: expect.stringContaining('weights that are NaN or infinite') as string,
    });
    expect(cpu?.runtime).toMatchObject({ backend: 'cpu', fallbackReason: null });
  });

  it('stays on its backend where only shapes are looked at', async () => {
    const { status, stdout } = await runCli(['inspect', deep, '--json', '-', '--backend', 'wasm'], {
      cwd: folder,
    });
    expect(status).toBe(0);
    expect(stdout).toContain('non-finite-weights');
    expect(stdout).not.toContain('backend-fallback');
  });
});

describe('a graph-model', () => {
  const graph = (
    name: string,
  ): { path: string; weights: { name: string; shape: number[] }[]; file: string } => {
    const path = join(folder, name, 'model.json');
    const source = join(ROOT, 'test', 'fixtures', 'models', 'real_graph');
    const json = JSON.parse(readFileSync(join(source, 'model.json'), 'utf8')) as Json & {
      weightsManifest: { paths: string[] }[];
    };
    const [file] = json.weightsManifest[0]!.paths;
    return { path, weights: json.weightsManifest[0]!.weights, file: join(source, file!) };
  };

  it('is told likewise; masks of infinities are none', async () => {
    const { path, weights, file } = graph('graph');
    mkdirSync(dirname(path));
    copyFileSync(join(dirname(file), 'model.json'), path);
    const name = file.slice(file.lastIndexOf('/') + 1);
    copyFileSync(file, join(dirname(path), name));
    const kernel = weights.filter(({ shape }) => shape.length === 2).at(-1)!;
    const sound = await openModel(path);
    expect(sound.nonFinite).toBeNull();
    sound.dispose();
    const size = kernel.shape[0]! * kernel.shape[1]!;
    spoil(
      path,
      kernel.name,
      Array.from({ length: size }, (_, i) => (i % 2 === 0 ? 0 : -Infinity)),
      name,
    );
    const masked = await openModel(path);
    expect(masked.nonFinite).toBeNull();
    masked.dispose();
    spoil(path, kernel.name, [NaN], name);
    const lost = await openModel(path);
    expect(lost.nonFinite?.weights).toMatchObject([{ name: kernel.name, of: size }]);
    const [first] = lost.nonFinite?.weights ?? [];
    expect(first?.layer).not.toBeNull();
    expect(lost.nonFinite?.behind[0]).toBe(first?.layer);
    lost.dispose();
  });
});
