import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli } from './runCli.js';

let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'entroscope-usage-'));
  writeFileSync(join(folder, 'text.json'), '{}');
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe('a wrong command line', () => {
  it.each<[string, string[], string]>([
    ['no command', [], 'missing command'],
    ['an unknown command', ['analyse'], 'unknown command'],
    ['an unknown option', ['analyze', 'm', '--bogus'], "unknown option '--bogus'"],
    ['a missing argument', ['analyze'], 'missing required argument'],
    ['one argument too many', ['analyze', 'm', 'n'], 'too many arguments'],
    ['an option without its value', ['analyze', 'm', '--data'], 'argument missing'],
    ['--samples 0', ['analyze', 'm', '--samples', '0'], 'whole number'],
    ['--samples 1e3', ['analyze', 'm', '--samples', '1e3'], 'whole number'],
    ['--batch -4', ['analyze', 'm', '--batch', '-4'], 'whole number'],
    ['--workers 1.5', ['analyze', 'm', '--workers', '1.5'], 'whole number'],
    ['--max-neurons x', ['analyze', 'm', '--max-neurons', 'x'], 'whole number'],
    ['--seed -1', ['analyze', 'm', '--seed', '-1'], 'whole number'],
    ['--backend gpu', ['analyze', 'm', '--backend', 'gpu'], 'auto, tensorflow, wasm, cpu'],
    ['--scale 0..255', ['analyze', 'm', '--scale', '0..255'], '0..1, -1..1, none'],
    ['--mean a', ['analyze', 'm', '--mean', '0.5,a'], 'list of numbers'],
    ['--std 0', ['analyze', 'm', '--std', '0'], 'above 0'],
    ['--classes a,,b', ['analyze', 'm', '--classes', 'a,,b'], 'list of labels'],
    ['--threshold relu', ['analyze', 'm', '--threshold', 'relu'], 'relu=X'],
    ['--threshold layer:=1', ['analyze', 'm', '--threshold', 'layer:=1'], 'relu=X'],
    ['--shard 0/2', ['analyze', 'm', '--shard', '0/2'], 'K/N'],
    ['--shard 3/2', ['analyze', 'm', '--shard', '3/2'], 'K/N'],
    ['--fail-on dead', ['analyze', 'm', '--fail-on', 'dead'], 'not a condition'],
    ['--fail-on class>5%', ['analyze', 'm', '--fail-on', 'class>5%'], 'measured neurons'],
    ['--shard without --json', ['analyze', 'm', '--shard', '1/2'], 'needs --json'],
    ['--shard with --csv', ['analyze', 'm', '--shard', '1/2', '--json', 'p', '--csv', 'c'], 'merge'],
    ['--shard with --html', ['analyze', 'm', '--shard', '1/2', '--json', 'p', '--html', 'h'], 'merge'],
    [
      '--shard with --fail-on',
      ['analyze', 'm', '--shard', '1/2', '--json', 'p', '--fail-on', 'dead>1'],
      'merge',
    ],
    ['merge without parts', ['merge'], 'missing required argument'],
    ['merge with Δ and nothing to compare', ['merge', 'p', '--fail-on', 'Δclass>1'], '--baseline-report'],
    ['compare with one report', ['compare', 'a.json'], 'missing required argument'],
  ])('ends with status 2 and one line: %s', async (_, args, cause) => {
    const { status, stdout, stderr } = await runCli(args, folder);
    expect(status).toBe(2);
    expect(stdout).toBe('');
    const line = stderr.trimEnd().split('\n').at(-1) ?? '';
    expect(line.startsWith('entroscope: ')).toBe(true);
    expect(line).toContain(cause);
  });

  it.each([
    ['--probe', 'is part of --science'],
    ['--rank', 'is part of --science'],
  ])('says why there is no %s, as the help does', async (option, reason) => {
    const { status, stderr } = await runCli(['analyze', 'm', option], folder);
    expect(status).toBe(2);
    expect(stderr).toBe(`entroscope: ${option} ${reason}\n`);
    const help = await runCli(['analyze', '--help'], folder);
    expect(help.status).toBe(0);
    expect(help.stdout).not.toMatch(new RegExp(`${option}\\s`, 'u'));
  });
});

describe('a path that is absent or wrong', () => {
  it.each<[string, string[]]>([
    ['a model', ['analyze', 'absent/model.json', '--data', 'synthetic']],
    ['a model to inspect', ['inspect', 'absent.json']],
    ['a folder to look in', ['models', 'absent']],
    ['a report', ['compare', 'absent.json', 'text.json']],
    ['a file that is no report', ['compare', 'text.json', 'text.json']],
  ])('ends with status 1 and one line: %s', async (_, args) => {
    const { status, stdout, stderr } = await runCli(args, folder);
    expect(stderr).toMatch(/^entroscope: [^\n]+\n$/u);
    expect(stderr).not.toContain('fault of Entroscope');
    expect(status).toBe(1);
    expect(stdout).toBe('');
  });
});

it('prints its version and its help', async () => {
  expect(await runCli(['--version'], folder)).toMatchObject({ status: 0, stdout: '0.1.0\n', stderr: '' });
  const { status, stdout } = await runCli(['--help'], folder);
  expect(status).toBe(0);
  for (const command of ['models', 'inspect', 'analyze', 'compare', 'merge'])
    expect(stdout).toContain(command);
});
