import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { openDataset } from '../../src/datasets/openDataset.js';
import { temporaryFolder } from '../support/cli.js';
import { greyPng } from '../support/digitFiles.js';
import { CMYK } from './cmykPictures.js';
import { bmp, gif, jpeg, png, pngOf, rgba, webp } from './encodeImages.js';
import { input, labelsOf, readAll, request } from './request.js';

/** Writes files below a new folder. */
function folderOf(root: string, files: Readonly<Record<string, Uint8Array | string>>): string {
  for (const [path, bytes] of Object.entries(files)) {
    mkdirSync(join(root, path, '..'), { recursive: true });
    writeFileSync(join(root, path), bytes);
  }
  return root;
}

const grey = (value: number, side = 2): Buffer => greyPng(new Uint8Array(side * side).fill(value), side);
const raw = { scale: 'none' } as const;

describe('a folder of pictures', () => {
  const folder = temporaryFolder();

  it('has a class for each sub-folder, numbers ascending, hidden files and other files left out', async () => {
    const path = folderOf(join(folder, 'classes'), {
      '10/a.png': grey(10),
      '9/b.png': grey(9),
      '9/deep/er/c.png': grey(8),
      '9/.hidden.png': 'not a picture',
      '9/notes.txt': 'text',
      '9/unnamed': grey(7),
      '.cache/x.png': grey(1),
    });
    const dataset = await openDataset(request(path, [input([2, 2, 1])], raw));
    expect(dataset).toMatchObject({ kind: 'images', size: 4, classes: ['9', '10'], labelled: true });
    expect(labelsOf(dataset)).toEqual(['9', '9', '9', '10']);
    expect(dataset.findings.map(({ code }) => code)).toEqual(['files-ignored']);
    expect([...((await readAll(dataset)).inputs[0] ?? [])]).toEqual(
      [9, 8, 7, 10].flatMap((v) => [v, v, v, v]),
    );
  });

  it('is one class without labels where it is flat', async () => {
    const path = folderOf(join(folder, 'flat'), { 'b.png': grey(2), 'a.png': grey(1) });
    const dataset = await openDataset(request(path, [input([2, 2, 1])], raw));
    expect(dataset).toMatchObject({ classes: ['all'], labelled: false, size: 2 });
    expect(dataset.findings.map(({ code }) => code)).toEqual(['no-labels']);
    expect((await readAll(dataset)).inputs[0]?.[0]).toBe(1);
  });

  it('refuses an empty class by name', async () => {
    const path = folderOf(join(folder, 'empty'), { 'cat/a.png': grey(1) });
    mkdirSync(join(path, 'dog'));
    await expect(openDataset(request(path, [input([2, 2, 1])]))).rejects.toMatchObject({
      code: 'data-empty',
      message: expect.stringContaining('class dog'),
    });
  });

  it('leaves an empty class, and one of bad pictures only, out with skipBad, and says so', async () => {
    const path = folderOf(join(folder, 'left'), {
      'cat/a.png': grey(1),
      'cow/b.png': 'no picture',
      'dog/c.png': grey(2),
    });
    mkdirSync(join(path, 'emu'));
    const dataset = await openDataset(request(path, [input([2, 2, 1])], { skipBad: true }));
    expect(dataset.classes).toEqual(['cat', 'dog']);
    expect(dataset.skipped.map(({ where }) => where)).toEqual(['cow/b.png']);
    expect(dataset.findings.filter(({ code }) => code === 'classes-left-out')).toMatchObject([
      { severity: 'warning', message: expect.stringMatching(/cow, emu/) },
    ]);
  });

  it('refuses a folder without any picture', async () => {
    const path = folderOf(join(folder, 'none'), { 'a.txt': 'text' });
    await expect(openDataset(request(path, [input([2, 2, 1])]))).rejects.toMatchObject({
      code: 'data-unrecognised',
    });
  });

  const colour = rgba(5, 3, (x, y) => [40 * x, 80 * y, 200, 255]);
  const rgb = [...colour.data].filter((_, i) => i % 4 !== 3);

  it.each([
    ['png', () => png(colour), 0],
    ['webp', () => webp(colour), 0],
    ['24-bit bmp', () => bmp(colour, 24), 0],
    ['32-bit bmp', () => bmp(colour, 32), 0],
    // At full quality a JPEG still subsamples colour and rounds in another colour space.
    ['jpeg', () => jpeg(rgba(5, 3, () => [40, 80, 200, 255])), 3],
  ])('reads %s by content, whatever its name', async (name, encode, tolerance) => {
    const path = folderOf(join(folder, name), { 'a/picture.jpg': await encode() });
    const dataset = await openDataset(request(path, [input([3, 5, 3])], raw));
    const values = [...((await readAll(dataset)).inputs[0] ?? [])];
    const expected = name === 'jpeg' ? Array.from({ length: 15 }, () => [40, 80, 200]).flat() : rgb;
    expect(values).toHaveLength(45);
    values.forEach((value, i) => {
      expect(Math.abs(value - (expected[i] ?? NaN))).toBeLessThanOrEqual(tolerance);
    });
  });

  it.each(['baseline', 'progressive'] as const)(
    'reads a %s JPEG of four inks as Pillow does',
    async (kind) => {
      const path = folderOf(join(folder, `cmyk-${kind}`), { 'a.jpg': CMYK[kind] });
      const dataset = await openDataset(request(path, [input([8, 16, 3])], raw));
      const values = (await readAll(dataset)).inputs[0] ?? [];
      for (let pixel = 0; pixel < 128; pixel++) {
        const expected = pixel % 16 < 8 ? [200, 100, 50] : [20, 220, 240];
        expected.forEach((value, c) => {
          expect(Math.abs((values[3 * pixel + c] ?? NaN) - value)).toBeLessThanOrEqual(2);
        });
      }
    },
  );

  it('names the cause and the remedy for a JPEG of four inks that does not say how they are stored', async () => {
    // Without its Adobe marker, which is 16 bytes behind the first two.
    const bytes = Buffer.concat([CMYK.baseline.subarray(0, 2), CMYK.baseline.subarray(18)]);
    const path = folderOf(join(folder, 'inks'), { 'a.jpg': bytes });
    const dataset = await openDataset(request(path, [input([8, 16, 3])], raw));
    await expect(readAll(dataset)).rejects.toMatchObject({
      code: 'data-malformed',
      message: expect.stringMatching(/a\.jpg.*CMYK.*RGB/),
    });
  });

  it('refuses a PNG with less pixel data than it promises, interlaced or not', async () => {
    for (const interlaced of [false, true]) {
      const idat = deflateSync(Buffer.alloc(9));
      const path = folderOf(join(folder, `little${String(interlaced)}`), {
        'a.png': pngOf({ width: 4, height: 4, interlaced, idat }),
      });
      const dataset = await openDataset(request(path, [input([4, 4, 1])], raw));
      await expect(readAll(dataset)).rejects.toMatchObject({
        code: 'data-malformed',
        message: expect.stringMatching(/a\.png.*fewer pixels/),
      });
    }
  });

  it('reads a bitmap with a palette', async () => {
    const picture = rgba(3, 2, (x, y) => [50 * x + y, 0, 0, 255]);
    const path = folderOf(join(folder, 'bmp8'), { 'a.bmp': bmp(picture, 8) });
    const dataset = await openDataset(request(path, [input([2, 3, 1])], raw));
    expect([...((await readAll(dataset)).inputs[0] ?? [])]).toEqual([0, 50, 100, 1, 51, 101]);
  });

  it('reads the first frame of a GIF', async () => {
    const path = folderOf(join(folder, 'gif'), { 'a.gif': gif(2, 2) });
    const dataset = await openDataset(request(path, [input([2, 2, 1])], raw));
    expect([...((await readAll(dataset)).inputs[0] ?? [])]).toEqual([0, 255, 0, 255]);
  });

  it('lays alpha over black and makes grey of 0.299 R + 0.587 G + 0.114 B', async () => {
    const picture = rgba(2, 1, (x) => (x === 0 ? [255, 255, 255, 51] : [100, 200, 50, 255]));
    const path = folderOf(join(folder, 'alpha'), { 'a.png': png(picture) });
    const dataset = await openDataset(request(path, [input([1, 2, 1])], raw));
    const [first, second] = [...((await readAll(dataset)).inputs[0] ?? [])];
    expect(first).toBe(51);
    expect(second).toBeCloseTo(0.299 * 100 + 0.587 * 200 + 0.114 * 50, 4);
  });

  it('resizes bilinearly with half-pixel centres and without antialias', async () => {
    const picture = rgba(4, 1, (x) => [10 * x, 10 * x, 10 * x, 255]);
    const path = folderOf(join(folder, 'resize'), { 'a.png': png(picture) });
    const wide = await openDataset(request(path, [input([1, 8, 1])], raw));
    expect([...((await readAll(wide)).inputs[0] ?? [])]).toEqual([0, 2.5, 7.5, 12.5, 17.5, 22.5, 27.5, 30]);
    const narrow = await openDataset(request(path, [input([1, 2, 1])], raw));
    expect([...((await readAll(narrow)).inputs[0] ?? [])]).toEqual([5, 25]);
  });

  it('takes free heights and widths from the pictures where they agree, else 224', async () => {
    const path = folderOf(join(folder, 'free'), { 'a.png': grey(1, 4), 'b.png': grey(2, 4) });
    const free = [input([null, null, 1])];
    expect((await openDataset(request(path, free))).shapes).toEqual([[4, 4, 1]]);
    writeFileSync(join(path, 'c.png'), grey(3, 6));
    const dataset = await openDataset(request(path, free));
    expect(dataset.shapes).toEqual([[224, 224, 1]]);
    await expect(openDataset(request(path, [input([16])]))).rejects.toMatchObject({ code: 'data-shape' });
  });

  it('fills flat and two-axis inputs of exactly the pictures’ size', async () => {
    const path = folderOf(join(folder, 'exact'), { 'a.png': grey(9, 2) });
    for (const [shape, count] of [
      [[4], 4],
      [[12], 12],
      [[2, 2], 4],
    ] as const) {
      const dataset = await openDataset(request(path, [input(shape)], raw));
      expect([...((await readAll(dataset)).inputs[0] ?? [])]).toEqual(Array.from({ length: count }, () => 9));
    }
    await expect(openDataset(request(path, [input([5])]))).rejects.toMatchObject({ code: 'data-shape' });
    await expect(openDataset(request(path, [input([2, 2, 5])]))).rejects.toMatchObject({
      code: 'data-shape',
    });
  });

  it('names a broken picture, and leaves it out with skipBad, also for a worker', async () => {
    const whole = png(colour);
    const good = await jpeg(colour);
    const path = folderOf(join(folder, 'broken'), {
      'a/1.png': whole.subarray(0, whole.length - 20),
      'a/2.png': png(colour),
      'a/3.jpg': good.subarray(0, good.length - 30),
      'b/4.png': Buffer.concat([whole.subarray(0, 45), Buffer.from('damage'), whole.subarray(51)]),
      'b/5.webp': (await webp(colour)).subarray(0, 40),
      'b/6.jpg': good,
      'b/7.gif': gif(2, 2).subarray(0, 40),
      'b/8.bmp': bmp(colour, 24).subarray(0, 60),
      'b/9.png': '',
    });
    const asked = request(path, [input([3, 5, 3])]);
    await expect(openDataset(asked).then((dataset) => readAll(dataset))).rejects.toMatchObject({
      code: 'data-malformed',
      message: expect.stringContaining('1.png'),
    });
    const skipping = { ...asked, skipBad: true };
    const found = await openDataset(skipping);
    expect(found.skipped.map(({ where }) => where)).toEqual([
      'a/1.png',
      'a/3.jpg',
      'b/4.png',
      'b/5.webp',
      'b/7.gif',
      'b/8.bmp',
      'b/9.png',
    ]);
    expect(labelsOf(found)).toEqual(['a', 'b']);
    const again = await openDataset(skipping, structuredClone(found.index));
    const { inputs } = await readAll(again);
    expect([...(inputs[0] ?? [])].slice(0, 45)).toEqual(rgb.map((value) => Math.fround(value / 255)));
  });

  it('refuses a picture whose header promises 100 megapixels and more, before decoding it', async () => {
    const bytes = Buffer.from(grey(1));
    bytes.writeUInt32BE(60_000, 16);
    bytes.writeUInt32BE(60_000, 20);
    const path = folderOf(join(folder, 'huge'), { 'a.png': bytes });
    const dataset = await openDataset(request(path, [input([2, 2, 1])]));
    await expect(readAll(dataset)).rejects.toMatchObject({
      code: 'data-malformed',
      message: expect.stringContaining('60000 x 60000'),
    });
  });

  it('says which picture has gone since it was listed', async () => {
    const path = folderOf(join(folder, 'gone'), { 'a.png': grey(1) });
    const dataset = await openDataset(request(path, [input([2, 2, 1])]));
    rmSync(join(path, 'a.png'));
    await expect(readAll(dataset)).rejects.toMatchObject({ message: expect.stringContaining('a.png') });
  });
});
