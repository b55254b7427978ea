import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseReportText } from '../src/report/parseReport.js';
import type { BenchDigits } from './benchDigits.js';
import type { BenchModel } from './benchModels.js';
import { median } from './median.js';

/** Where test/support/tfjsNode.ts builds a tfjs-node, with a Python beside it that has TensorFlow. */
const BUILT = join('.cache', 'tfjs-node');
const ROUNDS = 3;

/** The folder of a project with a working tfjs-node: this one, or the one that the tests built; null where none is. */
export function projectWithTensorflow(): string | null {
  const code = `const util = require('util'); util.isNullOrUndefined ??= (v) => v == null; util.isArray ??= Array.isArray;
    process.exit(require('@tensorflow/tfjs-node').matMul([[1, 2]], [[3], [4]]).dataSync()[0] === 11 ? 0 : 1);`;
  for (const folder of ['.', BUILT]) {
    try {
      execFileSync(process.execPath, ['-e', code], { cwd: folder, stdio: 'ignore', env: quiet() });
      return resolve(folder);
    } catch {
      continue;
    }
  }
  return null;
}

/** A Python that has Keras and TensorFlow; null where none is. */
export function pythonWithKeras(): string | null {
  const candidates = [resolve(BUILT, 'venv', 'bin', 'python'), 'python3'];
  for (const python of candidates) {
    if (python.includes('/') && !existsSync(python)) continue;
    try {
      execFileSync(python, ['-c', 'import keras, tensorflow'], { stdio: 'ignore', env: quiet() });
      return python;
    } catch {
      continue;
    }
  }
  return null;
}

/**
 * The same question asked of Keras and NumPy, as people do it: every layer's output in one model, counts above 0 by
 * class, binary entropies. Times include the start of the process.
 */
const SCRIPT = `
import json, sys
import numpy as np, keras
folder, data, labels, batch = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4])
spec = json.load(open(folder + '/model.json'))
x = np.frombuffer(open(data, 'rb').read(), np.uint8, offset=16).reshape(-1, 784).astype('float32') / 255
y = np.frombuffer(open(labels, 'rb').read(), np.uint8, offset=8)
inputs = keras.Input(spec['modelTopology']['config']['layers'][0]['config']['batch_input_shape'][1:])
h, outs = inputs, []
for layer in spec['modelTopology']['config']['layers']:
    h = keras.layers.Dense(layer['config']['units'], activation=layer['config']['activation'])(h); outs.append(h)
model = keras.Model(inputs, outs)
raw, at = np.fromfile(folder + '/weights.bin', np.float32), 0
weights = []
for w in spec['weightsManifest'][0]['weights']:
    n = int(np.prod(w['shape'])); weights.append(raw[at:at + n].reshape(w['shape'])); at += n
model.set_weights(weights)
counts = [np.zeros((10, o.shape[-1])) for o in outs]
for i in range(0, len(x), batch):
    for c, a in zip(counts, model.predict_on_batch(x[i:i + batch])):
        on = np.asarray(a) > 0
        for k in range(10): c[k] += on[y[i:i + batch] == k].sum(0)
n = np.bincount(y, minlength=10)[:, None]
for c in counts:
    p = np.clip(c / n, 1e-12, 1 - 1e-12); print((-p * np.log2(p) - (1 - p) * np.log2(1 - p)).mean())
`;

export interface ColdRuns {
  readonly oursMs: number;
  readonly kerasMs: number;
}

/** From nothing to the last number: the command line on tensorflow, and the script, in turn. */
export function coldRuns(
  paths: { readonly project: string; readonly python: string; readonly folder: string },
  model: string,
  data: string,
): ColdRuns {
  const script = join(paths.folder, 'analyze.py');
  writeFileSync(script, SCRIPT);
  const labels = data.replace('images-idx3', 'labels-idx1');
  const ours: number[] = [];
  const keras: number[] = [];
  const timed = (command: string, args: readonly string[], cwd: string): number => {
    const started = performance.now();
    execFileSync(command, args, { cwd, stdio: 'ignore', env: quiet() });
    return performance.now() - started;
  };
  for (let round = 0; round < ROUNDS; round++) {
    const options = [
      '--data',
      data,
      '--samples',
      '10000',
      '--batch',
      '128',
      '--backend',
      'tensorflow',
      '--quiet',
    ];
    ours.push(
      timed(process.execPath, [resolve('dist', 'cli.js'), 'analyze', model, ...options], paths.project),
    );
    keras.push(timed(paths.python, [script, resolve(model, '..'), data, labels, '128'], paths.folder));
  }
  return { oursMs: median(ours), kerasMs: median(keras) };
}

