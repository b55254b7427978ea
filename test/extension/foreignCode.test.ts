import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CodeUse } from '../../src/extension/trust/codeUse.js';
import { foreignCode } from '../../src/extension/trust/foreignCode.js';

let root = '';

/** Is the module of a run asked about? Paths are below the temporary folder. */
async function isAsked(
  module: string,
  model: string,
  settings: string | null,
  folders: readonly string[] = ['ws'],
): Promise<boolean> {
  const use: CodeUse = { kind: 'data', path: join(root, module) };
  const asked = await foreignCode([use], {
    model: join(root, model),
    settings: settings === null ? null : join(root, settings),
    folders: folders.map((folder) => join(root, folder)),
  });
  expect([[], [use]]).toContainEqual(asked);
  return asked.length > 0;
}

describe('code of a run', () => {
  beforeEach(async () => {
    root = await realpath(await mkdtemp(join(tmpdir(), 'entroscope-trust-')));
    const names = ['model.json', 'entroscope.json', 'data.mjs'];
    for (const file of ['ws', 'ws/sub', 'other', 'ws-evil', 'out'].flatMap((f) =>
      names.map((n) => join(f, n)),
    )) {
      await mkdir(dirname(join(root, file)), { recursive: true });
      await writeFile(join(root, file), '');
    }
  });
  afterEach(async () => {
    await rm(root, { recursive: true });
  });

  it('runs where model, settings and module lie in the trusted workspace', async () => {
    expect(await isAsked('ws/data.mjs', 'ws/sub/model.json', 'ws/entroscope.json')).toBe(false);
    expect(await isAsked('ws/data.mjs', 'ws/model.json', null)).toBe(false);
    expect(await isAsked('other/data.mjs', 'ws/model.json', 'ws/entroscope.json', ['ws', 'other'])).toBe(
      false,
    );
  });

  it.each([
    ['the model', 'ws/data.mjs', 'out/model.json', 'ws/entroscope.json'],
    ['the settings', 'ws/data.mjs', 'ws/model.json', 'out/entroscope.json'],
    ['the settings above', 'ws/data.mjs', 'ws/model.json', 'entroscope.json'],
    ['the module', 'out/data.mjs', 'ws/model.json', 'ws/entroscope.json'],
    ['the module by way of ..', 'ws/../out/data.mjs', 'ws/model.json', 'ws/entroscope.json'],
    ['the module in a folder of a longer name', 'ws-evil/data.mjs', 'ws/model.json', 'ws/entroscope.json'],
    ['everything', 'out/data.mjs', 'out/model.json', 'out/entroscope.json'],
  ])('is asked about where %s lies outside', async (_, module, model, settings) => {
    expect(await isAsked(module, model, settings)).toBe(true);
  });

  it('is asked about where no folder is trusted', async () => {
    expect(await isAsked('ws/data.mjs', 'ws/model.json', 'ws/entroscope.json', [])).toBe(true);
  });

  it('lies where links lead', async () => {
    await symlink(join(root, 'out'), join(root, 'ws/link'));
    await symlink(join(root, 'out/data.mjs'), join(root, 'ws/linked.mjs'));
    await symlink(join(root, 'nowhere.mjs'), join(root, 'ws/dangling.mjs'));
    await symlink(join(root, 'ws/data.mjs'), join(root, 'ws/inner.mjs'));
    await symlink(join(root, 'ws'), join(root, 'same'));
    const asked = (module: string, model = 'ws/model.json', settings = 'ws/entroscope.json') =>
      isAsked(module, model, settings);
    expect(await asked('ws/linked.mjs')).toBe(true);
    expect(await asked('ws/link/data.mjs')).toBe(true);
    expect(await asked('ws/link/missing.mjs')).toBe(true);
    expect(await asked('ws/dangling.mjs')).toBe(true);
    expect(await asked('ws/data.mjs', 'ws/link/model.json')).toBe(true);
    expect(await asked('ws/data.mjs', 'ws/model.json', 'ws/link/entroscope.json')).toBe(true);
    expect(await asked('ws/inner.mjs')).toBe(false);
    // The workspace itself may have been opened by way of a link.
    expect(await isAsked('same/data.mjs', 'same/model.json', 'same/entroscope.json', ['same'])).toBe(false);
    expect(await isAsked('ws/data.mjs', 'ws/model.json', 'ws/entroscope.json', ['same'])).toBe(false);
  });

  it('lies where it would be, if it is not there yet', async () => {
    expect(await isAsked('ws/new/missing.mjs', 'ws/model.json', 'ws/entroscope.json')).toBe(false);
    expect(await isAsked('out/new/missing.mjs', 'ws/model.json', 'ws/entroscope.json')).toBe(true);
  });
});
