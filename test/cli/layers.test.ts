import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli } from './runCli.js';

const SCRIPTS = join(import.meta.dirname, '../fixtures/scripts');

interface Output {
  readonly code: {
    readonly file: string | null;
    readonly how: string;
    readonly candidates: readonly string[];
  };
  readonly layers: readonly {
    readonly id: string;
    readonly file: string | null;
    readonly line: number | null;
    readonly cell: number | null;
    readonly sure: boolean;
  }[];
}

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'entroscope-layers-'));
  await cp(SCRIPTS, folder, { recursive: true });
});

afterAll(() => rm(folder, { recursive: true, force: true }));

async function layersOf(kind: string, ...args: readonly string[]): Promise<Output> {
  const { status, stdout, stderr } = await runCli(
    ['layers', 'layers.json', ...args, '--json', '-'],
    join(folder, kind),
  );
  expect([stderr, status]).toEqual(['', 0]);
  return JSON.parse(stdout) as Output;
}

describe('entroscope layers', () => {
  it('tells file and line of each layer, those in files that the chosen one imports too', async () => {
    const { code, layers } = await layersOf('py-two-files', '--code', '.');
    expect(code).toEqual({ file: 'train.py', how: 'sure', candidates: ['train.py'] });
    expect(layers.map(({ id, file, line }) => `${id} ${file}:${line}`)).toEqual([
      'conv2d net.py:5',
      'max_pooling2d net.py:6',
      'conv2d_1 net.py:7',
      'max_pooling2d_1 net.py:8',
      'dense train.py:8',
      'dense_1 train.py:9',
    ]);
  });

  it('counts a notebook’s cells among all of them, and reads the current folder where no code is named', async () => {
    const { layers } = await layersOf('nb-builder-cell');
    expect(layers).toEqual([
      { id: 'conv2d', file: 'train.ipynb', line: 3, cell: 2, sure: true },
      { id: 'max_pooling2d', file: 'train.ipynb', line: 4, cell: 2, sure: true },
      { id: 'dense', file: 'train.ipynb', line: 6, cell: 2, sure: true },
      { id: 'dense_1', file: 'train.ipynb', line: 7, cell: 2, sure: true },
    ]);
  });

  it('takes a file that is named', async () => {
    const { code, layers } = await layersOf('html-page', '--code', 'train.html');
    expect(code).toEqual({ file: 'train.html', how: 'named', candidates: ['train.html'] });
    expect(layers.map(({ line }) => line)).toEqual([9, 10, 11]);
  });

  it('asks between files that fit alike, and gives no line', async () => {
    const kind = join(folder, 'js-states');
    await writeFile(join(kind, 'copy.js'), await readFile(join(kind, 'train.js')));
    const { code, layers } = await layersOf('js-states');
    expect(code).toEqual({ file: null, how: 'asked', candidates: ['copy.js', 'train.js'] });
    expect(layers.map(({ file, line }) => [file, line])).toEqual([
      [null, null],
      [null, null],
      [null, null],
    ]);
  });

  it('says in words what it found, and ends with 0 where it found nothing', async () => {
    const cwd = join(folder, 'html-page');
    const { status, stdout } = await runCli(['layers', 'layers.json'], cwd);
    expect(stdout.split('\n').slice(0, 2)).toEqual([
      'Code: train.html, the one file that fits',
      'dense_Dense1  train.html:9',
    ]);
    expect(status).toBe(0);
    const other = await runCli(['layers', '../py-star-merge/layers.json'], cwd);
    expect(other).toMatchObject({ status: 0, stderr: '' });
    expect(other.stdout).toMatch(/^No file here fits the model/);
  });

  it('refuses a list of other things, and code that is not there, in one line', async () => {
    const cwd = join(folder, 'html-page');
    await writeFile(join(cwd, 'other.json'), '[{"id": "dense"}]');
    const other = await runCli(['layers', 'other.json'], cwd);
    expect([other.status, other.stderr.trimEnd().split('\n').length]).toEqual([1, 1]);
    expect(other.stderr).toContain('is no list of layers');
    const missing = await runCli(['layers', 'layers.json', '--code', 'nope.py'], cwd);
    expect([missing.status, missing.stderr.trimEnd().split('\n').length]).toEqual([1, 1]);
    expect(missing.stderr).toContain('nope.py');
  });

  it('loads a model for its layers, and takes the code that entroscope.json names', async () => {
    const models = join(import.meta.dirname, '../../examples/mnist');
    const { status, stdout, stderr } = await runCli(['layers', 'model', '--json', '-'], models);
    expect([stderr, status]).toEqual(['', 0]);
    const { code, layers } = JSON.parse(stdout) as Output;
    expect(code).toMatchObject({ file: 'train.mjs', how: 'named' });
    expect(layers.every(({ line }) => line !== null)).toBe(true);
  }, 120_000);
});
