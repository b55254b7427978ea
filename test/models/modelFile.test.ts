import { cpSync, mkdirSync, readFileSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { beforeEach, describe, expect, it } from 'vitest';
import { checkTopology } from '../../src/models/checkTopology.js';
import { findModels } from '../../src/models/findModels.js';
import { canonicalJson, fingerprintModel } from '../../src/models/fingerprint.js';
import { readModelFile } from '../../src/models/modelFile.js';
import { recognizeModel } from '../../src/models/recognizeModel.js';
import { resolveModelPath } from '../../src/models/resolveModelPath.js';
import { ROOT, temporaryFolder } from '../support/cli.js';

const FIXTURE = join(ROOT, 'test', 'fixtures', 'models', 'real_legacy_h5');
const SHARD = 'group1-shard1of1.bin';
const never = new AbortController().signal;

interface Json {
  format?: string;
  modelTopology: {
    model_config: {
      config: {
        layers: {
          name: string;
          class_name: string;
          inbound_nodes: unknown[];
          config: Record<string, unknown>;
        }[];
      };
    };
  };
  weightsManifest: { paths: string[]; weights: { shape: number[] }[] }[];
}

let folder: string;
let model: string;
const edit = (change: (json: Json) => void): void => {
  const json = JSON.parse(readFileSync(model, 'utf8')) as Json;
  change(json);
  writeFileSync(model, JSON.stringify(json));
};

beforeEach(() => {
  folder = join(temporaryFolder(), 'net');
  cpSync(FIXTURE, folder, { recursive: true });
  model = join(folder, 'model.json');
});

describe('a model is recognized by content', () => {
  const topology = { class_name: 'Sequential', config: [] };
  it.each([
    ['layers', { modelTopology: topology }, 'layers-model'],
    ['Keras', { modelTopology: { keras_version: '2', model_config: topology } }, 'layers-model'],
    ['graph', { modelTopology: { node: [] } }, 'graph-model'],
  ])('%s, without a format', (_, json, format) => {
    expect(recognizeModel(json)).toEqual({ is: 'model', format });
  });
  it.each([
    ['weights alone', [{ paths: ['a'], weights: [] }], /manifest without topology/],
    [
      'weights alone in an object',
      { weightsManifest: [{ paths: ['a'], weights: [] }] },
      /manifest without topology/,
    ],
    ['a report', { schema: 'entroscope.report/1' }, /report/],
    ['package.json', { name: 'x', version: '1' }, /no modelTopology/],
    ['null', null, /no object/],
    ['a list', [1], /list/],
    ['a topology that is text', { modelTopology: 'x' }, /no object/],
    ['a bare graph', { node: [] }, /without weights/],
  ])('%s is none, and says why', (_, json, reason) => {
    const recognized = recognizeModel(json);
    expect(recognized.is).toBe('other');
    expect(recognized.is === 'other' && recognized.reason).toMatch(reason);
  });
});

describe('readModelFile', () => {
  it('reads a real model', async () => {
    const file = await readModelFile(model);
    expect(file.format).toBe('layers-model');
    expect(file.shards.flat()).toHaveLength(1);
    expect(file.generatedBy).toContain('2.21.0');
  });
  it.each([
    [
      'a missing file',
      () => {
        rmSync(model);
      },
      'model-missing',
      /model\.json does not exist/,
    ],
    [
      'JSON that was cut off',
      () => {
        truncateSync(model, 500);
      },
      'model-not-a-model',
      /cut off/,
    ],
    [
      'an empty file',
      () => {
        truncateSync(model, 0);
      },
      'model-not-a-model',
      /cut off/,
    ],
    [
      'no JSON',
      () => {
        writeFileSync(model, 'hello');
      },
      'model-not-a-model',
      /no JSON/,
    ],
    [
      'an LFS pointer in place of model.json',
      () => {
        writeFileSync(model, 'version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 5000\n');
      },
      'model-not-a-model',
      /LFS pointer; run git lfs pull/,
    ],
    [
      'a web page in place of model.json',
      () => {
        writeFileSync(model, '<!DOCTYPE html><html>404');
      },
      'model-not-a-model',
      /web page/,
    ],
    [
      'a model.json that is compressed, and cut off',
      () => {
        writeFileSync(model, gzipSync(readFileSync(model)).subarray(0, 300));
      },
      'model-not-a-model',
      /gzip; unpack/,
    ],
    [
      'a missing shard',
      () => {
        rmSync(join(folder, SHARD));
      },
      'model-weights-missing',
      /group1-shard1of1\.bin/,
    ],
    [
      'a short shard',
      () => {
        truncateSync(join(folder, SHARD), 130);
      },
      'model-weights-size',
      /130 bytes where model\.json promises 18,152.*cut off/,
    ],
    [
      'a long shard',
      () => {
        writeFileSync(join(folder, SHARD), Buffer.alloc(20_000));
      },
      'model-weights-size',
      /20,000 bytes.*another model\.json/,
    ],
    [
      'an LFS pointer',
      () => {
        writeFileSync(
          join(folder, SHARD),
          'version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 18152\n',
        );
      },
      'model-weights-size',
      /LFS pointer; run git lfs pull/,
    ],
    [
      'a web page',
      () => {
        writeFileSync(join(folder, SHARD), '<!DOCTYPE html><html>404');
      },
      'model-weights-size',
      /web page/,
    ],
    [
      'gzip',
      () => {
        writeFileSync(join(folder, SHARD), gzipSync(readFileSync(join(folder, SHARD))));
      },
      'model-weights-size',
      /gzip/,
    ],
    [
      'a path out of the folder',
      () => {
        edit((json) => {
          json.weightsManifest[0]!.paths = ['../secret.bin'];
        });
      },
      'model-weights-outside',
      /outside its folder/,
    ],
    [
      'an absolute path',
      () => {
        edit((json) => {
          json.weightsManifest[0]!.paths = ['/etc/passwd'];
        });
      },
      'model-weights-outside',
      /outside its folder/,
    ],
    [
      'an address',
      () => {
        edit((json) => {
          json.weightsManifest[0]!.paths = ['https://example.com/w.bin'];
        });
      },
      'model-weights-outside',
      /outside its folder/,
    ],
    [
      'a negative shape',
      () => {
        edit((json) => {
          json.weightsManifest[0]!.weights[0]!.shape = [-1, 4];
        });
      },
      'model-malformed',
      /impossible shape/,
    ],
    [
      'a huge shape',
      () => {
        edit((json) => {
          json.weightsManifest[0]!.weights[0]!.shape = [2 ** 40, 2 ** 40];
        });
      },
      'model-malformed',
      /impossible shape/,
    ],
    [
      'a manifest that is text',
      () => {
        edit((json) => {
          Object.assign(json, { weightsManifest: 'x' });
        });
      },
      'model-malformed',
      /no list/,
    ],
  ])('refuses %s', async (_, breakIt, code, message) => {
    breakIt();
    await expect(readModelFile(model)).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message),
    });
    await expect(readModelFile(model)).rejects.toMatchObject({ message: expect.not.stringContaining('\n') });
  });
  it('refuses a shard that is a link out of the folder', async () => {
    const outside = join(folder, '..', 'elsewhere.bin');
    writeFileSync(outside, readFileSync(join(folder, SHARD)));
    rmSync(join(folder, SHARD));
    symlinkSync(outside, join(folder, SHARD));
    await expect(readModelFile(model)).rejects.toMatchObject({ code: 'model-weights-outside' });
  });
});

