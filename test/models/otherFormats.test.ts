import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
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
  it('a folder that holds a SavedModel’s folder says so', async () => {
    mkdirSync(join(folder, 'saved'));
    writeFileSync(join(folder, 'saved', 'saved_model.pb'), '');
    await expect(resolveModelPath(folder)).rejects.toMatchObject({
      message: expect.stringMatching(
        /holds no TensorFlow\.js model, but saved, a SavedModel: .* saved FOLDER/,
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
