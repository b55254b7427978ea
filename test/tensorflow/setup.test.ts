import { layers, sequential } from '@tensorflow/tfjs-layers';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Report } from '../../src/report/report.js';
import { runCli, temporaryFolder } from '../support/cli.js';
import { saveModel } from '../support/saveModel.js';

const folder = temporaryFolder();

/** What a user writes: a layer that doubles. */
const SETUP = `export default (tf) => {
  class Doubled extends tf.layers.Layer {
    static className = 'Doubled';
    computeOutputShape(shape) { return shape; }
    call(inputs) { return tf.mul(Array.isArray(inputs) ? inputs[0] : inputs, 2); }
  }
  tf.serialization.registerClass(Doubled);
};`;

beforeAll(async () => {
  const tf = await import('@tensorflow/tfjs-core');
  await import('@tensorflow/tfjs-backend-cpu');
  await tf.setBackend('cpu');
  const path = await saveModel(
    sequential({
      layers: [
        layers.dense({ units: 3, inputShape: [4], name: 'fc' }),
        layers.activation({ activation: 'relu', name: 'own' }),
        layers.dense({ units: 2, name: 'out' }),
      ],
    }),
    join(folder, 'model'),
  );
  const text = readFileSync(path, 'utf8');
  writeFileSync(path, text.replace('"class_name":"Activation"', '"class_name":"Doubled"'));
  writeFileSync(join(folder, 'setup.mjs'), SETUP);
  writeFileSync(join(folder, 'setup.cjs'), SETUP.replace('export default', 'module.exports.register ='));
  writeFileSync(join(folder, 'empty.mjs'), 'export const x = 1;');
  writeFileSync(join(folder, 'throws.mjs'), 'export function register() { throw new Error("no luck"); }');
});

const cli = (...args: string[]) => runCli([...args, '--backend', 'wasm'], { cwd: folder });

describe('custom layers', () => {
  it('without a setup module are named, with the remedy', async () => {
    const { status, stderr } = await cli('inspect', 'model');
    expect([status, stderr]).toEqual([1, expect.stringMatching(/class Doubled .*register .*--setup/)]);
  });
  it.each(['setup.mjs', 'setup.cjs'])('load with --setup %s, and are measured', async (setup) => {
    const seen = await cli('inspect', 'model', '--setup', setup);
    expect([seen.stderr, seen.status]).toEqual(['', 0]);
    expect(seen.stdout).toMatch(/own +Doubled/);
    const run = await cli(
      'analyze',
      'model',
      '--data',
      'synthetic',
      '--samples',
      '40',
      '--setup',
      setup,
      '--json',
      '-',
    );
    expect(run.status).toBe(0);
    const { layers: measured } = JSON.parse(run.stdout) as Report;
    expect(measured.map(({ id }) => id)).toEqual(['fc', 'own', 'out']);
  });
  it.each([
    ['empty.mjs', /empty\.mjs exports no function: export default/],
    ['throws.mjs', /throws\.mjs failed \(no luck\)/],
    ['nothing.mjs', /nothing\.mjs does not exist/],
  ])('a setup module that does not work: %s', async (setup, message) => {
    const { status, stderr } = await cli('inspect', 'model', '--setup', setup);
    expect([status, stderr]).toEqual([1, expect.stringMatching(message)]);
  });
  it('a module that only entroscope.json names needs --trust', async () => {
    writeFileSync(
      join(folder, 'entroscope.json'),
      JSON.stringify({ models: [{ model: 'model', data: 'synthetic', setup: 'setup.mjs', samples: 40 }] }),
    );
    const refused = await cli('analyze', 'model');
    expect([refused.status, refused.stderr]).toEqual([
      1,
      expect.stringMatching(/setup\.mjs, which is code .*--setup.*--trust/),
    ]);
    const run = await cli('analyze', 'model', '--trust', '--quiet');
    expect([run.stderr, run.status]).toEqual(['', 0]);
  });
});
