import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { reportFixture } from '../support/reportFixture.js';
import { startCli, temporaryFolder } from '../support/cli.js';
import { smallModel } from '../support/smallModel.js';

const LIMIT_MS = 2000;
const NUMBERS: Readonly<Record<string, number>> = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 };

let running: ChildProcess | null = null;
afterEach(() => {
  running?.kill('SIGKILL');
});

interface Ended {
  /** As a shell says it: a process that a signal ends has 128 and the signal's number. */
  readonly status: number;
  readonly ms: number;
}

/** Sends a signal and waits for the end; output that nobody reads stays unread. */
async function endBy(child: ChildProcess, signal: 'SIGINT' | 'SIGTERM' | 'SIGHUP'): Promise<Ended> {
  const started = performance.now();
  const exit = once(child, 'exit') as Promise<[number | null, string | null]>;
  child.kill(signal);
  const [code, by] = await exit;
  return { status: code ?? NUMBERS[by ?? ''] ?? -1, ms: performance.now() - started };
}

describe('a signal ends the command within 2 s, whatever it does', () => {
  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    'looking for models in all there is: %s',
    async (signal) => {
      running = startCli(['models', '/']);
      await delay(1200);
      const { status, ms } = await endBy(running, signal);
      // 130 once it looks; on a busy machine it may still be starting, and signals have their own effect.
      expect([130, NUMBERS[signal]]).toContain(status);
      expect(ms).toBeLessThan(LIMIT_MS);
    },
  );

  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('parsing a report without end: %s', async (signal) => {
    const folder = temporaryFolder();
    const report = join(folder, 'huge.json');
    writeFileSync(report, `{"schema": "entroscope.report/1", "layers": [${'[1,2,3],'.repeat(2 ** 23)}1]}`);
    running = startCli(['compare', report, report]);
    await delay(1500);
    expect(running.exitCode).toBeNull();
    const { status, ms } = await endBy(running, signal);
    // 130 while it is still being read.
    expect([130, NUMBERS[signal]]).toContain(status);
    expect(ms).toBeLessThan(LIMIT_MS);
  });

  it('hashing a large model in the child, which ends, too', async () => {
    const folder = temporaryFolder();
    const model = await smallModel(folder, { seed: 1, shards: 2 });
    const data = join(folder, 'data.mjs');
    writeFileSync(
      data,
      `import { writeFileSync } from 'node:fs';
writeFileSync(new URL('pid', import.meta.url), String(process.pid));
export function* samples() { for (;;) ; }`,
    );
    running = startCli([
      'analyze',
      model,
      '--data',
      data,
      '--backend',
      'cpu',
      '--json',
      join(folder, 'r.json'),
    ]);
    while (!readdirSync(folder).includes('pid')) await delay(50);
    const { status, ms } = await endBy(running, 'SIGTERM');
    expect(status).toBe(130);
    expect(ms).toBeLessThan(LIMIT_MS);
    expect(readdirSync(folder).filter((name) => name.endsWith('.tmp') || name === 'r.json')).toEqual([]);
  });

  it('writing to standard output that nobody reads', async () => {
    const folder = temporaryFolder();
    const layer = reportFixture().layers[0];
    if (layer === undefined) throw new Error('the fixture has a layer');
    const layers = Array.from({ length: 4000 }, (_, i) => ({ ...layer, id: `layer${i}` }));
    const report = join(folder, 'long.json');
    writeFileSync(report, JSON.stringify({ ...reportFixture(), layers }));
    running = startCli(['compare', report, report]);
    await delay(2500);
    expect(running.exitCode).toBeNull();
    const { status, ms } = await endBy(running, 'SIGINT');
    expect(status).toBe(130);
    expect(ms).toBeLessThan(LIMIT_MS);
  });

  it('waiting for a model to be trained', async () => {
    const folder = join(temporaryFolder(), 'model');
    mkdirSync(folder);
    const model = await smallModel(folder, { seed: 1, shards: 2 });
    running = startCli([
      'watch',
      model,
      '--data',
      'synthetic',
      '--samples',
      '32',
      '--backend',
      'cpu',
      '--poll',
    ]);
    let said = '';
    running.stderr?.on('data', (chunk: Buffer) => (said += chunk.toString('utf8')));
    while (!said.includes('waiting for')) await delay(50);
    const { status, ms } = await endBy(running, 'SIGHUP');
    expect(status).toBe(130);
    expect(ms).toBeLessThan(LIMIT_MS);
  });
});
