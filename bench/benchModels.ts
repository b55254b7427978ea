import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { seededUniform } from '../src/engine/random.js';

interface BenchLayer {
  readonly type: 'Dense' | 'Conv2D' | 'MaxPooling2D' | 'Flatten';
  readonly config: Readonly<Record<string, unknown>>;
  /** Shape of the kernel; null for a layer without weights. */
  readonly kernel: readonly number[] | null;
}

/** An untrained layers-model: what an analysis costs does not depend on how well the model was trained. */
export interface BenchModel {
  readonly name: string;
  readonly inputShape: readonly number[];
  readonly layers: readonly BenchLayer[];
}

function dense(inputs: number, units: number, activation: string): BenchLayer {
  return { type: 'Dense', config: { units, activation, use_bias: true }, kernel: [inputs, units] };
}

function conv(channels: number, filters: number): BenchLayer {
  const config = { filters, kernel_size: [5, 5], strides: [1, 1], padding: 'valid', activation: 'relu' };
  return { type: 'Conv2D', config: { ...config, use_bias: true }, kernel: [5, 5, channels, filters] };
}

const pool: BenchLayer = {
  type: 'MaxPooling2D',
  config: { pool_size: [2, 2], strides: [2, 2], padding: 'valid' },
  kernel: null,
};

export const MLP: BenchModel = {
  name: 'MLP 784-512-512-256-128-10',
  inputShape: [784],
  layers: [
    dense(784, 512, 'relu'),
    dense(512, 512, 'relu'),
    dense(512, 256, 'relu'),
    dense(256, 128, 'relu'),
    dense(128, 10, 'softmax'),
  ],
};

/** LeNet as Caffe has it, with relu: 15,540 neurons a sample. */
export const LENET: BenchModel = {
  name: 'LeNet-like 20c5-p-50c5-p-500-10',
  inputShape: [28, 28, 1],
  layers: [
    conv(1, 20),
    pool,
    conv(20, 50),
    pool,
    { type: 'Flatten', config: {}, kernel: null },
    dense(800, 500, 'relu'),
    dense(500, 10, 'softmax'),
  ],
};

/** Writes model.json and weights.bin with seeded weights (He's uniform) into a folder; returns the model's path. */
export function writeBenchModel(folder: string, { inputShape, layers }: BenchModel): string {
  const random = seededUniform(1);
  const specs: { name: string; shape: readonly number[]; dtype: 'float32' }[] = [];
  const values: Buffer[] = [];
  const topology = layers.map(({ type, config, kernel }, index) => {
    const name = `layer_${index + 1}`;
    if (kernel !== null) {
      const units = kernel.at(-1) ?? 1;
      const weights = new Float32Array(kernel.reduce((product, size) => product * size, 1));
      const bound = Math.sqrt((6 * units) / weights.length);
      for (let i = 0; i < weights.length; i++) weights[i] = bound * (2 * random() - 1);
      specs.push({ name: `${name}/kernel`, shape: kernel, dtype: 'float32' });
      specs.push({ name: `${name}/bias`, shape: [units], dtype: 'float32' });
      values.push(Buffer.from(weights.buffer), Buffer.alloc(4 * units));
    }
    const first = index === 0 ? { batch_input_shape: [null, ...inputShape], dtype: 'float32' } : {};
    return { class_name: type, config: { name, ...config, ...first } };
  });
  mkdirSync(folder, { recursive: true });
  const path = join(folder, 'model.json');
  writeFileSync(
    path,
    JSON.stringify({
      format: 'layers-model',
      modelTopology: { class_name: 'Sequential', config: { name: 'bench', layers: topology } },
      weightsManifest: [{ paths: ['weights.bin'], weights: specs }],
    }),
  );
  writeFileSync(join(folder, 'weights.bin'), Buffer.concat(values));
  return path;
}
