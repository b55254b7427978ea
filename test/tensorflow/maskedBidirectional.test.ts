import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openModel, tapAll } from '../support/openModel.js';
import { KERAS3, kerasNumbers, worstDifference } from './keras3Fixture.js';

const FOLDER = join(KERAS3, 'more_masked_bilstm_keras');
const { taps: expected } = JSON.parse(readFileSync(join(FOLDER, 'expected.json'), 'utf8')) as {
  taps: Readonly<Record<string, readonly number[]>>;
};

describe.each(['wasm', 'cpu'] as const)('Bidirectional with masks on %s', (backend) => {
  it('answers what Keras answers, layer by layer: zeros at masked steps', async () => {
    const runner = await openModel(join(FOLDER, 'model.json'), backend);
    const { inputs, shapes, rows, y } = kerasNumbers(FOLDER, runner.inputs);
    const { values, output } = await tapAll(runner, inputs, shapes, rows);
    expect(Object.keys(expected)).toEqual(['one_way', 'both', 'each', 'lstm_1', 'dense_1']);
    for (const [id, numbers] of Object.entries(expected))
      expect([id, worstDifference(values.get(id) ?? null, numbers) < 1e-5]).toEqual([id, true]);
    expect(worstDifference(output, y)).toBeLessThan(1e-5);
    expect(runner.repairs.map(({ code }) => code)).toContain('masked-bidirectional');
    expect(runner.unseen).toEqual([]);
    runner.dispose();
  });
});
