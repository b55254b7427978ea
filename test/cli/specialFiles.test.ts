import { execFileSync } from 'node:child_process';
import { copyFileSync, cpSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { reportFixture } from '../support/reportFixture.js';
import { runCli, temporaryFolder } from '../support/cli.js';
import { smallModel } from '../support/smallModel.js';

/** Who waits for a pipe waits for ever; a busy machine takes its time for a command. */
const LIMIT_MS = 40_000;
let root = '';
const place = (name: string): string => join(root, name);

beforeAll(async () => {
  root = temporaryFolder();
  for (const name of ['good', 'json-pipe', 'shard-pipe', 'config-pipe']) mkdirSync(place(name));
  await smallModel(place('good'), { seed: 1, shards: 2 });
  for (const name of ['shard-pipe', 'config-pipe']) cpSync(place('good'), place(name), { recursive: true });
  execFileSync('rm', [join(place('shard-pipe'), 'group1-shard2of2.bin')]);
  for (const name of [
    'pipe',
    'json-pipe/model.json',
    'shard-pipe/group1-shard2of2.bin',
    'config-pipe/entroscope.json',
  ])
    execFileSync('mkfifo', [place(name)]);
  symlinkSync('/dev/zero', place('zero'));
  writeFileSync(place('report.json'), JSON.stringify(reportFixture()));
  writeFileSync(place('data.csv'), '1,2,3,4\n');
  writeFileSync(place('labelled.csv'), 'a,b,c,d,label\n1,2,3,4,0\n4,3,2,1,1\n');
  symlinkSync(place('report.json'), place('link.json'));
  mkdirSync(place('folder.json'));
});

const analyze = ['analyze', 'good', '--backend', 'cpu', '--samples', '32'];
const synthetic = [...analyze, '--data', 'synthetic'];

describe('a pipe, device or folder in place of a file is refused, naming it, with status 1 and no wait', () => {
  it.each([
    ['the model', ['inspect', 'pipe'], 'pipe is no file but a pipe'],
    ['a device as the model', ['inspect', 'zero'], 'zero is no file but a device'],
    ['model.json of a folder', ['inspect', 'json-pipe'], 'json-pipe/model.json is no file but a pipe'],
    ['a shard', ['inspect', 'shard-pipe'], 'group1-shard2of2.bin is no file but a pipe'],
    ['the data', [...analyze, '--data', 'pipe'], 'pipe is no file but a pipe'],
    ['a device as data', [...analyze, '--data', '/dev/urandom'], '/dev/urandom is no file but a device'],
    ['labels', [...analyze, '--data', 'data.csv', '--labels', 'pipe'], 'pipe is no file but a pipe'],
    [
      'the order of classes',
      [...analyze, '--data', 'labelled.csv', '--class-order', './pipe'],
      'pipe is no file but a pipe',
    ],
    ['--config', [...synthetic, '--config', 'pipe'], 'pipe is no file but a pipe'],
    [
      'an entroscope.json on the way',
      ['analyze', 'config-pipe', '--data', 'synthetic'],
      'config-pipe/entroscope.json is no file but a pipe',
    ],
    ['the baseline', [...synthetic, '--baseline-report', 'pipe'], 'pipe is no file but a pipe'],
    ['a report', ['compare', 'report.json', 'pipe'], 'pipe is no file but a pipe'],
    ['a folder as report', ['compare', 'folder.json', 'report.json'], 'folder.json is no file but a folder'],
    ['a part', ['merge', 'pipe', '--json', 'out.json'], 'pipe is no file but a pipe'],
    ['an output', [...synthetic, '--json', 'pipe'], '--json pipe: it is a pipe'],
    ['a device as output', [...synthetic, '--csv', '/dev/zero'], '--csv /dev/zero: it is a device'],
    [
      'an output of compare',
      ['compare', 'report.json', 'link.json', '--json', 'pipe'],
      '--json pipe: it is a',
    ],
    ['a module', [...analyze, '--data', 'pipe.mjs'], 'pipe.mjs is no file but a pipe'],
    ['a setup module', ['inspect', 'good', '--setup', 'pipe.mjs'], 'pipe.mjs is no file but a pipe'],
  ])('%s', async (_, args, said) => {
    if (!readdirSync(root).includes('pipe.mjs')) execFileSync('mkfifo', [place('pipe.mjs')]);
    const started = performance.now();
    const { status, stderr } = await runCli(args, { cwd: root });
    expect(stderr).toContain(said);
    expect(stderr).not.toContain('a fault of Entroscope');
    expect(status).toBe(1);
    expect(performance.now() - started).toBeLessThan(LIMIT_MS);
  });

  it('process substitution is a pipe, and is told so', () => {
    const script = `node "$0" compare report.json <(cat report.json)`;
    const cli = join(import.meta.dirname, '../../dist/cli.js');
    expect(() => execFileSync('bash', ['-c', script, cli], { cwd: root, stdio: 'pipe' })).toThrow(
      'as <(…) makes one, too: files are read more than once, so save its content to a file',
    );
  });

  it('links to files are files, and standard output has its own names', async () => {
    expect((await runCli(['compare', 'link.json', 'report.json'], { cwd: root })).status).toBe(0);
    const { status, stdout } = await runCli(
      ['compare', 'link.json', 'report.json', '--json', '/dev/stdout'],
      {
        cwd: root,
      },
    );
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toBeTruthy();
  });
});

describe('what the system refuses is no fault of Entroscope', () => {
  it.each([
    ['a folder of the kernel as data', [...analyze, '--data', '/proc/self/task']],
    ['a file of the kernel as data', [...analyze, '--data', '/proc/self/mem']],
    ['a file of the kernel as labels', [...analyze, '--data', 'data.csv', '--labels', '/proc/self/pagemap']],
    ['a file of the kernel as model', ['inspect', '/proc/self/mem']],
    ['a file of the kernel as report', ['compare', '/proc/self/mem', 'report.json']],
    ['a file of the kernel as part', ['merge', '/proc/self/mem', '--json', 'out.json']],
    ['an output in the kernel', [...synthetic, '--json', '/proc/self/out.json']],
    ['an output whose name is too long', [...synthetic, '--json', 'x'.repeat(256)]],
    ['a circle of links', ['inspect', 'circle']],
    ['a file as a folder', ['inspect', 'data.csv/model.json']],
  ])('%s', async (_, args) => {
    if (!readdirSync(root).includes('circle')) symlinkSync(place('circle'), place('circle'));
    const { status, stderr } = await runCli(args, { cwd: root });
    expect(stderr).not.toContain('a fault of Entroscope');
    expect(stderr.trim().split('\n').at(-1)).toMatch(/^entroscope: .*: .+/);
    expect(status).toBe(1);
  });

  it('a name of 255 bytes is no obstacle', async () => {
    const name = `${'n'.repeat(250)}.json`;
    const { status } = await runCli([...synthetic, '--json', name], { cwd: root });
    expect(status).toBe(0);
    expect(readdirSync(root)).toContain(name);
  });

  it('names that are no UTF-8 are told', async () => {
    const strange = Buffer.concat([Buffer.from(`${root}/`), Buffer.from([0xe9]), Buffer.from('.json')]);
    copyFileSync(join(place('good'), 'model.json'), strange);
    const { status, stdout, stderr } = await runCli(['models', '.'], { cwd: root });
    expect(status).toBe(0);
    expect(stdout).toContain('good/model.json');
    expect(stderr).toContain('\\xe9.json is passed over, since its name is no UTF-8: rename it');
  });
});
