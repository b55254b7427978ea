import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { OP_PARAMETERS, REFUSED_OPS } from '../../src/models/keras/opTables.js';
import { FUNCTIONS } from '../../src/models/keras/tensorflowFunctions.js';
import { readNodeDef } from '../../src/models/keras/tensorflowNodes.js';
import { farmHash, sipHash } from '../../src/tensorflow/hashNumbers.js';
import { OPS } from '../../src/tensorflow/ops/ops.js';
import { temporaryFolder } from '../support/cli.js';
import { compareFamily, KERAS_MATRIX, unpackFamily } from '../support/kerasMatrix.js';
import { openModel } from '../support/openModel.js';

const folder = temporaryFolder();

function families(pattern: RegExp): readonly string[] {
  return readdirSync(KERAS_MATRIX)
    .filter((name) => pattern.test(name))
    .map((name) => name.replace(/\.zip$/, ''));
}

function unpacked(family: string, backend: string): ReturnType<typeof unpackFamily> {
  const own = join(folder, `${family}-${backend}`);
  mkdirSync(own, { recursive: true });
  return unpackFamily(join(KERAS_MATRIX, `${family}.zip`), own);
}

/** What a 16-bit type rounds, and what the 8 bits of the inputs do, that Keras rounds, too. */
const TOLERANCES: readonly (readonly [RegExp, number])[] = [
  [/float64/, 2e-6],
  [/int8/, 6e-2],
  [/bfloat16/, 2e-2],
  [/float16/, 2e-3],
];

describe.each(['wasm', 'cpu'] as const)(
  'weights of other types than float32, and what was adapted, are Keras’ on %s',
  (backend) => {
    it.each(families(/^(dtypes-|lookup-)/))('%s', async (family) => {
      const tolerance = TOLERANCES.find(([pattern]) => pattern.test(family))?.[1] ?? 3e-6;
      const groups = unpacked(family, backend);
      for (const [model, group] of groups.flatMap((one) => one.models.map((path) => [path, one] as const)))
        for (const { layer, difference } of await compareFamily(model, { ...group, backend }))
          expect([layer, difference < tolerance ? 'Keras’' : difference]).toEqual([layer, 'Keras’']);
    });
  },
);

describe('what is not computed is refused by its name', () => {
  it.each([
    ['ops_refused-alone_cholesky', /the op Cholesky alone_cholesky\.cholesky takes matrices apart/],
    ['ops_refused-alone_qr', /the op Qr alone_qr\.qr takes matrices apart/],
    ['dtypes_refused-alone_int4', /Dense alone_int4\.dense is quantized to int4.*before quantize/],
    ['dtypes_refused-alone_float8', /Dense alone_float8\.dense is quantized to float8/],
  ])('%s', async (family, message) => {
    const [model = ''] = unpacked(family, 'refused').flatMap(({ models }) => models);
    await expect(openModel(model)).rejects.toMatchObject({
      code: 'model-unsupported',
      message: expect.stringMatching(message),
    });
  });
});

describe('tables of ops', () => {
  it('say of each op what it takes, or why it is not computed, and not both', () => {
    expect([...OP_PARAMETERS.keys()].filter((op) => !OPS.has(op))).toEqual([]);
    expect([...OP_PARAMETERS.keys()].filter((op) => REFUSED_OPS.has(op))).toEqual([]);
  });
  it('name an op for every function of TensorFlow', () => {
    expect([...FUNCTIONS].filter(([, { op }]) => !OPS.has(op)).map(([name]) => name)).toEqual([]);
  });
});

describe('nodes of graphs, as TensorFlow 2.0 to 2.3 write them', () => {
  it('become ops with their inputs and constants at their places', () => {
    const mul = {
      node_def: '{"name":"mul","op":"Mul","input":["a","b"],"attr":{}}',
      constants: { '1': 0.5 },
    };
    expect(readNodeDef(mul, ['x'])).toEqual({ op: 'Multiply', values: { x1: 'x', x2: 0.5 } });
    const turned = { ...mul, constants: { '0': 2 } };
    expect(readNodeDef(turned, ['x'])).toEqual({ op: 'Multiply', values: { x1: 2, x2: 'x' } });
    const concat = { node_def: { op: 'ConcatV2', attr: { N: { i: '2' } } }, constants: { '2': -1 } };
    expect(readNodeDef(concat, ['x', 'y'])).toEqual({
      op: 'Concatenate',
      values: { xs: ['x', 'y'], axis: -1 },
    });
    const mean = { node_def: { op: 'Mean', attr: { keep_dims: { b: true } } }, constants: { '1': [1, 2] } };
    expect(readNodeDef(mean, ['x'])).toEqual({
      op: 'Mean',
      values: { x: 'x', axis: [1, 2], keepdims: true },
    });
    expect(readNodeDef({ node_def: '{"op":"Cholesky"}' }, ['x'])).toBeNull();
  });
});

describe('hashes of numbers', () => {
  it('are FarmHash and SipHash', () => {
    // tf.strings.to_hash_bucket_fast and to_hash_bucket_strong of 2.21, with 2 ** 62 bins.
    expect(sipHash([0x0706050403020100n, 0x0f0e0d0c0b0a0908n])('')).toBe(0x726fdb47dd0e0e31n);
    expect(farmHash('')).toBe(0x9ae16a3b2f90404fn);
  });
});
