import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { ChildProcess } from 'node:child_process';
import type { Report } from '../../src/report/report.js';
import { ended, runCli, startCli, temporaryFolder, until } from '../support/cli.js';
import { smallModel } from '../support/smallModel.js';

let running: ChildProcess | null = null;
afterEach(() => {
  running?.kill('SIGKILL');
});

describe('entroscope watch', () => {
  it('analyses again after training, shows the change, writes the report anew, and ends with Ctrl+C', async () => {
    const folder = temporaryFolder();
    const model = await smallModel(folder, { seed: 1, shards: 2 });
    const report = join(folder, 'report.json');
    const read = (): Report => JSON.parse(readFileSync(report, 'utf8')) as Report;
    running = startCli([
      ...['watch', model, '--data', 'synthetic', '--samples', '200'],
      ...['--backend', 'cpu', '--json', report],
    ]);
    let shown = '';
    let said = '';
    running.stdout?.on('data', (chunk: Buffer) => (shown += chunk.toString('utf8')));
    running.stderr?.on('data', (chunk: Buffer) => (said += chunk.toString('utf8')));
    const run = ended(running);
    const waiting = (): number => said.split('waiting for').length - 1;
    await until(() => waiting() === 1, 20_000, 'the first run');
    const first = read();
    expect(shown).toContain('hidden');
    expect(shown).not.toContain('Δ');

    await smallModel(folder, { seed: 2, shards: 2 });
    await until(() => waiting() === 2, 20_000, 'the second run');
    expect(shown).toContain('Δ');
    expect(read().model.fingerprint).not.toBe(first.model.fingerprint);

    // A run that fails is said, and the next training waited for.
    const text = readFileSync(model, 'utf8');
    writeFileSync(model, text.replace('"Dense"', '"Dance"'));
    saveShardsAgain(folder);
    await until(() => waiting() === 3, 20_000, 'the run that fails');
    expect(said).toContain('Dance');

    running.kill('SIGINT');
    expect((await run).status).toBe(130);
  });

  it('refuses shards', async () => {
    const run = await runCli(['watch', 'model.json', '--shard', '1/2']);
    expect(run).toMatchObject({ status: 2, stderr: expect.stringContaining('--shard') as string });
  });
});

/** Saves the shards again, as a trainer does that saves model.json, too. */
function saveShardsAgain(folder: string): void {
  for (const name of ['group1-shard1of2.bin', 'group1-shard2of2.bin']) {
    const file = join(folder, name);
    writeFileSync(
      file,
      readFileSync(file).map((byte) => byte ^ 1),
    );
  }
}