describe('checkTopology', () => {
  const check = async (): Promise<void> => {
    checkTopology(await readModelFile(model));
  };
  it('passes a real model', async () => {
    await expect(check()).resolves.toBeUndefined();
  });
  it.each<[string, (json: Json) => void, RegExp]>([
    [
      'an input from a layer that is not there',
      (json) => {
        json.modelTopology.model_config.config.layers.at(-1)!.inbound_nodes = [[['ghost', 0, 0, {}]]];
      },
      /takes its input from ghost/,
    ],
    [
      'a circle',
      (json) => {
        json.modelTopology.model_config.config.layers.at(-2)!.inbound_nodes = [
          [[json.modelTopology.model_config.config.layers.at(-1)!.name, 0, 0, {}]],
        ];
      },
      /circle/,
    ],
    [
      'a circle through a layer that merges',
      (json) => {
        const { layers } = json.modelTopology.model_config.config;
        const last = layers.at(-1)!;
        layers.splice(-1, 0, {
          class_name: 'Add',
          name: 'add',
          config: { name: 'add' },
          inbound_nodes: [
            [
              [layers.at(-2)!.name, 0, 0, {}],
              [last.name, 0, 0, {}],
            ],
          ],
        });
        last.inbound_nodes = [[['add', 0, 0, {}]]];
      },
      /add, dense_2 wait for each other in a circle/,
    ],
    [
      'an input from a call that is never made',
      (json) => {
        json.modelTopology.model_config.config.layers.at(-1)!.inbound_nodes = [[['dense_3', 7, 0, {}]]];
      },
      /reads call 7 of dense_3, which is called 1 times/,
    ],
    [
      'two layers of one name',
      (json) => {
        const { layers } = json.modelTopology.model_config.config;
        layers.push(structuredClone(layers.at(-1)!));
      },
      /two layers are called dense_2/,
    ],
    [
      'a layer without inbound nodes',
      (json) => {
        Object.assign(json.modelTopology.model_config.config.layers.at(-1)!, { inbound_nodes: undefined });
      },
      /dense_2 has no inbound_nodes/,
    ],
    [
      'a model without outputs',
      (json) => {
        Object.assign(json.modelTopology.model_config.config, { output_layers: undefined });
      },
      /no output_layers/,
    ],
    [
      'an output of a layer that is not there',
      (json) => {
        Object.assign(json.modelTopology.model_config.config, { output_layers: [['ghost', 0, 0]] });
      },
      /output_layers names ghost/,
    ],
    [
      'fewer units than the weights have',
      (json) => {
        json.modelTopology.model_config.config.layers.at(-1)!.config['units'] = 4;
      },
      /dense_2 asks for units 4, and its weights hold 10/,
    ],
    [
      'a circle inside a model inside a wrapper',
      (json) => {
        const inner = (name: string, from: string): object => ({
          class_name: 'Dense',
          name,
          config: { name },
          inbound_nodes: [[[from, 0, 0, {}]]],
        });
        json.modelTopology.model_config.config.layers.at(-1)!.config['layer'] = {
          class_name: 'Model',
          config: {
            name: 'inside',
            layers: [inner('one', 'two'), inner('two', 'one')],
            input_layers: [],
            output_layers: [],
          },
        };
      },
      /one, two wait for each other/,
    ],
    [
      'layers nested without end',
      (json) => {
        let layer: object = { class_name: 'Dense', config: {} };
        for (let depth = 0; depth < 100; depth++)
          layer = { class_name: 'TimeDistributed', config: { layer } };
        Object.assign(json.modelTopology.model_config.config.layers.at(-1)!.config, { layer });
      },
      /nested more than 64 deep/,
    ],
    [
      'two thousand million units',
      (json) => {
        json.modelTopology.model_config.config.layers.at(-1)!.config['units'] = 2_000_000_000;
      },
      /units 2000000000/,
    ],
    [
      'layers that are no list',
      (json) => {
        Object.assign(json.modelTopology.model_config.config, { layers: 7 });
      },
      /lists no layers/,
    ],
    [
      'a layer without a class',
      (json) => {
        Object.assign(json.modelTopology.model_config.config.layers[0]!, { class_name: 3 });
      },
      /no class_name/,
    ],
  ])('refuses %s', async (_, change, message) => {
    edit(change);
    await expect(check()).rejects.toMatchObject({
      code: 'model-malformed',
      message: expect.stringMatching(message),
    });
  });
});

