import type { ChildProcess } from 'node:child_process';
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readModelFile } from '../../src/models/modelFile.js';
import type { Report } from '../../src/report/report.js';
import { ended, startCli, temporaryFolder, until, type CliRun } from '../support/cli.js';
import { smallModel } from '../support/smallModel.js';

const LIMIT_MS = 30_000;

let root = '';
let folder = '';
let report = '';
let running: ChildProcess | null = null;

beforeEach(() => {
  root = temporaryFolder();
  folder = join(root, 'model');
  report = join(root, 'report.json');
});
afterEach(() => {
  running?.kill('SIGKILL');
});

interface Watching {
  readonly said: () => string;
  /** How many analyses there were. */
  readonly waits: () => number;
  readonly end: () => Promise<CliRun>;
}

function startWatch(data: readonly string[] = ['synthetic', '--samples', '64'], ...more: string[]): Watching {
  const child = startCli(
    [...['watch', 'model', '--data', ...data, '--backend', 'cpu', '--json', 'report.json', ...more]],
    { cwd: root },
  );
  running = child;
  let said = '';
  child.stderr?.on('data', (chunk: Buffer) => (said += chunk.toString('utf8')));
  const run = ended(child);
  return {
    said: () => said,
    waits: () => said.split('waiting for').length - 1,
    end: () => {
      child.kill('SIGINT');
      return run;
    },
  };
}

async function save(place: string, seed: number): Promise<string> {
  mkdirSync(place, { recursive: true });
  return smallModel(place, { seed, shards: 2 });
}

/** Waits until the last report is of the model that lies there now. */
async function analyzed(what: string): Promise<void> {
  const fingerprint = await (await readModelFile(join(folder, 'model.json'))).weights.fingerprint();
  const read = (): string => {
    try {
      return (JSON.parse(readFileSync(report, 'utf8')) as Report).model.fingerprint;
    } catch {
      return '';
    }
  };
  await until(() => read() === fingerprint, LIMIT_MS, what);
}

describe('entroscope watch goes on', () => {
  it.each([[[]], [['--poll']]])(
    'when the folder is deleted and written anew, renamed, or replaced by a link (%s)',
    async (options) => {
      await save(folder, 1);
      const { said, end } = startWatch(undefined, ...options);
      await analyzed('the first run');
      for (const seed of [2, 3]) {
        rmSync(folder, { recursive: true });
        await delay(seed === 2 ? 0 : 1500);
        await save(folder, seed);
        await analyzed(`the folder written anew, ${seed}`);
      }
      await save(join(root, 'next'), 4);
      renameSync(folder, join(root, 'before'));
      renameSync(join(root, 'next'), folder);
      await analyzed('the folder put in place of another');
      await save(join(root, 'runs'), 5);
      rmSync(folder, { recursive: true });
      symlinkSync(join(root, 'runs'), folder);
      await analyzed('the link');
      await save(join(root, 'more'), 6);
      rmSync(folder);
      symlinkSync(join(root, 'more'), folder);
      await analyzed('the link to another');
      await save(join(root, 'more'), 7);
      await analyzed('what is saved behind the link');
      expect(said()).not.toContain('fault');
      expect((await end()).status).toBe(130);
    },
    120_000,
  );

  it('where the model is saved every second, sooner than it is analyzed', async () => {
    await save(folder, 1);
    const slow = join(root, 'slow.mjs');
    writeFileSync(
      slow,
      `const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
export async function* samples() {
  for (let i = 0; i < 64; i++) { await wait(20); yield { x: [i % 7, i % 5, i % 3, 1], label: i % 2 }; }
}`,
    );
    const { said, end } = startWatch([slow]);
    await analyzed('the first run');
    let seed = 1;
    let saving: Promise<unknown> = Promise.resolve();
    const trainer = setInterval(() => {
      seed += 1;
      saving = save(folder, seed);
    }, 1000);
    const fingerprints = new Set<string>();
    try {
      await until(
        () => {
          fingerprints.add((JSON.parse(readFileSync(report, 'utf8')) as Report).model.fingerprint);
          return fingerprints.size >= 3;
        },
        60_000,
        'three models of those that were saved',
      );
    } finally {
      clearInterval(trainer);
      await saving;
    }
    await analyzed('the last one');
    expect(said()).toContain('a copy of it is taken');
    expect((await end()).status).toBe(130);
    const copies = readdirSync(tmpdir()).filter(
      (name) => name.includes(`-${String(running?.pid)}-`) && name.startsWith('entroscope-'),
    );
    expect(copies).toEqual([]);
  }, 150_000);

  it('by itself where data were written during a run, when nothing writes to them any more', async () => {
    await save(folder, 1);
    const data = join(root, 'data.csv');
    const rows = (value: number): string =>
      Array.from({ length: 20_000 }, (_, i) => `${i % 7},${i % 5},${value},1,${i % 2}`).join('\n');
    const write = (value: number): void => {
      writeFileSync(data, `a,b,c,d,label\n${rows(value)}\n`);
    };
    write(0);
    const { said, waits, end } = startWatch(['data.csv']);
    let value = 0;
    const writer = setInterval(() => {
      value += 1;
      write(value);
    }, 150);
    try {
      await until(() => said().includes('was changed while it was being analyzed'), LIMIT_MS, 'data-changed');
    } finally {
      clearInterval(writer);
    }
    expect(said()).toContain('was written during the run: starting afresh');
    await until(() => waits() === 2, LIMIT_MS, 'the run when nothing writes any more');
    expect((JSON.parse(readFileSync(report, 'utf8')) as Report).dataset.samples).toBe(10_000);
    expect((await end()).status).toBe(130);
  }, 90_000);
});
