import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runCli, temporaryFolder } from '../support/cli.js';
import { openModel } from '../support/openModel.js';
import { KERAS3 } from './keras3Fixture.js';

const folder = temporaryFolder();

/** Trained with tf_keras 2.21, with the numbers of NumPy. */
describe('preprocessing inside a model of Keras 2', () => {
  it.each([
    ['lambda', 'px.npz', 'ops', 0.9622166, 'conv', 0.5015077],
    ['normalization', 'flat.npz', 'normalization', 0.9496222, 'fc', 0.5872573],
  ] as const)('%s', async (name, data, repair, accuracy, layer, entropy) => {
    const model = join(KERAS3, `keras2_preprocessing_${name}`);
    const args = ['analyze', model, '--data', join(model, data), '--quiet', '--json', '-'];
    const { stdout } = await runCli(args);
    const report = JSON.parse(stdout) as {
      model: { repairs: { code: string }[] };
      task: { accuracy: number };
      layers: { id: string; entropy: { class: number } }[];
    };
    expect(report.task.accuracy).toBeCloseTo(accuracy, 6);
    expect(report.layers.find(({ id }) => id === layer)?.entropy.class).toBeCloseTo(entropy, 6);
    expect(report.model.repairs.map(({ code }) => code)).toContain(repair);
  });

  it('an operation on a tensor or a list is computed, too, and an unknown one refused by its name', async () => {
    const copy = join(folder, 'lambda');
    cpSync(join(KERAS3, 'keras2_preprocessing_lambda'), copy, { recursive: true });
    const path = join(copy, 'model.json');
    const text = readFileSync(path, 'utf8');
    for (const other of ['["input_2", 0, 0]', '[127.5]']) {
      writeFileSync(path, text.replace('"y": 127.5', `"y": ${other}`));
      const runner = await openModel(path);
      expect(runner.repairs.map(({ code }) => code)).toContain('ops');
      runner.dispose();
    }
    writeFileSync(path, text.replace('"math.truediv"', '"math.betainc"'));
    await expect(openModel(path)).rejects.toMatchObject({
      code: 'model-unsupported',
      message: expect.stringMatching(/the function tf\.math\.betainc \(.*\) is not known/),
    });
  });
});
