import { spawn } from 'node:child_process';
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PROTOCOL_VERSION } from '../../src/protocol/childMessages.js';
import { reportFixture } from '../support/reportFixture.js';
import { CLI, runCli, type CliEnd } from './runCli.js';

/**
 * The real command with a child that speaks the protocol and answers with a known report: everything around the
 * analysis, exactly. It holds its answer back until the file "go" is there, when it is told to wait.
 */
const CHILD = `
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
process.on('SIGINT', () => undefined);
process.on('disconnect', () => process.exit(0));
process.on('message', (message) => {
  if (message.t === 'cancel') return process.send({ t: 'cancelled' }, () => process.exit(0));
  writeFileSync(process.env.TEST_REQUEST, JSON.stringify(message.job));
  process.send({ t: 'progress', progress: { stage: 'loading', detail: 'the model' } });
  for (let done = 0; done <= 5000; done += 1) {
    process.send({ t: 'progress', progress: { stage: 'running', done, total: 5000, samplesPerSecond: 1000 } });
  }
  if (process.env.TEST_WAIT === '1') return setInterval(() => undefined, 1000);
  const report = JSON.parse(readFileSync(process.env.TEST_REPORT, 'utf8'));
  const part = { schema: 'entroscope.part/1', header: {} };
  const outcome = message.job.request.shard ? { kind: 'part', part } : { kind: 'report', report };
  process.send({ t: 'result', outcome }, () => process.exit(0));
});
process.send({ t: 'hello', version: ${PROTOCOL_VERSION}, pid: process.pid, node: process.version });
`;

let root = '';
let work = '';
let env: NodeJS.ProcessEnv = {};

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'entroscope-analyze-'));
  work = join(root, 'work');
  mkdirSync(work);
  copyFileSync(CLI, join(root, 'cli.js'));
  writeFileSync(join(root, 'package.json'), '{ "type": "module" }');
  writeFileSync(join(root, 'child.js'), CHILD);
  writeFileSync(join(root, 'page.js'), 'draw();');
  writeFileSync(join(root, 'page.css'), 'main{}');
  writeFileSync(join(root, 'report.json'), JSON.stringify(reportFixture()));
  writeFileSync(
    join(work, 'model.json'),
    JSON.stringify({
      format: 'layers-model',
      generatedBy: 'test',
      convertedBy: null,
      modelTopology: { class_name: 'Sequential', config: { name: 's', layers: [] } },
      weightsManifest: [],
    }),
  );
  writeFileSync(join(work, 'data.csv'), 'a,label\n1,0\n');
  env = { TEST_REPORT: join(root, 'report.json'), TEST_REQUEST: join(root, 'request.json') };
});
afterEach(() => {
  rmSync(root, { recursive: true });
});

function analyze(...args: readonly string[]): Promise<CliEnd> {
  return runCli(['analyze', 'model.json', '--data', 'data.csv', ...args], work, {
    cli: join(root, 'cli.js'),
    env,
  });
}

function produced(): readonly string[] {
  return readdirSync(work).filter((name) => name !== 'model.json' && name !== 'data.csv');
}

