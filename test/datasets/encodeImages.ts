import encodeJpegWasm, { init as initJpeg } from '@jsquash/jpeg/encode.js';
import encodeWebpWasm, { init as initWebp } from '@jsquash/webp/encode.js';
import { GifWriter } from 'omggif';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { crc32 } from 'node:zlib';
import { PNG } from 'pngjs';

const require = createRequire(import.meta.url);

/** RGBA of a picture whose pixels a function tells. */
export function rgba(
  width: number,
  height: number,
  pixel: (x: number, y: number) => readonly [number, number, number, number],
): { readonly width: number; readonly height: number; readonly data: Uint8ClampedArray } {
  const data = new Uint8ClampedArray(width * height * 4);
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) data.set(pixel(x, y), (y * width + x) * 4);
  return { width, height, data };
}

type Picture = ReturnType<typeof rgba>;

export function png({ width, height, data }: Picture): Buffer {
  const image = new PNG({ width, height });
  image.data = Buffer.from(data);
  return PNG.sync.write(image);
}

/** A grey 8-bit PNG with any packed pixels, fitting or not. */
export function pngOf({
  width,
  height,
  interlaced = false,
  idat,
}: {
  readonly width: number;
  readonly height: number;
  readonly interlaced?: boolean;
  readonly idat: Uint8Array;
}): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.writeUInt8(8, 8);
  header.writeUInt8(interlaced ? 1 : 0, 12);
  const chunk = (type: string, data: Uint8Array): Buffer => {
    const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
    const framed = Buffer.alloc(body.length + 8);
    framed.writeUInt32BE(data.length, 0);
    body.copy(framed, 4);
    framed.writeUInt32BE(crc32(body), body.length + 4);
    return framed;
  };
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('IDAT', idat),
    chunk('IEND', new Uint8Array(0)),
  ]);
}

/** The encoders' types leave out the module that their code takes first. */
async function start(init: unknown, file: string): Promise<void> {
  await (init as (module: WebAssembly.Module) => Promise<void>)(
    await WebAssembly.compile(readFileSync(require.resolve(file))),
  );
}

export async function jpeg(picture: Picture): Promise<Buffer> {
  await start(initJpeg, '@jsquash/jpeg/codec/enc/mozjpeg_enc.wasm');
  return Buffer.from(await encodeJpegWasm(picture as ImageData, { quality: 100 }));
}

export async function webp(picture: Picture): Promise<Buffer> {
  await start(initWebp, '@jsquash/webp/codec/enc/webp_enc.wasm');
  return Buffer.from(await encodeWebpWasm(picture as ImageData, { lossless: 1, exact: 1 }));
}

/**
 * Two frames on a canvas, the first of them at an even place, the second a single pixel.
 * @param picture the first frame
 */
export async function animatedWebp(
  picture: Picture,
  place: {
    readonly canvas: readonly [width: number, height: number];
    readonly left: number;
    readonly top: number;
  },
): Promise<Buffer> {
  const chunk = (type: string, ...parts: readonly Uint8Array[]): Buffer => {
    const data = Buffer.concat(parts);
    const head = Buffer.alloc(8);
    head.write(type, 'latin1');
    head.writeUInt32LE(data.length, 4);
    return Buffer.concat([head, data, Buffer.alloc(data.length & 1)]);
  };
  const threes = (...numbers: readonly number[]): Buffer =>
    Buffer.from(numbers.flatMap((number) => [number & 255, (number >> 8) & 255, number >> 16]));
  const frame = async (still: Picture, left: number, top: number): Promise<Buffer> =>
    chunk(
      'ANMF',
      threes(left / 2, top / 2, still.width - 1, still.height - 1, 100),
      Uint8Array.of(2),
      (await webp(still)).subarray(12),
    );
  return chunk(
    'RIFF',
    Buffer.from('WEBP'),
    chunk('VP8X', Uint8Array.of(0x12, 0, 0, 0), threes(place.canvas[0] - 1, place.canvas[1] - 1)),
    chunk('ANIM', new Uint8Array(6)),
    await frame(picture, place.left, place.top),
    await frame(
      rgba(1, 1, () => [1, 2, 3, 255]),
      0,
      0,
    ),
  );
}

/** Two frames: black and white in turn, then all white. */
export function gif(width: number, height: number): Buffer {
  const bytes = Buffer.alloc(10_000);
  const writer = new GifWriter(bytes, width, height, { palette: [0x000000, 0xffffff] });
  writer.addFrame(
    0,
    0,
    width,
    height,
    Array.from({ length: width * height }, (_, i) => i % 2),
  );
  writer.addFrame(
    0,
    0,
    width,
    height,
    Array.from({ length: width * height }, () => 1),
  );
  return bytes.subarray(0, writer.end());
}

/** A bitmap of 8 (grey palette), 24 or 32 bits a pixel, bottom up. */
export function bmp({ width, height, data }: Picture, bits: 8 | 24 | 32): Buffer {
  const palette = bits === 8 ? 1024 : 0;
  const line = Math.ceil((width * bits) / 32) * 4;
  const bytes = Buffer.alloc(54 + palette + line * height);
  bytes.write('BM', 'latin1');
  bytes.writeUInt32LE(bytes.length, 2);
  bytes.writeUInt32LE(54 + palette, 10);
  bytes.writeUInt32LE(40, 14);
  bytes.writeInt32LE(width, 18);
  bytes.writeInt32LE(height, 22);
  bytes.writeUInt16LE(1, 26);
  bytes.writeUInt16LE(bits, 28);
  for (let i = 0; i < palette / 4; i++) bytes.fill(i, 54 + 4 * i, 57 + 4 * i);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const from = (y * width + x) * 4;
      const to = 54 + palette + (height - 1 - y) * line + (x * bits) / 8;
      const [red = 0, green = 0, blue = 0] = data.subarray(from, from + 3);
      bytes[to] = bits === 8 ? red : blue;
      if (bits > 8) bytes.set([green, red], to + 1);
    }
  }
  return bytes;
}
