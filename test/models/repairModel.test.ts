import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { kerasSnakeCase } from '../../src/models/keras/kerasSnakeCase.js';
import { readModelFile } from '../../src/models/modelFile.js';
import { repairModel } from '../../src/models/repairModel.js';
import { wantedRanges } from '../../src/models/wantedRanges.js';
import { ROOT, temporaryFolder } from '../support/cli.js';
import { openModel } from '../support/openModel.js';

const KERAS3 = join(ROOT, 'test', 'fixtures', 'keras3');
const read = async (name: string) => repairModel(await readModelFile(join(KERAS3, name, 'model.json')));

describe('docs/models.md', () => {
  it('lists every repair', () => {
    const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');
    const doc = read('docs/models.md');
    const sentences =
      /const SENTENCES = \{([^]*?)\n\} as const/.exec(read('src/models/keras/repairLog.ts'))?.[1] ?? '';
    const codes = [...sentences.matchAll(/^ {2}'?([a-z-]+)'?:/gm)].map(([, code]) => code ?? '');
    const others = ['normalized-axis', 'fused-ops', 'batch-statistics', 'einsum'];
    expect(codes.length).toBeGreaterThan(15);
    expect([...codes, ...others].filter((code) => !doc.includes(`| \`${code}\` |`))).toEqual([]);
  });
});

describe('repairModel', () => {
  it('leaves models that TensorFlow.js wrote as they are', async () => {
    const model = join(ROOT, 'test', 'fixtures', 'models', 'real_legacy_h5', 'model.json');
    const file = await readModelFile(model);
    const { repairs, refusals, topology } = repairModel(file);
    expect([repairs, refusals, topology]).toEqual([[], [], file.topology]);
  });
  it('never changes what was read', async () => {
    const file = await readModelFile(join(KERAS3, 'real_twins_keras', 'model.json'));
    const before = JSON.stringify(file.json);
    repairModel(file);
    expect(JSON.stringify(file.json)).toBe(before);
  });
  it('finds the layer of every weight of a .keras file, and passes the optimizer’s bytes over', async () => {
    const model = await read('real_shuffled_keras');
    const wanted = model.weights.flat().filter((weight) => weight.wanted);
    expect(wanted.map(({ spec }) => spec.name).sort()).toEqual(
      ['dense', 'dense_1', 'dense_2', 'dense_3', 'dense_4'].flatMap((name) => [
        `${name}/bias`,
        `${name}/kernel`,
      ]),
    );
    // The second Dense of the list is called dense_2.
    const second = wanted.find(({ spec }) => spec.name === 'dense_2/kernel');
    const stored = model.file.groups[0]?.weights.findIndex(({ name }) => name === 'layers/dense_1/vars/0');
    expect(model.weights[0]?.[stored ?? -1]).toBe(second);
    const bytes = wanted.reduce((sum, { spec }) => sum + (spec.bytes ?? 0), 0);
    const read_ = wantedRanges(model).reduce((sum, { from, to }) => sum + to - from, 0);
    expect(read_).toBe(bytes);
    expect(read_).toBeLessThan(model.file.shards.flat().reduce((sum, shard) => sum + shard.bytes, 0));
  });
  it.each([
    ['Conv2D', 'conv2d'],
    ['Conv2DTranspose', 'conv2d_transpose'],
    ['ReLU', 're_lu'],
    ['PReLU', 'p_re_lu'],
    ['LSTM', 'lstm'],
    ['ConvLSTM2D', 'conv_lstm2d'],
    ['BatchNormalization', 'batch_normalization'],
  ])('%s is %s in a .keras file', (type, name) => {
    expect(kerasSnakeCase(type)).toBe(name);
  });
});

interface Layer {
  name: string;
  class_name: string;
  config: Record<string, unknown>;
  inbound_nodes: unknown;
}

describe('a damaged export of Keras 3 ends with one sentence, and never hangs', () => {
  let folder: string;
  beforeEach(() => {
    folder = join(temporaryFolder(), 'net');
  });
  const history = (layer: string, call = 0): unknown => ({
    args: [{ class_name: '__keras_tensor__', config: { keras_history: [layer, call, 0] } }],
    kwargs: {},
  });
  it.each<[string, string, (layers: Layer[]) => void, RegExp]>([
    [
      'a circle',
      'real_twins_keras',
      (layers) => {
        layers[1]!.inbound_nodes = [history('digit')];
      },
      /circle/,
    ],
    [
      'a layer that is not there',
      'real_twins_keras',
      (layers) => {
        layers[4]!.inbound_nodes = [history('ghost')];
      },
      /ghost, which is not there/,
    ],
    [
      'a call that is never made',
      'real_nested_keras',
      (layers) => {
        layers[2]!.inbound_nodes = [history('encoder', 9)];
      },
      /reads call 9 of encoder/,
    ],
    [
      'nodes that are text',
      'real_nested_keras',
      (layers) => {
        layers[2]!.inbound_nodes = 'x';
      },
      /inbound_nodes/,
    ],
    [
      'a size out of all proportion',
      'real_mlp_keras',
      (layers) => {
        layers[2]!.config['units'] = 2e9;
      },
      /units 2000000000/,
    ],
    [
      'a negative input',
      'real_mlp_keras',
      (layers) => {
        layers[0]!.config['batch_shape'] = [null, -4];
      },
      /impossible shape \[-4\]|does not load/,
    ],
    [
      'a huge input',
      'real_cnn_keras',
      (layers) => {
        layers[0]!.config['batch_shape'] = [null, 1e9, 1e9, 1];
      },
      /impossible shape/,
    ],
    [
      'no config',
      'real_mlp_keras',
      (layers) => {
        layers[2]!.config = 7 as never;
      },
      /does not load|units|unit/,
    ],
  ])('%s', async (_, name, damage, message) => {
    cpSync(join(KERAS3, name), folder, { recursive: true });
    const path = join(folder, 'model.json');
    const json = JSON.parse(readFileSync(path, 'utf8'));
    damage(json.modelTopology.model_config.config.layers as Layer[]);
    writeFileSync(path, JSON.stringify(json));
    await expect(openModel(path)).rejects.toMatchObject({
      name: 'ExpectedError',
      message: expect.stringMatching(message),
    });
  });
});
