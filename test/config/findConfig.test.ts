import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findConfig, matchConfig, resolveConfigPath, stopFolder } from '../../src/config/findConfig.js';

let root = '';

function write(path: string, models: readonly object[]): string {
  const file = join(root, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify({ models }));
  return file;
}

describe('the entry of a model', () => {
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'entroscope-config-'));
  });
  afterEach(() => {
    rmSync(root, { recursive: true });
  });

  it.each([
    'models/a/model.json',
    './models/a/model.json',
    'models/a',
    'models/**',
    'models/*/model.json',
    '**/model.json',
  ])('is found by %s', async (pattern) => {
    const file = write('entroscope.json', [{ model: 'other.json' }, { model: pattern, seed: 7 }]);
    const found = await findConfig(join(root, 'models/a/model.json'), root);
    expect(found).toEqual({ file, index: 1, entry: { model: pattern, seed: 7 } });
  });

  it.each(['models/b/model.json', 'model.json', '*.json', 'models/a/model'])(
    'is not found by %s',
    async (pattern) => {
      write('entroscope.json', [{ model: pattern }]);
      expect(await findConfig(join(root, 'models/a/model.json'), root)).toBeNull();
    },
  );

  it('is the first match of the nearest file with one', async () => {
    write('entroscope.json', [{ model: '**/model.json', seed: 1 }]);
    write('models/entroscope.json', [
      { model: 'a/model.json', seed: 2 },
      { model: 'a/*', seed: 3 },
    ]);
    write('models/a/entroscope.json', [{ model: 'elsewhere.json', seed: 4 }]);
    expect((await findConfig(join(root, 'models/a/model.json'), root))?.entry.seed).toBe(2);
    expect((await findConfig(join(root, 'models/b/model.json'), root))?.entry.seed).toBe(1);
  });

  it('is not looked for above the folder where the search ends', async () => {
    write('entroscope.json', [{ model: '**' }]);
    expect(await findConfig(join(root, 'inner/m.json'), join(root, 'inner'))).toBeNull();
  });

  it('is looked for only beside a model outside of the folder where the search ends', async () => {
    write('entroscope.json', [{ model: '**' }]);
    write('outer/a/entroscope.json', [{ model: 'other.json', seed: 1 }]);
    write('outer/b/entroscope.json', [{ model: 'm.json', seed: 2 }]);
    expect(await findConfig(join(root, 'outer/a/m.json'), join(root, 'inner'))).toBeNull();
    expect(await findConfig(join(root, 'inner-too/m.json'), join(root, 'inner'))).toBeNull();
    expect((await findConfig(join(root, 'outer/b/m.json'), join(root, 'inner')))?.entry.seed).toBe(2);
    expect((await findConfig(join(root, 'inner/m.json'), `${root}/`))?.file).toBe(
      join(root, 'entroscope.json'),
    );
  });

  it('may lie above its settings file', async () => {
    const file = write('settings/entroscope.json', [{ model: '../m.json' }]);
    expect((await matchConfig(file, join(root, 'm.json')))?.index).toBe(0);
  });

  it('names paths relative to the settings file, and synthetic as it is', () => {
    const found = { file: join(root, 'entroscope.json'), index: 0, entry: { model: 'm' } };
    expect(resolveConfigPath(found, 'data/x.csv')).toBe(join(root, 'data/x.csv'));
    expect(resolveConfigPath(found, 'synthetic')).toBe('synthetic');
  });

  it('is looked for up to the current folder only where the model lies below it', () => {
    expect(stopFolder('/home/me/project/m/model.json', '/home/me/project')).toBe('/home/me/project');
    expect(stopFolder('/data/model.json', '/home/me/project')).toBeNull();
  });
});
