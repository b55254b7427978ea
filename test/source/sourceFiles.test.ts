import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readCells, SourceFiles, type SourceFile } from '../../src/sourceThread/sourceFiles.js';
import { codeCells } from '../../src/source/codeCells.js';
import { findLayersInCells } from '../../src/source/findLayers.js';
import { SourceReader } from '../../src/sourceThread/sourceReader.js';
import { ROOT } from '../support/cli.js';

let folder: string;
let reader: SourceReader;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'entroscope-source-'));
  reader = new SourceReader({
    script: join(ROOT, 'dist', 'source.js'),
    onUnread: (file) => {
      throw new Error(`${file} is not read`);
    },
  });
});

afterEach(async () => {
  reader.dispose();
  await rm(folder, { recursive: true, force: true });
});

function script(...units: readonly number[]): string {
  const layers = units.map((count) => `model.add(tf.layers.dense({ units: ${count} }));\n`);
  return `import * as tf from '@tensorflow/tfjs';\nconst model = tf.sequential();\n${layers.join('')}`;
}

function notebook(cells: readonly string[], picture = ''): string {
  return JSON.stringify({
    cells: [
      { cell_type: 'markdown', source: ['# Dense(3)'] },
      ...cells.map((text) => ({
        cell_type: 'code',
        source: text.split(/(?<=\n)/u),
        outputs: [{ output_type: 'display_data', data: { 'image/png': picture } }],
      })),
    ],
    nbformat: 4,
  });
}

function unitsOf(files: readonly SourceFile[]): Readonly<Record<string, readonly (number | null)[]>> {
  return Object.fromEntries(
    files.map(({ file, program }) => [
      file.slice(folder.length + 1),
      program.layers.map(({ sizes }) => sizes.units),
    ]),
  );
}

describe('codeCells', () => {
  it('takes the code cells of a notebook, which form one program', () => {
    const cells = codeCells(
      'train.ipynb',
      notebook([
        'from tensorflow import keras\nmodel = keras.Sequential()\n',
        'model.add(keras.layers.Dense(12))',
      ]),
    );
    expect(cells.map(({ text }) => text)).toEqual([
      'from tensorflow import keras\nmodel = keras.Sequential()\n',
      'model.add(keras.layers.Dense(12))',
    ]);
    expect(findLayersInCells(cells).layers).toMatchObject([{ cell: 1, line: 0, sizes: { units: 12 } }]);
  });

  it('takes a script whole, and nothing of other or broken files', () => {
    expect(codeCells('/a.b/train.MTS', 'x')).toEqual([{ text: 'x', language: 'typescript' }]);
    expect(codeCells('/a.py/train', 'x')).toEqual([]);
    expect(codeCells('train.ipynb', '{"cells": [')).toEqual([]);
    expect(codeCells('train.ipynb', '{"cells": {}}')).toEqual([]);
  });
});

describe('readCells', () => {
  it('reads a notebook whose pictures take more than a script may', async () => {
    const large = 'iVBORw0K'.repeat(2 ** 18);
    const file = join(folder, 'train.ipynb');
    await writeFile(file, notebook(['layer = tf.keras.layers.Dense(12)'], large));
    expect((await readCells(file, reader)).map(({ text }) => text)).toEqual([
      'layer = tf.keras.layers.Dense(12)',
    ]);
    await writeFile(join(folder, 'bundle.js'), large);
    expect(await readCells(join(folder, 'bundle.js'), reader)).toEqual([]);
    expect(await readCells(join(folder, 'missing.js'), reader)).toEqual([]);
  });
});

describe('SourceFiles', () => {
  it('lists the files that define layers, found once for all who ask', async () => {
    const names = ['a.js', 'b.js', 'c.ipynb', 'gone.js'].map((name) => join(folder, name));
    await writeFile(join(folder, 'a.js'), script(4, 5));
    await writeFile(join(folder, 'b.js'), 'console.log(1);');
    await writeFile(join(folder, 'c.ipynb'), notebook(['import tensorflow as tf\ntf.keras.layers.Dense(6)']));
    let found = 0;
    const files = new SourceFiles(() => {
      found += 1;
      return Promise.resolve(names);
    }, reader);
    const [one, other] = await Promise.all([files.list(), files.list()]);
    expect(unitsOf(one)).toEqual({ 'a.js': [4, 5], 'c.ipynb': [6] });
    expect(other).toBe(one);
    expect(await files.list()).toBe(one);
    expect(found).toBe(1);
  });

  it('reads a saved file again, and no other', async () => {
    const names = ['a.js', 'b.js', 'c.js'].map((name) => join(folder, name));
    const [a = '', b = '', c = ''] = names;
    await writeFile(a, script(4));
    await writeFile(b, script(5));
    await writeFile(c, '');
    const files = new SourceFiles(() => Promise.resolve(names), reader);
    const before = await files.list();
    await writeFile(a, script(7));
    await writeFile(b, script(8));
    await writeFile(c, script(9));
    files.renew(a);
    files.renew(c);
    const after = await files.list();
    expect(unitsOf(after)).toEqual({ 'a.js': [7], 'b.js': [5], 'c.js': [9] });
    const programOf = (list: readonly SourceFile[]): unknown => list.find(({ file }) => file === b)?.program;
    expect(programOf(after)).toBe(programOf(before));
  });

  it('lists anew for a saved file that it does not know, keeping what did not change', async () => {
    const a = join(folder, 'a.js');
    const b = join(folder, 'b.js');
    const names = [a];
    await writeFile(a, script(4));
    const files = new SourceFiles(() => Promise.resolve([...names]), reader);
    const before = await files.list();
    await writeFile(b, script(5));
    names.push(b);
    files.renew(b);
    const after = await files.list();
    expect(unitsOf(after)).toEqual({ 'a.js': [4], 'b.js': [5] });
    expect(after[0]?.program).toBe(before[0]?.program);
    await rm(b);
    files.renew(b);
    expect(unitsOf(await files.list())).toEqual({ 'a.js': [4] });
  });
});
