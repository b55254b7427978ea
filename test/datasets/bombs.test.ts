import { closeSync, mkdirSync, openSync, readdirSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { deflateSync, gzipSync } from 'node:zlib';
import { zipSync } from 'fflate';
import { beforeAll, describe, expect, it } from 'vitest';
import { openDataset } from '../../src/datasets/openDataset.js';
import { temporaryFolder } from '../support/cli.js';
import { pngOf } from './encodeImages.js';
import { npyBytes } from './npyFiles.js';
import { input, readAll, request } from './request.js';

const folder = temporaryFolder();
const MEMBER = gzipSync(Buffer.alloc(64 * 2 ** 20));
/** Unpacks to 8 GB: a gzip file may have many members. */
const MEMBERS = 128;

/** Writes bytes packed with gzip, and 8 GB of zeros behind them. */
function bomb(name: string, start: Uint8Array): string {
  const path = join(folder, name);
  const file = openSync(path, 'w');
  writeSync(file, gzipSync(start));
  for (let i = 0; i < MEMBERS; i++) writeSync(file, MEMBER);
  closeSync(file);
  return path;
}

function idx(sizes: readonly number[], values: Uint8Array = new Uint8Array(0)): Buffer {
  const header = Buffer.alloc(4 + 4 * sizes.length);
  header.set([0, 0, 8, sizes.length]);
  sizes.forEach((size, axis) => header.writeUInt32BE(size, 4 + 4 * axis));
  return Buffer.concat([header, values]);
}

describe('a packed file that unpacks to far more than it should', () => {
  beforeAll(() => {
    mkdirSync(folder, { recursive: true });
  });

  it('is refused as soon as it exceeds what its idx header promises', async () => {
    const path = bomb('bomb-images-idx3-ubyte.gz', idx([2, 2, 2], new Uint8Array(8)));
    await expect(openDataset(request(path, [input([4])]))).rejects.toMatchObject({
      code: 'data-malformed',
      message: expect.stringMatching(/bomb.*more than the 24 bytes.*2 x 2 x 2/),
    });
  });

  it('is read as far as its npy header promises', async () => {
    const path = bomb('bomb.npy.gz', npyBytes('|u1', [2, 2], Uint8Array.of(1, 2, 3, 4)));
    const dataset = await openDataset(request(path, [input([2])]));
    expect([...((await readAll(dataset)).inputs[0] ?? [])]).toEqual([1, 2, 3, 4]);
  });

  it('is refused as labels of more samples than there are, before they are read', async () => {
    const path = join(folder, 'four.npy');
    writeFileSync(path, npyBytes('|u1', [4, 1], Uint8Array.of(1, 2, 3, 4)));
    for (const labels of [
      bomb('many-labels-idx1-ubyte.gz', idx([4_000_000_000])),
      bomb('many.npy.gz', npyBytes('|u1', [4_000_000_000], new Uint8Array(0))),
    ])
      await expect(openDataset(request(path, [input([1])], { labels }))).rejects.toMatchObject({
        code: 'data-labels',
        message: expect.stringMatching(/4000000000 labels.*4 samples/),
      });
    const text = join(folder, 'many.txt.gz');
    const file = openSync(text, 'w');
    const lines = gzipSync('1\n'.repeat(8 * 2 ** 20));
    for (let i = 0; i < MEMBERS; i++) writeSync(file, lines);
    closeSync(file);
    await expect(openDataset(request(path, [input([1])], { labels: text }))).rejects.toMatchObject({
      code: 'data-labels',
      message: expect.stringMatching(/more than 4 labels/),
    });
  });

  it('is refused as json with its size', async () => {
    const path = bomb('bomb.json.gz', Buffer.from('{"xs": ['));
    await expect(openDataset(request(path, [input([1])]))).rejects.toMatchObject({
      code: 'data-malformed',
      message: expect.stringMatching(/unpacks to more than 512000000 bytes.*npy/),
    });
  });

  it('is refused as a picture, interlaced or not', async () => {
    for (const interlaced of [false, true]) {
      const inside = join(folder, `png${String(interlaced)}`);
      mkdirSync(inside);
      const zeros = deflateSync(Buffer.alloc(64 * 2 ** 20));
      writeFileSync(join(inside, 'a.png'), pngOf({ width: 4, height: 4, interlaced, idat: zeros }));
      const dataset = await openDataset(request(inside, [input([4, 4, 1])]));
      await expect(readAll(dataset)).rejects.toMatchObject({
        code: 'data-malformed',
        message: expect.stringMatching(/a\.png.*more pixels/),
      });
    }
  });
});

describe.skipIf(process.platform !== 'linux')('files that cannot be read', () => {
  const openFiles = (): number => readdirSync('/proc/self/fd').length;
  const broken = npyBytes('|u1', [3, 2], Uint8Array.of(1, 2)).subarray(0, -1);
  const whole = npyBytes('|u1', [2, 1], Uint8Array.of(1, 2));

  it.each([
    ['broken.npy', broken, [input([2])]],
    ['texts.npy', npyBytes('|S2', [2], Buffer.from('abcd')), [input([2])]],
    [
      'second.npz',
      zipSync({ 'a.npy': whole, 'b.npy': broken }, { level: 0 }),
      [input([1], { name: 'a' }), input([2], { name: 'b' })],
    ],
    ['short-images-idx3-ubyte', idx([2, 2, 2]), [input([4])]],
    ['wrong.csv', Buffer.from('1,2,3\n'), [input([1])]],
  ] as const)('are closed again: %s', async (name, bytes, inputs) => {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, name), bytes);
    const asked = request(join(folder, name), inputs);
    await expect(openDataset(asked)).rejects.toThrow();
    const before = openFiles();
    for (let i = 0; i < 20; i++) await expect(openDataset(asked)).rejects.toThrow();
    expect(openFiles() - before).toBeLessThan(5);
  });

  it('are closed again when they broke after they were looked through, and folders given as files', async () => {
    const path = join(folder, 'later.npy');
    writeFileSync(path, whole);
    const asked = request(path, [input([1])]);
    const dataset = await openDataset(asked);
    writeFileSync(path, broken);
    const folderAsLabels = request(join(folder, 'short-images-idx3-ubyte'), [input([4])], { labels: folder });
    const before = openFiles();
    for (let i = 0; i < 20; i++) {
      await expect(readAll(dataset)).rejects.toThrow();
      await expect(openDataset(folderAsLabels)).rejects.toThrow();
    }
    expect(openFiles() - before).toBeLessThan(5);
  });
});
