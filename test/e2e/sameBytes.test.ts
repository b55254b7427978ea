import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Report } from '../../src/report/report.js';
import { analyze, lasting, ROOT, runCli, temporaryFolder } from '../support/cli.js';

const MODEL = join(ROOT, 'examples', 'mnist', 'model', 'model.json');

describe('the same analysis gives the same bytes', () => {
  let expected: string;
  const bytes = (report: Report): string => JSON.stringify(lasting(report));

  beforeAll(async () => {
    expected = bytes(await analyze([MODEL, '--samples', '700', '--workers', '1']));
  });

  it.each([
    ['twice', []],
    ['in batches of 1', ['--batch', '1']],
    ['in batches of 7', ['--batch', '7']],
    ['in batches of 96', ['--batch', '96']],
    ['in one batch', ['--batch', '1000']],
    ['on three workers', ['--workers', '3', '--batch', '32']],
    ['on two workers in odd batches', ['--workers', '2', '--batch', '13']],
  ])('%s', async (_, args) => {
    expect(bytes(await analyze([MODEL, '--samples', '700', ...args]))).toBe(expected);
  });

  it('in three shards that are merged in any order', async () => {
    const folder = temporaryFolder();
    const parts = [1, 2, 3].map((k) => join(folder, `part${String(k)}.json`));
    for (const [index, part] of parts.entries()) {
      const run = await runCli([
        'analyze',
        MODEL,
        '--samples',
        '700',
        '--backend',
        'wasm',
        '--shard',
        `${String(index + 1)}/3`,
        '--json',
        part,
      ]);
      expect(run.stderr).not.toContain('entroscope:');
      expect(run.status).toBe(0);
    }
    const merged = join(folder, 'merged.json');
    const run = await runCli(['merge', parts[2] ?? '', parts[0] ?? '', parts[1] ?? '', '--json', merged]);
    expect(run.status).toBe(0);
    expect(bytes(JSON.parse(readFileSync(merged, 'utf8')) as Report)).toBe(expected);
  });

  it('with rank and read-out of every layer, unless these are not wanted', async () => {
    const { layers } = JSON.parse(expected) as Report;
    expect(layers.every(({ rank, probe }) => rank !== null && probe?.loss !== null)).toBe(true);
    const without = await analyze([MODEL, '--samples', '700', '--no-science']);
    expect(without.layers.every(({ rank, probe }) => rank === null && probe === null)).toBe(true);
  });

  it('but another seed chooses other samples', async () => {
    const other = await analyze([MODEL, '--samples', '700', '--seed', '2']);
    expect(bytes(other)).not.toBe(expected);
    expect(other.dataset.samples).toBe(700);
  });
});

describe('merge refuses', () => {
  const folder = temporaryFolder();
  const part = (name: string): string => join(folder, name);
  const shard = async (k: string, file: string, ...args: string[]): Promise<void> => {
    const run = await runCli([
      'analyze',
      MODEL,
      '--samples',
      '300',
      '--backend',
      'wasm',
      '--shard',
      k,
      '--json',
      part(file),
      ...args,
    ]);
    expect(run.status).toBe(0);
  };

  beforeAll(async () => {
    await shard('1/3', 'a');
    await shard('2/3', 'b');
    await shard('3/3', 'c', '--seed', '5');
    await shard('3/4', 'd');
  });

  it('a set with a missing part, naming each', async () => {
    const run = await runCli(['merge', part('b'), '--json', part('out.json')]);
    expect(run.status).toBe(1);
    expect(run.stderr).toMatch(/\b1\b.*\b3\b/);
  });
  it('a part twice', async () => {
    const run = await runCli(['merge', part('a'), part('b'), part('b'), '--json', part('out.json')]);
    expect(run.status).toBe(1);
  });
  it('other settings', async () => {
    const run = await runCli(['merge', part('a'), part('b'), part('c'), '--json', part('out.json')]);
    expect(run.status).toBe(1);
    expect(run.stderr).toContain('seed');
  });
  it('parts of another number of shards', async () => {
    const run = await runCli(['merge', part('a'), part('b'), part('d'), '--json', part('out.json')]);
    expect(run.status).toBe(1);
    expect(run.stderr).toContain('4');
  });
  it('a file that is no part', async () => {
    const run = await runCli(['merge', MODEL, '--json', part('out.json')]);
    expect(run.status).toBe(1);
    expect(run.stderr).toContain('model.json');
  });
});