describe('a topology that is nested without sense', () => {
  it('is refused before anything walks through it', async () => {
    edit((json) => {
      json.modelTopology.model_config.config.layers[0]!.config['extra'] = 'DEEP';
    });
    const deep = '['.repeat(20_000) + ']'.repeat(20_000);
    writeFileSync(model, readFileSync(model, 'utf8').replace('"DEEP"', deep));
    await expect(readModelFile(model)).rejects.toMatchObject({
      code: 'model-malformed',
      message: expect.stringMatching(/nested more than 1,000 deep/),
    });
  });
});

describe('fingerprintModel', () => {
  it('is that of the content, wherever it lies, and another after one bit of a weight', async () => {
    const before = await fingerprintModel(await readModelFile(model));
    expect(before).toMatch(/^[0-9a-f]{64}$/);
    expect(await fingerprintModel(await readModelFile(join(FIXTURE, 'model.json')))).toBe(before);
    const weights = readFileSync(join(folder, SHARD));
    weights[100]! ^= 1;
    writeFileSync(join(folder, SHARD), weights);
    expect(await fingerprintModel(await readModelFile(model))).not.toBe(before);
  });
  it('does not depend on the order of keys', () => {
    expect(canonicalJson({ b: [1, { d: null, c: 'x' }], a: 1.5 })).toBe(
      '{"a":1.5,"b":[1,{"c":"x","d":null}]}',
    );
  });
});

describe('findModels and resolveModelPath', () => {
  it('finds models by content below a folder, and passes over what is other people’s', async () => {
    const root = temporaryFolder();
    const put = (path: string): void => {
      mkdirSync(join(root, path, '..'), { recursive: true });
      cpSync(model, join(root, path));
    };
    for (const path of [
      'a/model.json',
      'dist/net.json',
      'build/deep/er/x.json',
      'node_modules/p/model.json',
      '.git/model.json',
      'venv/model.json',
      'env2/lib/model.json',
    ])
      put(path);
    writeFileSync(join(root, 'env2', 'pyvenv.cfg'), '');
    writeFileSync(join(root, 'package.json'), '{"name":"modelTopology"}');
    writeFileSync(join(root, 'broken.json'), '{"modelTopology": ');
    expect(await findModels(root, never)).toEqual([
      { path: 'a/model.json', format: 'layers-model' },
      { path: 'build/deep/er/x.json', format: 'layers-model' },
      { path: 'dist/net.json', format: 'layers-model' },
    ]);
  });
  it('stops when it is told to', async () => {
    await expect(findModels(folder, AbortSignal.abort())).rejects.toThrow();
  });
  it('a folder means the one model in it', async () => {
    expect(await resolveModelPath(folder)).toBe(model);
    expect(await resolveModelPath(model)).toBe(model);
    cpSync(model, join(folder, 'other.json'));
    await expect(resolveModelPath(folder)).rejects.toMatchObject({
      code: 'model-ambiguous',
      message: expect.stringContaining('model.json, other.json'),
    });
    await expect(resolveModelPath(join(folder, '..'))).rejects.toMatchObject({ code: 'model-not-a-model' });
    await expect(resolveModelPath(join(folder, 'nowhere'))).rejects.toMatchObject({ code: 'model-missing' });
  });
});
