import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { openDataset } from '../../src/datasets/openDataset.js';
import { temporaryFolder } from '../support/cli.js';
import { bytesOf, npyBytes } from './npyFiles.js';
import { input, labelsOf, readAll, request } from './request.js';

describe('npy and npz', () => {
  const folder = temporaryFolder();
  const write = (name: string, bytes: Uint8Array): string => {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, name), bytes);
    return join(folder, name);
  };
  const big = (bytes: readonly number[]): Uint8Array => Uint8Array.from(bytes);

  it.each([
    ['|u1', bytesOf(Uint8Array.of(1, 255)), [1, 255]],
    ['|i1', bytesOf(Int8Array.of(1, -1)), [1, -1]],
    ['<u2', bytesOf(Uint16Array.of(1, 65535)), [1, 65535]],
    ['>u2', big([0, 1, 255, 255]), [1, 65535]],
    ['<i4', bytesOf(Int32Array.of(1, -70000)), [1, -70000]],
    ['>i4', big([0, 0, 0, 1, 255, 255, 255, 255]), [1, -1]],
    ['<u4', bytesOf(Uint32Array.of(1, 2 ** 31)), [1, 2 ** 31]],
    ['<i8', bytesOf(BigInt64Array.of(1n, -5n)), [1, -5]],
    ['>u8', big([0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1, 0]), [1, 256]],
    ['<f4', bytesOf(Float32Array.of(1.5, -0.25)), [1.5, -0.25]],
    ['<f8', bytesOf(Float64Array.of(1.5, -0.25)), [1.5, -0.25]],
    ['>f8', big([0x3f, 0xf8, 0, 0, 0, 0, 0, 0, 0xbf, 0xd0, 0, 0, 0, 0, 0, 0]), [1.5, -0.25]],
    // binary16: 1.5, -0.25
    ['<f2', big([0x00, 0x3e, 0x00, 0xb4]), [1.5, -0.25]],
    ['|b1', big([0, 1]), [0, 1]],
  ])('reads elements of type %s', async (descr, data, values) => {
    const path = write('elements.npy', npyBytes(descr, [1, 2], data));
    const dataset = await openDataset(request(path, [input([2])]));
    expect(dataset.kind).toBe('npy');
    expect([...((await readAll(dataset)).inputs[0] ?? [])]).toEqual(values);
    expect(dataset.settings).toMatchObject({ scale: 'none' });
  });

  it.each([1, 2, 3])('reads version %d', async (version) => {
    const path = write('version.npy', npyBytes('|u1', [2, 1], big([3, 4]), { version }));
    expect([...((await readAll(await openDataset(request(path, [input([1])])))).inputs[0] ?? [])]).toEqual([
      3, 4,
    ]);
  });

  it('reads Fortran order as the same samples', async () => {
    // numpy: arange(12).reshape(2, 3, 2), element [n, i, j] = 6 n + 2 i + j, laid out with n fastest.
    const fortran = [0, 6, 2, 8, 4, 10, 1, 7, 3, 9, 5, 11];
    const path = write('fortran.npy', npyBytes('|u1', [2, 3, 2], big(fortran), { fortran: true }));
    const dataset = await openDataset(request(path, [input([3, 2])]));
    expect([...((await readAll(dataset)).inputs[0] ?? [])]).toEqual(Array.from({ length: 12 }, (_, i) => i));
  });

  it('refuses Fortran order without samples whose samples would be huge', async () => {
    const header = npyBytes('|u1', [0, 2 ** 16, 2 ** 17], Buffer.alloc(0), { fortran: true });
    const path = write('huge.npy', header);
    await expect(openDataset(request(path, [input([2 ** 16, 2 ** 17])]))).rejects.toMatchObject({
      code: expect.stringMatching(/^data-(malformed|empty)$/),
    });
  });

  it('takes labels of an npy file as texts of both kinds, numbers and one-hot rows', async () => {
    const path = write('x.npy', npyBytes('|u1', [2, 1], big([1, 2])));
    const wide = Uint32Array.from(
      ['c', 'a', 't', 0, 'd', 'ö', 0, 0].map((c) => (c === 0 ? 0 : String(c).codePointAt(0)!)),
    );
    const files = {
      U: npyBytes('<U4', [2], bytesOf(wide)),
      S: npyBytes('|S4', [2], Buffer.from('cat\0dog\0')),
      numbers: npyBytes('<i8', [2], bytesOf(BigInt64Array.of(7n, 3n))),
      oneHot: npyBytes('<f4', [2, 3], bytesOf(Float32Array.of(0, 0, 1, 1, 0, 0))),
    };
    const labels: Record<string, unknown> = {};
    for (const [name, bytes] of Object.entries(files)) {
      const dataset = await openDataset(request(path, [input([1])], { labels: write(`${name}.npy`, bytes) }));
      labels[name] = labelsOf(dataset);
    }
    expect(labels).toEqual({ U: ['cat', 'dö'], S: ['cat', 'dog'], numbers: ['7', '3'], oneHot: ['2', '0'] });
  });

  it('takes one-hot labels in Fortran order', async () => {
    const path = write('xf.npy', npyBytes('|u1', [3, 1], big([1, 2, 3])));
    // Rows [0 0 1], [1 0 0], [0 1 0], and the same of shape 3 x 1 x 3.
    const columns = Float32Array.of(0, 1, 0, 0, 0, 1, 1, 0, 0);
    for (const shape of [
      [3, 3],
      [3, 1, 3],
    ]) {
      const labels = write('yf.npy', npyBytes('<f4', shape, bytesOf(columns), { fortran: true }));
      expect(labelsOf(await openDataset(request(path, [input([1])], { labels })))).toEqual(['2', '0', '1']);
    }
  });

  it.each([0, 6] as const)('reads npz by the usual names (packed at level %d)', async (level) => {
    const x = npyBytes('<f4', [3, 2], bytesOf(Float32Array.of(0, 1, 2, 3, 4, 5)));
    const y = npyBytes('|u1', [3], big([1, 0, 1]));
    const path = write(`level${level}.npz`, zipSync({ 'y_test.npy': y, 'x_test.npy': x }, { level }));
    const dataset = await openDataset(request(path, [input([2])]));
    expect(dataset).toMatchObject({ kind: 'npz', size: 3, classes: ['0', '1'] });
    expect(labelsOf(dataset)).toEqual(['1', '0', '1']);
    const { inputs } = await readAll(dataset, Uint32Array.of(0, 2));
    expect([...(inputs[0] ?? [])]).toEqual([0, 1, 4, 5]);
  });

  it('feeds several inputs by name, whole numbers as Int32Array', async () => {
    const path = write(
      'several.npz',
      zipSync({
        'ids.npy': npyBytes('<i4', [2, 2], bytesOf(Int32Array.of(1, 2, 3, 4))),
        'dense.npy': npyBytes('<f8', [2, 1], bytesOf(Float64Array.of(0.1, 0.2))),
        'y.npy': npyBytes('|u1', [2], big([0, 1])),
      }),
    );
    const inputs = [
      input([1], { name: 'dense' }),
      input([null], { name: 'ids', dtype: 'int32', tokenLimit: 5 }),
    ];
    const dataset = await openDataset(request(path, inputs));
    expect(dataset.shapes).toEqual([[1], [2]]);
    expect((await readAll(dataset)).inputs).toEqual([Float32Array.of(0.1, 0.2), Int32Array.of(1, 2, 3, 4)]);
    const few = [input([1], { name: 'dense' }), input([2], { name: 'ids', dtype: 'int32', tokenLimit: 4 })];
    await expect(openDataset(request(path, few))).rejects.toMatchObject({
      code: 'data-malformed',
      message: expect.stringMatching(/sample 2, holds 4 .* 0 to 3/),
    });
    const skipping = await openDataset(request(path, few, { skipBad: true }));
    expect(skipping).toMatchObject({ size: 1, skipped: [{ where: 'sample 2' }] });
    expect(labelsOf(skipping)).toEqual(['0']);
    await expect(
      openDataset(request(path, [input([1], { name: 'other' }), ...inputs])),
    ).rejects.toMatchObject({
      code: 'data-shape',
      message: expect.stringContaining('other'),
    });
  });

  it('refuses a short file, a huge shape, a damaged archive, each by name', async () => {
    const full = npyBytes('<f4', [4, 2], new Uint8Array(32));
    const zip = zipSync({ 'x.npy': full });
    const broken: Readonly<Record<string, Uint8Array>> = {
      'short.npy': full.subarray(0, full.length - 1),
      'huge.npy': npyBytes('<f8', [2 ** 40, 2 ** 12], new Uint8Array(8)),
      'object.npy': npyBytes('|O', [1, 2], new Uint8Array(16)),
      'version.npy': npyBytes('|u1', [1, 2], big([1, 2]), { version: 9 }),
      'text.npy': Buffer.from('version https://git-lfs'),
      'cut.npz': zip.subarray(0, zip.length - 30),
      'flipped.npz': Uint8Array.from(zip, (byte, i) => (i > 40 && i < 50 ? byte ^ 0xff : byte)),
    };
    for (const [name, bytes] of Object.entries(broken)) {
      const path = write(name, bytes);
      await expect(openDataset(request(path, [input([2])])), name).rejects.toMatchObject({
        code: 'data-malformed',
        message: expect.stringContaining(name),
      });
    }
  });

  it('names the shape expected and the shape found', async () => {
    const path = write('shape.npy', npyBytes('|u1', [2, 3, 4, 4], new Uint8Array(96)));
    await expect(openDataset(request(path, [input([4, 4, 3])]))).rejects.toMatchObject({
      code: 'data-shape',
      message: expect.stringMatching(/\[3, 4, 4\].*\[4, 4, 3\]/),
    });
  });
});
