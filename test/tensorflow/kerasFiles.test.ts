import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { compareWithKeras, KERAS_FILES } from '../support/kerasFixture.js';
import { openModel } from '../support/openModel.js';

interface Facts {
  readonly tolerance: number;
  readonly layers: readonly string[];
}

const factsOf = (name: string): Facts =>
  JSON.parse(readFileSync(join(KERAS_FILES, `${name}.json`), 'utf8')) as Facts;

/** Ops that only compute masks: no layer shows them. */
const MASK_OPS = /^(not_equal|any|convert_to_tensor)(_\d+)?$/;

const RUNNING = [
  'mlp_checkpoint.keras',
  'mlp_checkpoint.h5',
  'cnn_residual.keras',
  'cnn_residual.h5',
  'masked_bilstm.keras',
  'mixed_float16.keras',
  'gru_default.keras',
  'gru_default.h5',
  'keras33_gru_default.keras',
  'bidirectional_gru.keras',
  'tf_keras.keras',
  'tf_keras.h5',
  'normalization.keras',
  'normalization.h5',
  'same_twice.keras',
  'operators.keras',
  'nested_shared.keras',
  'keras33_nested_shared.keras',
  'int8.keras',
  'transformer.keras',
  'transformer.h5',
  'attention.keras',
  'einsum.keras',
  'groups.keras',
];

describe.each(['wasm', 'cpu'] as const)(
  'files of Keras give Keras’ own numbers in every layer on %s',
  (backend) => {
    it.each(RUNNING)('%s', async (name) => {
      const { tolerance, layers } = factsOf(name);
      const { worst, worstAt, missing, compared } = await compareWithKeras(join(KERAS_FILES, name), backend);
      expect(worst, worstAt).toBeLessThan(tolerance);
      expect(missing.filter((id) => !MASK_OPS.test(id))).toEqual([]);
      expect(compared.length + missing.length).toBe(layers.length);
    });
  },
);

describe('what cannot be run is refused in one sentence that names it', () => {
  it.each([
    ['lambda.keras', 'model-unknown-layer', /layers of class Lambda .*--setup/],
    ['custom.keras', 'model-unknown-layer', /layers of class Swap .*--setup/],
  ])('%s', async (name, code, message) => {
    const error: unknown = await openModel(join(KERAS_FILES, name)).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code, message: expect.stringMatching(message) });
    // A Lambda's code names its author's files.
    expect(String(error)).not.toMatch(/\/root|\/home|\/tmp\/lab|4wE/);
  });
});