/**
 * What a batch costs in a long run of the command line on tensorflow, with the workers that it chooses: reading the
 * data, the start of a second worker and all else included, loading not.
 * @returns milliseconds, the median of some runs
 */
export function longRun(
  project: string,
  model: string,
  data: string,
  { samples, batch }: { readonly samples: number; readonly batch: number },
): { readonly msABatch: number; readonly workers: number } {
  const runs = Array.from({ length: ROUNDS }, () => {
    const options = ['--samples', String(samples), '--batch', String(batch), '--backend', 'tensorflow'];
    const output = execFileSync(
      process.execPath,
      [resolve('dist', 'cli.js'), 'analyze', model, '--data', data, '--json', '-', '--quiet', ...options],
      {
        cwd: project,
        encoding: 'utf8',
        maxBuffer: 2 ** 28,
        stdio: ['ignore', 'pipe', 'ignore'],
        env: quiet(),
      },
    );
    return parseReportText(output, 'the bench run').runtime;
  });
  return {
    msABatch: median(runs.map(({ analyzeMs }) => analyzeMs)) / Math.ceil(samples / batch),
    workers: runs[0]?.workers ?? 0,
  };
}

/** Writes pictures of any shape, cut out of the digits' bytes one after the other, and labels, as x.npy and y.npy. */
export function writeArrays(
  folder: string,
  { pixels, labels }: BenchDigits,
  shape: readonly number[],
  count: number,
): string {
  mkdirSync(folder, { recursive: true });
  const size = count * shape.reduce((product, length) => product * length, 1);
  const write = (name: string, sizes: readonly number[], bytes: Uint8Array): string => {
    const head = `{'descr': '|u1', 'fortran_order': False, 'shape': (${sizes.join(', ')},), }`;
    const padded = `${head.padEnd(64 * Math.ceil((head.length + 11) / 64) - 11)}\n`;
    const length = Buffer.alloc(2);
    length.writeUInt16LE(padded.length);
    const path = join(folder, name);
    writeFileSync(
      path,
      Buffer.concat([Buffer.from('\x93NUMPY\x01\x00', 'latin1'), length, Buffer.from(padded), bytes]),
    );
    return path;
  };
  write(
    'y.npy',
    [count],
    Uint8Array.from({ length: count }, (_, i) => labels[i % labels.length] ?? 0),
  );
  return write(
    'x.npy',
    [count, ...shape],
    Uint8Array.from({ length: size }, (_, i) => pixels[i % pixels.length] ?? 0),
  );
}

function conv(channels: number, filters: number): BenchModel['layers'][number] {
  const config = { filters, kernel_size: [3, 3], strides: [1, 1], padding: 'same', activation: 'relu' };
  return { type: 'Conv2D', config: { ...config, use_bias: true }, kernel: [3, 3, channels, filters] };
}
function dense(inputs: number, units: number, activation: string): BenchModel['layers'][number] {
  return { type: 'Dense', config: { units, activation, use_bias: true }, kernel: [inputs, units] };
}
const pool: BenchModel['layers'][number] = {
  type: 'MaxPooling2D',
  config: { pool_size: [2, 2], strides: [2, 2], padding: 'valid' },
  kernel: null,
};

/** VGG16 for pictures of 32 x 32, with its two dense layers of 4,096: 315,914 neurons a sample. */
export const VGG: BenchModel = {
  name: 'VGG16 32x32',
  inputShape: [32, 32, 3],
  layers: [
    ...[conv(3, 64), conv(64, 64), pool, conv(64, 128), conv(128, 128), pool],
    ...[conv(128, 256), conv(256, 256), conv(256, 256), pool],
    ...[conv(256, 512), conv(512, 512), conv(512, 512), pool],
    ...[conv(512, 512), conv(512, 512), conv(512, 512), pool],
    { type: 'Flatten', config: {}, kernel: null },
    ...[dense(512, 4096, 'relu'), dense(4096, 4096, 'relu'), dense(4096, 10, 'softmax')],
  ],
};

function quiet(): NodeJS.ProcessEnv {
  return { ...process.env, TF_CPP_MIN_LOG_LEVEL: '3' };
}
