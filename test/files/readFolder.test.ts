import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { listImages } from '../../src/datasets/images/listImages.js';
import { readFolder } from '../../src/files/readFolder.js';
import { findModels } from '../../src/models/findModels.js';
import { resolveModelPath } from '../../src/models/resolveModelPath.js';
import { temporaryFolder } from '../support/cli.js';

/** A file whose name ends in a byte that no UTF-8 has. */
function strangeFile(folder: string, before: string, after: string): void {
  writeFileSync(
    Buffer.concat([Buffer.from(join(folder, before)), Buffer.from([0xff]), Buffer.from(after)]),
    '{}',
  );
}

describe('names that are no UTF-8', () => {
  it('are told with \\xNN; others are what they are, though they look like broken ones', async () => {
    const folder = temporaryFolder();
    strangeFile(folder, 'a', '.json');
    writeFileSync(join(folder, 'b\ufffd.json'), '{}');
    const { entries, undecodable } = await readFolder(folder, { code: 'data-missing' });
    expect(entries.map(({ name }) => name)).toEqual(['b\ufffd.json']);
    expect(undecodable).toEqual(['a\\xff.json']);
  });

  it('are told of pictures, or counted where such may be left out', async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'a'));
    writeFileSync(join(folder, 'a', '1.png'), '');
    strangeFile(join(folder, 'a'), '2', '.png');
    await expect(listImages(folder, false)).rejects.toMatchObject({
      code: 'data-malformed',
      message: expect.stringContaining('2\\xff.png, whose name is no UTF-8') as string,
    });
    expect(await listImages(folder, true)).toMatchObject({ ignored: 1, pictures: [{ path: 'a/1.png' }] });
  });

  it('are told where models are looked for', async () => {
    const folder = temporaryFolder();
    strangeFile(folder, 'model', '.json');
    const told: string[] = [];
    const { signal } = new AbortController();
    expect(await findModels(folder, signal, (below, name) => told.push(join(below, name)))).toEqual([]);
    expect(told).toEqual([join(folder, 'model\\xff.json')]);
    await expect(resolveModelPath(folder)).rejects.toThrow('model\\xff.json, whose name is no UTF-8');
  });
});
