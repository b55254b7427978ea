import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openDataset } from '../../src/datasets/openDataset.js';
import { temporaryFolder } from '../support/cli.js';
import {
  sortedByClass,
  writeCsv,
  writeIdx,
  writeJson,
  writeModule,
  writeNpy,
  writeNpz,
  writePngFolders,
} from '../support/digitFiles.js';
import { input, labelsOf, readAll, request } from './request.js';

describe('the same digits', () => {
  const folder = temporaryFolder();
  const digits = sortedByClass({
    pixels: Uint8Array.from({ length: 12 * 784 }, (_, i) => (i * 37 + (i >> 3)) % 256),
    labels: Uint8Array.from({ length: 12 }, (_, i) => i % 4),
  });
  const npy = writeNpy(join(folder, 'npy'), digits);
  const scaled = { scale: '0..1' } as const;

  it.each([
    ['idx', writeIdx(join(folder, 'idx'), digits, false), {}],
    ['idx', writeIdx(join(folder, 'gz'), digits, true), {}],
    ['images', writePngFolders(join(folder, 'png'), digits), {}],
    ['npy', npy.data, { ...scaled, labels: npy.labels }],
    ['npz', writeNpz(join(folder, 'npz'), digits), {}],
    ['csv', writeCsv(join(folder, 'csv'), digits), scaled],
    ['json', writeJson(join(folder, 'json'), digits), scaled],
    ['module', writeModule(join(folder, 'module'), digits), {}],
  ] as const)('are the same float32 bits from %s (%s)', async (kind, path, more) => {
    for (const shape of [[28, 28, 1], [784], [28, 28]]) {
      const dataset = await openDataset(request(path, [input(shape)], more));
      expect(dataset.kind).toBe(kind);
      expect(dataset.shapes).toEqual([shape]);
      expect(labelsOf(dataset)).toEqual(Array.from(digits.labels, String));
      const { inputs } = await readAll(dataset);
      expect(inputs[0]).toEqual(Float32Array.from(digits.pixels, (value) => value / 255));
    }
  });

  it('are the same bits with mean and deviation, scaled by Entroscope or before', async () => {
    const normalised = { mean: [0.1307], std: [0.3081] };
    const files = [
      [writeIdx(join(folder, 'idx2'), digits, false), {}],
      [writePngFolders(join(folder, 'png2'), digits), {}],
      [npy.data, scaled],
      [writeNpz(join(folder, 'npz2'), digits), {}],
      [writeCsv(join(folder, 'csv2'), digits), scaled],
      [writeJson(join(folder, 'json2'), digits), scaled],
      [writeModule(join(folder, 'module2'), digits), {}],
    ] as const;
    const expected = Float32Array.from(
      digits.pixels,
      (value) => (Math.fround(value / 255) - 0.1307) / 0.3081,
    );
    for (const [path, more] of files) {
      const dataset = await openDataset(request(path, [input([784])], { ...more, ...normalised }));
      expect((await readAll(dataset)).inputs[0], path).toEqual(expected);
    }
  });
});

describe('data that cannot be opened', () => {
  const folder = temporaryFolder();

  it('is missing, empty, or of no known kind, and the message lists the kinds', async () => {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'empty.csv'), '');
    writeFileSync(join(folder, 'notes.txt'), 'hello');
    const asked = (name: string): Promise<unknown> => openDataset(request(join(folder, name), [input([2])]));
    await expect(asked('absent.npz')).rejects.toMatchObject({ code: 'data-missing' });
    await expect(asked('empty.csv')).rejects.toMatchObject({ code: 'data-empty' });
    await expect(asked('notes.txt')).rejects.toMatchObject({
      code: 'data-unrecognised',
      message: expect.stringMatching(/IDX.*npz.*csv.*json.*synthetic/),
    });
  });

  it('feeds one input only, where its kind has no names', async () => {
    writeFileSync(join(folder, 'two.csv'), '1,2\n');
    await expect(
      openDataset(request(join(folder, 'two.csv'), [input([1], { name: 'a' }), input([1], { name: 'b' })])),
    ).rejects.toMatchObject({ code: 'data-shape', message: expect.stringContaining('a, b') });
  });
});