describe('entroscope analyze', () => {
  it('prints the table on standard output and progress on standard error', async () => {
    const { status, stdout, stderr } = await analyze();
    expect(status).toBe(0);
    expect(stdout).toMatch(/fc1 .*0\.450 +0\.700 +0\.250/u);
    expect(stderr).toContain('loading the model');
    expect(stderr).toContain('running 5,000 of 5,000 samples (100%)');
    // Five thousand messages within a moment: a line at the beginning and the end, and one a second between.
    expect(stderr.split('\n').length).toBeLessThan(15);
    // eslint-disable-next-line no-control-regex -- no terminal, no escape sequences
    expect(stdout + stderr).not.toMatch(/\u001b/u);
  });

  it('says nothing when quiet', async () => {
    expect(await analyze('--quiet')).toEqual({ status: 0, stdout: '', stderr: '' });
  });

  it('writes every kind of file, and no temporary one stays', async () => {
    const { status } = await analyze(
      '--json',
      'r.json',
      '--csv',
      'r.csv',
      '--html',
      'r.html',
      '--markdown',
      'r.md',
    );
    expect(status).toBe(0);
    expect(produced()).toEqual(['r.csv', 'r.html', 'r.json', 'r.md']);
    expect(JSON.parse(readFileSync(join(work, 'r.json'), 'utf8'))).toEqual(reportFixture());
    expect(readFileSync(join(work, 'r.html'), 'utf8')).toContain('draw();');
  });

  it.each(['--json', '--csv', '--html', '--markdown'])('leaves standard output to %s -', async (option) => {
    const file = await analyze(option, 'file', '--quiet');
    const { status, stdout } = await analyze(option, '-');
    expect([file.status, status]).toEqual([0, 0]);
    expect(stdout).toBe(readFileSync(join(work, 'file'), 'utf8'));
  });

  it('ends with status 3 when a gate holds, with all files written', async () => {
    const { status, stderr } = await analyze(
      '--quiet',
      '--json',
      'r.json',
      '--fail-on',
      'gap<0.3',
      '--fail-on',
      'dead>1',
    );
    expect(status).toBe(3);
    expect(stderr).toBe('entroscope: --fail-on gap<0.3 holds: fc1 0.250, fc2 0.250\n');
    expect(produced()).toEqual(['r.json']);
  });

  it('ends with status 0 when no gate holds', async () => {
    expect((await analyze('--quiet', '--fail-on', 'dead>10%', '--fail-on', 'accuracy<0.9')).status).toBe(0);
  });

  it('judges changes by the report compared with', async () => {
    copyFileSync(join(root, 'report.json'), join(work, 'old.json'));
    const same = ['--baseline-report', 'old.json', '--quiet', '--fail-on'];
    expect((await analyze(...same, 'Δclass>0.05')).status).toBe(0);
    expect((await analyze(...same, 'Δclass>=0')).status).toBe(3);
    expect((await analyze('--fail-on', 'Δclass>0.05')).status).toBe(2);
  });

  it('does not let a gate pass that speaks of nothing', async () => {
    const { status, stderr } = await analyze('--quiet', '--fail-on', 'nope*:dead>1');
    expect(status).toBe(1);
    expect(stderr).toContain('no layer matches nope*');
  });

  it('writes the part of a shard', async () => {
    const { status, stdout } = await analyze('--quiet', '--shard', '2/3', '--json', 'part.json');
    expect({ status, stdout }).toEqual({ status: 0, stdout: '' });
    expect(JSON.parse(readFileSync(join(work, 'part.json'), 'utf8'))).toMatchObject({
      schema: 'entroscope.part/1',
    });
    expect(JSON.parse(readFileSync(join(root, 'request.json'), 'utf8'))).toMatchObject({
      request: { shard: { index: 2, count: 3 } },
    });
  });

  it('refuses what it could not write before the analysis begins', async () => {
    const { status, stderr } = await analyze('--json', 'absent/r.json');
    expect(status).toBe(1);
    expect(stderr).toBe(
      'entroscope: --json absent/r.json: the folder absent does not exist: make it first\n',
    );
    expect(readdirSync(root)).not.toContain('request.json');
    expect((await analyze('--csv', 'data.csv')).status).toBe(1);
    expect(readFileSync(join(work, 'data.csv'), 'utf8')).toBe('a,label\n1,0\n');
  });

  it.each(['SIGINT', 'SIGTERM'] as const)(
    'ends with status 130 on %s and leaves no file behind',
    async (signal) => {
      const child = spawn(
        process.execPath,
        [join(root, 'cli.js'), 'analyze', 'model.json', '--data', 'data.csv', '--json', 'r.json'],
        { cwd: work, env: { ...process.env, ...env, TEST_WAIT: '1' }, stdio: ['ignore', 'pipe', 'pipe'] },
      );
      let stderr = '';
      let sent = false;
      child.stderr.on('data', (chunk: Buffer) => {
        stderr += chunk.toString();
        if (!sent && stderr.includes('(100%)')) sent = child.kill(signal);
      });
      const status = await new Promise((resolve) => child.on('close', resolve));
      expect(status).toBe(130);
      expect(stderr.trimEnd().split('\n').at(-1)).toBe('entroscope: interrupted');
      expect(produced()).toEqual([]);
    },
  );

  it('takes data and options from the nearest entroscope.json', async () => {
    const models = [{ model: '*.json', data: 'data.csv', samples: 5 }];
    writeFileSync(join(work, 'entroscope.json'), JSON.stringify({ models }));
    const end = await runCli(['analyze', 'model.json', '--quiet', '--seed', '9'], work, {
      cli: join(root, 'cli.js'),
      env,
    });
    expect(end).toEqual({ status: 0, stdout: '', stderr: '' });
    expect(JSON.parse(readFileSync(join(root, 'request.json'), 'utf8'))).toMatchObject({
      request: { data: join(work, 'data.csv'), samples: 5, seed: 9, trusted: false },
    });
  });

  it('needs data', async () => {
    const end = await runCli(['analyze', 'model.json'], work, { cli: join(root, 'cli.js'), env });
    expect(end.status).toBe(2);
    expect(end.stderr).toContain('missing --data');
  });
});
