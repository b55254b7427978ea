import { mkdirSync, readFileSync, renameSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { openDataset } from '../../src/datasets/openDataset.js';
import { temporaryFolder } from '../support/cli.js';
import { writeIdx, type Digits } from '../support/digitFiles.js';
import { input, labelsOf, readAll, request } from './request.js';

const PICTURE = [input([28, 28, 1])];

/** Three pictures of counting bytes. */
export function someDigits(labels = [7, 10, 2]): Digits {
  return {
    pixels: Uint8Array.from({ length: labels.length * 784 }, (_, i) => (i * 7) % 256),
    labels: Uint8Array.from(labels),
  };
}

function idxBytes(type: number, sizes: readonly number[], data: Uint8Array): Buffer {
  const header = Buffer.alloc(4 + 4 * sizes.length);
  header[2] = type;
  header[3] = sizes.length;
  sizes.forEach((size, axis) => header.writeUInt32BE(size, 4 + 4 * axis));
  return Buffer.concat([header, data]);
}

describe('idx', () => {
  const folder = temporaryFolder();

  it.each([false, true])('reads pictures and the labels beside them (gzip: %s)', async (gz) => {
    const digits = someDigits();
    const path = writeIdx(join(folder, String(gz)), digits, gz);
    const dataset = await openDataset(request(path, PICTURE));
    expect(dataset).toMatchObject({ kind: 'idx', size: 3, labelled: true, classes: ['2', '7', '10'] });
    expect(labelsOf(dataset)).toEqual(['7', '10', '2']);
    expect(dataset.shapes).toEqual([[28, 28, 1]]);
    expect(dataset.settings).toEqual({ scale: '0..1', mean: null, std: null });
    expect(dataset.findings.map(({ code }) => code)).toEqual(['scale-chosen']);
    const { rows, inputs } = await readAll(dataset);
    expect(rows).toBe(3);
    expect(inputs[0]).toEqual(Float32Array.from(digits.pixels, (value) => value / 255));
  });

  it.each([
    ['train-images.idx3-ubyte', 'train-labels.idx1-ubyte'],
    ['t10k-images.idx3-ubyte', 't10k-labels-idx1-ubyte'],
    ['train-images-idx3-ubyte', 'train-labels-idx1-ubyte'],
  ])('finds the labels of %s in %s', async (images, labels) => {
    const inside = join(folder, images + labels);
    const path = writeIdx(inside, someDigits(), false);
    renameSync(path, join(inside, images));
    renameSync(join(inside, 't10k-labels-idx1-ubyte'), join(inside, 'moved'));
    renameSync(join(inside, 'moved'), join(inside, labels));
    const dataset = await openDataset(request(join(inside, images), PICTURE));
    expect(labelsOf(dataset)).toEqual(['7', '10', '2']);
  });

  it.each([false, true])(
    'reads chosen samples with gaps, in batches, also from a worker’s index (gzip: %s)',
    async (gz) => {
      const digits = someDigits(Array.from({ length: 900 }, (_, i) => i % 10));
      const path = writeIdx(join(folder, `gaps${String(gz)}`), digits, gz);
      const asked = request(path, [input([784])]);
      const { index } = await openDataset(asked);
      const dataset = await openDataset(asked, structuredClone(index));
      const reader = await dataset.open(Uint32Array.of(0, 5, 6, 400, 899));
      const { signal } = new AbortController();
      const first = await reader.read(1, 3, signal);
      const last = await reader.read(4, 5, signal);
      await reader.close();
      const scaled = (sample: number): number[] =>
        [...digits.pixels.subarray(sample * 784, (sample + 1) * 784)].map((value) =>
          Math.fround(value / 255),
        );
      expect([...(first.inputs[0] ?? [])]).toEqual([...scaled(5), ...scaled(6)]);
      expect([...(last.inputs[0] ?? [])]).toEqual(scaled(899));
    },
  );

  it('leaves scaling to a model that begins with it, and says so', async () => {
    const path = writeIdx(join(folder, 'unscaled'), someDigits(), false);
    const dataset = await openDataset(request(path, PICTURE, { beginsWithScaling: true }));
    expect(dataset.settings).toMatchObject({ scale: 'none' });
    expect(dataset.findings[0]).toMatchObject({ code: 'scale-chosen', severity: 'info' });
    expect((await readAll(dataset)).inputs[0]?.[1]).toBe(7);
  });

  it('scales to -1..1, subtracts the mean and divides by the deviation of each channel', async () => {
    const path = writeIdx(join(folder, 'mean'), someDigits(), false);
    const dataset = await openDataset(
      request(path, [input([28, 28, 3])], { scale: '-1..1', mean: [0, 0.5, 1], std: [1, 2, 4] }),
    );
    const { inputs } = await readAll(dataset);
    const plain = 7 / 127.5 - 1;
    expect([...(inputs[0] ?? [])].slice(3, 6)).toEqual(
      [plain, (plain - 0.5) / 2, (plain - 1) / 4].map(Math.fround),
    );
  });

  it.each([
    ['byte', 0x09, Uint8Array.of(0xff, 0x80), [-1, -128]],
    ['short', 0x0b, Uint8Array.of(0xff, 0xfe, 1, 2), [-2, 258]],
    ['int', 0x0c, Uint8Array.of(0, 1, 0, 0, 255, 255, 255, 255), [65536, -1]],
    ['float', 0x0d, Uint8Array.of(0x3f, 0xc0, 0, 0, 0xbf, 0x80, 0, 0), [1.5, -1]],
    ['double', 0x0e, Uint8Array.of(0x3f, 0xf8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0), [1.5, 0]],
  ])('reads values of type %s', async (name, type, bytes, values) => {
    const path = join(folder, `values-${name}`);
    writeFileSync(path, idxBytes(type, [1, 2], bytes));
    const dataset = await openDataset(request(path, [input([2])], { scale: 'none' }));
    expect([...((await readAll(dataset)).inputs[0] ?? [])]).toEqual(values);
    expect(dataset).toMatchObject({ labelled: false, classes: ['all'] });
    expect(dataset.findings.map(({ code }) => code)).toEqual(['no-labels']);
  });

  it('refuses a truncated gzip file by name', async () => {
    const path = writeIdx(join(folder, 'cut'), someDigits(), true);
    writeFileSync(path, readFileSync(path).subarray(0, 60));
    await expect(openDataset(request(path, PICTURE))).rejects.toMatchObject({
      code: 'data-malformed',
      message: expect.stringContaining(path),
    });
  });

  it('refuses a header that promises more than the file holds, without allocating it', async () => {
    const path = join(folder, 'huge-idx3-ubyte');
    writeFileSync(path, idxBytes(8, [4_000_000_000, 4_000_000_000, 4_000_000_000], new Uint8Array(10)));
    await expect(openDataset(request(path, PICTURE))).rejects.toMatchObject({
      code: 'data-malformed',
      message: expect.stringContaining('26 bytes'),
    });
  });

  it('refuses a file that has the name but not the first bytes', async () => {
    const path = join(folder, 'bad-images-idx3-ubyte');
    writeFileSync(path, 'version https://git-lfs.github.com/spec/v1\n');
    await expect(openDataset(request(path, PICTURE))).rejects.toMatchObject({ code: 'data-malformed' });
  });

  it('refuses labels of another number, naming both', async () => {
    const path = writeIdx(join(folder, 'count'), someDigits(), false);
    const labels = join(folder, 'two-labels');
    writeFileSync(labels, idxBytes(8, [2], Uint8Array.of(1, 2)));
    await expect(openDataset(request(path, PICTURE, { labels }))).rejects.toMatchObject({
      code: 'data-labels',
      message: expect.stringMatching(/2 labels.*3 samples/),
    });
  });

  it('names labels that are not there, or are a folder', async () => {
    const path = writeIdx(join(folder, 'absent'), someDigits(), false);
    for (const [labels, cause] of [
      [join(folder, 'absent', 'nothing-idx1'), 'does not exist'],
      [folder, 'folder'],
    ] as const)
      await expect(openDataset(request(path, PICTURE, { labels }))).rejects.toMatchObject({
        code: 'data-missing',
        message: expect.stringMatching(new RegExp(`${cause}.*--labels`)),
      });
  });

  it('reports no scale for inputs of whole numbers, which are never scaled', async () => {
    const path = writeIdx(join(folder, 'whole'), someDigits(), false);
    const inputs = [input([28, 28, 1], { dtype: 'int32' })];
    const chosen = await openDataset(request(path, inputs));
    expect(chosen.settings).toEqual({ scale: 'none', mean: null, std: null });
    expect(chosen.findings).toMatchObject([
      { code: 'scale-chosen', severity: 'info', message: expect.stringContaining('whole numbers') },
    ]);
    const asked = await openDataset(request(path, inputs, { scale: '0..1', mean: [0.5], std: [0.5] }));
    expect(asked.settings).toEqual({ scale: 'none', mean: null, std: null });
    expect(asked.findings).toMatchObject([
      { code: 'scale-ignored', severity: 'warning', message: expect.stringContaining('whole numbers') },
    ]);
    expect((await readAll(asked)).inputs[0]?.[1]).toBe(7);
  });

  it('takes labels from a text with one a line', async () => {
    const path = writeIdx(join(folder, 'text'), someDigits(), false);
    const labels = join(folder, 'names.txt');
    writeFileSync(labels, 'shoe\r\nbag\r\nshoe\r\n');
    const dataset = await openDataset(request(path, PICTURE, { labels }));
    expect(labelsOf(dataset)).toEqual(['shoe', 'bag', 'shoe']);
    expect(dataset.classes).toEqual(['bag', 'shoe']);
  });

  it('counts labels that are no whole numbers as none, with a finding', async () => {
    const path = writeIdx(join(folder, 'regression'), someDigits(), false);
    const labels = join(folder, 'targets.txt');
    writeFileSync(labels, '0.5\n1\n2\n');
    const dataset = await openDataset(request(path, PICTURE, { labels }));
    expect(dataset).toMatchObject({ labelled: false, classes: ['all'] });
    expect(dataset.findings.map(({ code }) => code)).toContain('labels-unusable');
  });

  it('refuses pictures of another size than a flat input has', async () => {
    const path = writeIdx(join(folder, 'flat'), someDigits(), false);
    await expect(openDataset(request(path, [input([100])]))).rejects.toMatchObject({
      code: 'data-shape',
      message: expect.stringMatching(/\[100\].*28 x 28/),
    });
  });

  it('gives a changed file another fingerprint, and the same file the same', async () => {
    mkdirSync(join(folder, 'print'), { recursive: true });
    const digits = someDigits();
    const path = writeIdx(join(folder, 'print'), digits, false);
    const before = (await openDataset(request(path, PICTURE))).fingerprint;
    expect((await openDataset(request(path, PICTURE))).fingerprint).toBe(before);
    writeFileSync(path, gunzipSync(gzipSync(readFileSync(path).fill(9, 100, 101))));
    expect((await openDataset(request(path, PICTURE))).fingerprint).not.toBe(before);
  });
});

describe('an idx file that changes while it is read', () => {
  const folder = temporaryFolder();

  it('is refused where it became shorter, instead of zeros', async () => {
    const path = join(folder, 'shrinking');
    const samples = 1000;
    // More than the window of bytes that is held.
    writeFileSync(path, idxBytes(0x08, [samples, 784], new Uint8Array(samples * 784).fill(255)));
    const dataset = await openDataset(request(path, [input([784])]));
    const reader = await dataset.open(Uint32Array.from({ length: samples }, (_, i) => i));
    const { signal } = new AbortController();
    expect((await reader.read(0, 1, signal)).inputs[0]?.[0]).toBe(1);
    truncateSync(path, 16 + 600 * 784);
    await expect(reader.read(samples - 1, samples, signal)).rejects.toMatchObject({
      code: 'data-malformed',
      message: `${path} became shorter while it was read: run again`,
      file: { path, line: null },
    });
    await reader.close();
  });
});
