import { closeSync, ftruncateSync, mkdirSync, openSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { decodeImage } from '../../src/datasets/images/decodeImage.js';
import { openDataset } from '../../src/datasets/openDataset.js';
import { temporaryFolder } from '../support/cli.js';
import { greyPng } from '../support/digitFiles.js';
import { CMYK } from './cmykPictures.js';
import { animatedWebp, gif, jpeg, pngOf, rgba, webp } from './encodeImages.js';
import { input, readAll, request } from './request.js';

/** What a picture that cannot be decoded is refused with. */
function refused(why: RegExp): object {
  return { code: 'data-malformed', message: expect.stringMatching(why) };
}

/** A frame of one code on a canvas of 4 x 4, as bytes. */
function gifOf(
  frame: readonly [left: number, top: number, width: number, height: number],
  packed: readonly number[],
  bits = 2,
): Buffer {
  return Buffer.from([
    ...Buffer.from('GIF89a'),
    ...[4, 0, 4, 0, 0x81, 0, 0],
    ...Array.from({ length: 12 }, (_, i) => 20 * i),
    0x2c,
    ...frame.flatMap((number) => [number & 255, number >> 8]),
    0,
    bits,
    packed.length,
    ...packed,
    0,
    0x3b,
  ]);
}

describe('a GIF', () => {
  it('ends on codes that lead in a circle, where a well-known decoder hangs', async () => {
    const hangs = Buffer.from(
      'R0lGODlhDAAJAIAAAAEAAP///ywAAAAADAAJAAACDESMp8n/A5+MdNoaCwAsAAAAAAwACQAAAgkBAAAA7Q+jPAUAOw==',
      'base64',
    );
    await expect(decodeImage(hangs, 'a.gif')).rejects.toMatchObject(refused(/a\.gif/));
    for (const packed of [[0xff, 0xff, 0xff, 0xff], [0x34, 0x12, 0xf0], [0x3c, 0xff, 0x00, 0x7f], []])
      await expect(decodeImage(gifOf([0, 0, 4, 4], packed), 'a.gif')).rejects.toMatchObject(
        refused(/a\.gif/),
      );
  });

  it('is refused where its frame lies outside of the picture, or its indices have no possible size', async () => {
    const pixel = [0x44, 0x01];
    await expect(decodeImage(gifOf([0, 0, 1, 1], pixel), 'a.gif')).resolves.toMatchObject({ width: 4 });
    for (const frame of [
      [0, 0, 5, 1],
      [3, 0, 2, 1],
      [0, 4, 1, 1],
      [0, 0, 60_000, 60_000],
    ] as const)
      await expect(decodeImage(gifOf(frame, pixel), 'a.gif')).rejects.toMatchObject(refused(/outside/));
    for (const bits of [0, 9, 13, 255])
      await expect(decodeImage(gifOf([0, 0, 1, 1], pixel, bits), 'a.gif')).rejects.toMatchObject(
        refused(/bits/),
      );
  });

  it('has its first frame on its canvas, transparent around it', async () => {
    const { data } = await decodeImage(gifOf([1, 2, 1, 1], [0x44, 0x01]), 'a.gif');
    const drawn = [...data].flatMap((value, i) => (value === 0 ? [] : [[i, value]]));
    expect(drawn).toEqual([
      [37, 20],
      [38, 40],
      [39, 255],
    ]);
  });

  it('may be interlaced', async () => {
    const bytes = gif(3, 20);
    const plain = await decodeImage(bytes, 'a.gif');
    const flags = 13 + 6 + 9;
    expect(bytes[flags - 9]).toBe(0x2c);
    bytes[flags] = 0x40;
    const interlaced = await decodeImage(bytes, 'a.gif');
    const lines = (data: ArrayLike<number>): string[] =>
      Array.from({ length: 20 }, (_, y) =>
        Array.from({ length: 3 }, (__, x) => data[(y * 3 + x) * 4]).join(),
      );
    const order = [0, 8, 16, 4, 12, 2, 6, 10, 14, 18, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19];
    order.forEach((y, row) => {
      expect(lines(interlaced.data)[y]).toBe(lines(plain.data)[row]);
    });
  });
});

describe('an animated WebP', () => {
  const picture = rgba(4, 3, (x, y) => [60 * x, 80 * y, 5, 255]);

  it('has its first frame on its canvas, transparent around it', async () => {
    const bytes = await animatedWebp(picture, { canvas: [8, 6], left: 2, top: 2 });
    const { width, height, data } = await decodeImage(bytes, 'a.webp');
    expect([width, height]).toEqual([8, 6]);
    const expected = rgba(8, 6, (x, y) =>
      x >= 2 && x < 6 && y >= 2 && y < 5 ? [60 * (x - 2), 80 * (y - 2), 5, 255] : [0, 0, 0, 0],
    );
    expect([...data]).toEqual([...expected.data]);
  });

  it('is refused where its frame is larger than its canvas, or cut', async () => {
    const outside = await animatedWebp(picture, { canvas: [5, 6], left: 2, top: 2 });
    await expect(decodeImage(outside, 'a.webp')).rejects.toMatchObject(refused(/outside/));
    const whole = await animatedWebp(picture, { canvas: [8, 6], left: 2, top: 2 });
    await expect(decodeImage(whole.subarray(0, 90), 'a.webp')).rejects.toMatchObject(refused(/cut short/));
  });
});

describe('a picture that promises more than it may take', () => {
  const folder = temporaryFolder();
  const zeros = deflateSync(Buffer.alloc(1 << 20));

  it('is refused by its header: PNG of 100 megapixels in color, or of fewer in 16 bits', async () => {
    const large = pngOf({ width: 9999, height: 10_000, idat: zeros });
    large[25] = 2;
    await expect(decodeImage(large, 'a.png')).rejects.toMatchObject(refused(/9999 x 10000.*MB.*smaller/));
    const deep = pngOf({ width: 7000, height: 7000, idat: zeros });
    deep.set([16, 6], 24);
    await expect(decodeImage(deep, 'a.png')).rejects.toMatchObject(refused(/7000 x 7000.*MB/));
    const bombs = pngOf({ width: 9000, height: 9000, idat: zeros });
    await expect(decodeImage(bombs, 'a.png')).rejects.toMatchObject(refused(/fewer pixels/));
  });

  it('is refused where a JPEG has fewer bytes than its blocks take at least, or scans without end', async () => {
    const base = await jpeg(rgba(16, 16, () => [1, 2, 3, 255]));
    const frame = base.indexOf(Buffer.from([0xff, 0xc2]));
    const promising = Buffer.from(base);
    promising.writeUInt16BE(4000, frame + 5);
    promising.writeUInt16BE(4000, frame + 7);
    await expect(decodeImage(promising, 'a.jpg')).rejects.toMatchObject(refused(/fewer pixels/));
    const scan = base.subarray(base.lastIndexOf(Buffer.from([0xff, 0xda])), -2);
    const endless = Buffer.concat([
      base.subarray(0, -2),
      ...Array.from({ length: 200 }, () => scan),
      base.subarray(-2),
    ]);
    await expect(decodeImage(endless, 'a.jpg')).rejects.toMatchObject(refused(/20\d scans/));
    const inks = Buffer.concat([
      CMYK.baseline.subarray(0, -2),
      Buffer.alloc(100_000),
      CMYK.baseline.subarray(-2),
    ]);
    const inkFrame = inks.indexOf(Buffer.from([0xff, 0xc0]));
    inks.writeUInt16BE(5000, inkFrame + 5);
    inks.writeUInt16BE(5000, inkFrame + 7);
    await expect(decodeImage(inks, 'a.jpg')).rejects.toMatchObject(refused(/5000 x 5000.*MB/));
  });

  it('is refused where a WebP or GIF of a few bytes promises a large one', async () => {
    const small = await webp(rgba(1, 1, () => [1, 2, 3, 255]));
    small.writeUInt32LE(0x3fff | (0x3fff << 14), 21);
    await expect(decodeImage(small, 'a.webp')).rejects.toMatchObject(refused(/16384 x 16384/));
    const wide = gif(2, 2);
    wide.writeUInt16LE(60_000, 6);
    wide.writeUInt16LE(1500, 8);
    await expect(decodeImage(wide, 'a.gif')).rejects.toMatchObject(refused(/60000 x 1500.*MB/));
  });

  it('is not even read where its file is larger than a picture may be, and left out with skipBad', async () => {
    mkdirSync(join(folder, 'a'), { recursive: true });
    writeFileSync(join(folder, 'a', '1.png'), greyPng(new Uint8Array(4), 2));
    const file = openSync(join(folder, 'a', '2.png'), 'w');
    ftruncateSync(file, 2 ** 31);
    closeSync(file);
    const asked = request(folder, [input([2, 2, 1])]);
    await expect(openDataset(asked).then((dataset) => readAll(dataset))).rejects.toMatchObject(
      refused(/2\.png.*96 MB/),
    );
    const { skipped } = await openDataset({ ...asked, skipBad: true });
    expect(skipped.map(({ where }) => where)).toEqual(['a/2.png']);
  });
});

describe('a file among pictures that is one of another kind', () => {
  const folder = temporaryFolder();
  const brand = (name: string): Buffer => Buffer.from(`\0\0\0\x1cftyp${name}\0\0\0\0`, 'latin1');

  it.each([
    ['an AVIF', 'a.avif', brand('avif')],
    ['a HEIC', 'a.jpg', brand('heic')],
    ['a TIFF', 'a.tif', Buffer.from('II*\0\x08\0\0\0', 'latin1')],
    ['a TIFF', 'a.png', Buffer.from('MM\0*\0\0\0\x08', 'latin1')],
    ['an SVG', 'a.svg', Buffer.from('<?xml version="1.0"?>\n<!-- by hand -->\n<svg xmlns="x"></svg>')],
    ['a JPEG XL', 'a.jxl', Buffer.from('\xff\x0a\x10', 'latin1')],
  ])('is called %s, whatever its name, and left out with skipBad: %s', async (kind, name, bytes) => {
    const path = join(folder, kind.slice(-4) + name);
    mkdirSync(join(path, 'a'), { recursive: true });
    writeFileSync(join(path, 'a', name), bytes);
    writeFileSync(join(path, 'a', 'z.png'), greyPng(new Uint8Array(4), 2));
    const asked = request(path, [input([2, 2, 1])]);
    await expect(openDataset(asked).then((dataset) => readAll(dataset))).rejects.toMatchObject(
      refused(new RegExp(`${name}.*it is ${kind} picture; save it as PNG or JPEG`)),
    );
    const { skipped, size } = await openDataset({ ...asked, skipBad: true });
    expect([size, skipped.map(({ where }) => where)]).toEqual([1, [`a/${name}`]]);
  });

  it('is no picture where it is text', async () => {
    const path = join(folder, 'text');
    mkdirSync(join(path, 'a'), { recursive: true });
    writeFileSync(join(path, 'a', 'notes.html'), '<html><svg></svg></html>');
    writeFileSync(join(path, 'a', 'z.png'), greyPng(new Uint8Array(4), 2));
    const { findings } = await openDataset(request(path, [input([2, 2, 1])]));
    expect(findings.map(({ code }) => code)).toContain('files-ignored');
  });
});

describe('an input of four channels', () => {
  const folder = temporaryFolder();

  it('gets the picture’s own alpha, 255 where it has none, and color that is not laid over black', async () => {
    mkdirSync(folder, { recursive: true });
    const clear = await webp(rgba(2, 1, (x) => [100, 150, 200, x === 0 ? 51 : 255]));
    writeFileSync(join(folder, '1.webp'), clear);
    for (const shape of [[1, 2, 4], [8]]) {
      const dataset = await openDataset(request(folder, [input(shape)], { scale: 'none' }));
      const values = [...((await readAll(dataset, Uint32Array.of(0))).inputs[0] ?? [])];
      expect(values).toEqual([100, 150, 200, 51, 100, 150, 200, 255]);
    }
    writeFileSync(join(folder, '2.png'), greyPng(Uint8Array.of(7, 7, 7, 7), 2));
    const dataset = await openDataset(request(folder, [input([1, 1, 4])], { scale: 'none' }));
    expect([...((await readAll(dataset)).inputs[0] ?? [])]).toEqual([100, 150, 200, 153, 7, 7, 7, 255]);
  });
});
