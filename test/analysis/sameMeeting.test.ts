import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import type { Report } from '../../src/report/report.js';
import { analyze, lasting, ROOT, runCli, temporaryFolder } from '../support/cli.js';

// Each runs the command line several times.
vi.setConfig({ testTimeout: 240_000 });

const TRIAL = join(ROOT, 'test', 'fixtures', 'trial');
const COMMON = ['--backend', 'wasm', '--samples', '200'];
const folder = temporaryFolder();

/** What the command says, which must succeed. */
async function run(...args: readonly string[]): Promise<void> {
  const { status, stderr } = await runCli(args);
  expect(stderr).not.toContain('entroscope:');
  expect(status).toBe(0);
}

async function shard(index: 1 | 2, name: string, ...args: readonly string[]): Promise<string> {
  const file = join(folder, `${name}-${String(index)}.json`);
  await run('analyze', ...args, ...COMMON, '--shard', `${String(index)}/2`, '--json', file);
  return file;
}

describe('workers and shards meet the data in the same way', () => {
  it.each([
    // Both are decided: the scale by the trial, the order by all answers.
    ['pictures--1to1-text-dense-7', 'pictures-images-idx4-ubyte.gz', '-1..1', 'class-order-found'],
    // The trial also tells where the one output is cut.
    ['pair-0to1-swapped-mse-11', 'pair-images-idx3-ubyte.gz', '0..1', 'output-cut'],
  ])('%s', async (name, file, scale, code) => {
    const args = [join(TRIAL, name, 'model.json'), '--data', join(TRIAL, file)];
    const one = await analyze([...args, ...COMMON, '--workers', '1']);
    expect(one.settings).toMatchObject({ scale });
    expect(one.findings.map((found) => found.code)).toEqual(expect.arrayContaining(['scale-found', code]));
    const two = await analyze([...args, ...COMMON, '--workers', '2', '--batch', '32']);
    expect(JSON.stringify(lasting(two))).toBe(JSON.stringify(lasting(one)));
    const parts = [await shard(2, name, ...args), await shard(1, name, ...args)];
    const merged = join(folder, `${name}.json`);
    await run('merge', ...parts, '--json', merged);
    const joined = JSON.parse(readFileSync(merged, 'utf8')) as Report;
    expect(JSON.stringify(lasting(joined))).toBe(JSON.stringify(lasting(one)));
  });

  it('parts of different scales, and of different orders, are no parts of one run', async () => {
    const args = [
      join(TRIAL, 'pair-0to1-number-sigmoid-9'),
      '--data',
      join(TRIAL, 'pair-images-idx3-ubyte.gz'),
    ];
    const first = await shard(1, 'unlike', ...args, '--scale', '0..1');
    for (const [name, ...other] of [
      ['scale', '--scale', '-1..1'],
      ['classOrder', '--scale', '0..1', '--class-order', '7,3'],
    ] as const) {
      const second = await shard(2, `unlike-${name}`, ...args, ...other);
      const { status, stderr } = await runCli(['merge', first, second, '--json', join(folder, 'none.json')]);
      expect(status).toBe(1);
      expect(stderr).toContain(`another setting ${name}`);
    }
  });
});

it('classOrder of entroscope.json: a list, and a file named from its own folder', async () => {
  const project = join(folder, 'project');
  mkdirSync(project);
  for (const file of ['model.json', 'weights.bin'])
    copyFileSync(join(TRIAL, 'pair-0to1-swapped-sigmoid-9', file), join(project, file));
  writeFileSync(join(project, 'order.txt'), '7\n3\n');
  const data = join(TRIAL, 'pair-images-idx3-ubyte.gz');
  const reports: Report[] = [];
  for (const classOrder of [['7', '3'], 'order.txt']) {
    writeFileSync(
      join(project, 'entroscope.json'),
      JSON.stringify({ models: [{ model: 'model.json', data, scale: '0..1', classOrder }] }),
    );
    reports.push(await analyze([join(project, 'model.json'), '--samples', '100'], { cwd: project }));
  }
  const [listed, named] = reports;
  expect(listed?.settings).toMatchObject({ classOrder: ['7', '3'] });
  expect(listed?.task?.accuracy).toBeGreaterThan(0.9);
  expect(named?.task).toEqual(listed?.task);
});
