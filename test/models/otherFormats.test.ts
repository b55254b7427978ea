import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { readModelJson } from '../../src/models/modelFile.js';
import { resolveModelPath } from '../../src/models/resolveModelPath.js';
import { ROOT, runCli, temporaryFolder } from '../support/cli.js';

let folder: string;
beforeEach(() => {
  folder = temporaryFolder();
});

const FORMATS = [
  ['saved_model.pb', '\x08\x01', /a SavedModel.*--input_format=tf_saved_model/],
  ['net.tflite', 'TFL3', /TensorFlow Lite/],
  ['net.onnx', '\x08\x07', /ONNX/],
  ['net.pt', 'PK\x03\x04', /PyTorch/],
  ['epoch=3.ckpt', 'PK\x03\x04', /PyTorch/],
  ['frozen.pb', '\x0a\x10', /a frozen graph of TensorFlow.*\.keras/],
  ['net.safetensors', '\x10\x00', /weights alone.*\.keras/],
  ['checkpoint', 'model_checkpoint_path', /weights alone.*model\.save/],
  ['cp-0001.ckpt.index', '', /weights alone.*model\.save/],
  ['cp-0001.ckpt.data-00000-of-00001', '', /weights alone.*model\.save/],
] as const;

describe('models of other formats', () => {
  it.each(FORMATS)('%s is named, with the command that converts it', async (name, bytes, message) => {
    const path = join(folder, name);
    writeFileSync(path, Buffer.from(bytes, 'latin1'));
    const expected = { code: 'model-not-a-model', message: expect.stringMatching(message) };
    await expect(resolveModelPath(path)).rejects.toMatchObject(expected);
    await expect(resolveModelPath(folder)).rejects.toMatchObject(expected);
  });
  const footer = Buffer.from([0x57, 0xfb, 0x80, 0x8b, 0x24, 0x75, 0x47, 0xdb]).toString('latin1');
  const CONTENTS = [
    ['TensorFlow Lite', '\x1c\0\0\0TFL3' + '\0'.repeat(60)],
    ['a SavedModel', '\x08\x01\x12\x80\x04' + '\0'.repeat(60)],
    ['ONNX', '\x08\x08\x12\x07pytorch\x1a\x052.1.0' + '\0'.repeat(60)],
    ['PyTorch', '\x80\x02\x8a\x0al\xfc\x9cF\xf9 j\xa8P\x19.' + '\0'.repeat(60)],
    ['safetensors', '\x40\0\0\0\0\0\0\0{"w":{"dtype":"F32"' + ' '.repeat(60)],
    ['a checkpoint of TensorFlow', '\0'.repeat(60) + footer],
    ['a checkpoint of TensorFlow', 'model_checkpoint_path: "cp-0001.ckpt"\n'],
    ['a pickle of Python', '\x80\x04\x95\x10\0\0\0' + '\0'.repeat(60)],
  ] as const;
  it.each(CONTENTS)('%s is known by its content, whatever it is called', async (kind, bytes) => {
    for (const name of ['model', 'net.bin', 'model.json', 'net.keras', 'net.h5']) {
      const path = join(folder, name);
      writeFileSync(path, Buffer.from(bytes, 'latin1'));
      const expected = { code: 'model-not-a-model', message: expect.stringContaining(kind) };
      await expect(resolveModelPath(path)).rejects.toMatchObject(expected);
      // The editor reads a file that is named itself.
      await expect(readModelJson(path)).rejects.toMatchObject(expected);
    }
  });
  it('a model is read, whatever it is called', async () => {
    const keras = join(ROOT, 'test', 'fixtures', 'keras-files');
    for (const [from, name] of [
      [join(keras, 'mlp_checkpoint.keras'), 'best.ckpt'],
      [join(keras, 'mlp_checkpoint.h5'), 'best.pt'],
      [join(ROOT, 'test/fixtures/keras3/real_lambda_keras/model.json'), 'graph.pb'],
    ] as const) {
      const path = join(folder, name);
      cpSync(from, path);
      expect(await resolveModelPath(path)).toBe(path);
      expect((await readModelJson(path)).format).toBeTypeOf('string');
    }
  });
  it('a folder that holds a SavedModel’s folder says so', async () => {
    mkdirSync(join(folder, 'saved'));
    writeFileSync(join(folder, 'saved', 'saved_model.pb'), '');
    await expect(resolveModelPath(folder)).rejects.toMatchObject({
      message: expect.stringMatching(
        /holds no model of TensorFlow\.js or Keras, but saved, a SavedModel: .* saved FOLDER/,
      ),
    });
  });
  it('a model that does not load points to the .keras file beside it', async () => {
    cpSync(join(ROOT, 'test', 'fixtures', 'keras3', 'real_lambda_keras'), folder, { recursive: true });
    writeFileSync(join(folder, 'digits.keras'), 'PK\x03\x04');
    const run = await runCli(['inspect', folder, '--backend', 'wasm']);
    expect(run.status).toBe(1);
    expect(run.stdout.replaceAll(/\s+/g, ' ')).toMatch(
      /source-beside: digits\.keras lies beside it, a Keras file/,
    );
    expect(run.stderr).toMatch(/class Lambda/);
  });
});
