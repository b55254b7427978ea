import { PNG } from 'pngjs';
import { inflateSync } from 'node:zlib';
import type { Pixels } from './drawPixels.js';

/**
 * Decodes a PNG. The decoder takes what is missing for zeros, so the packed pixels are counted first, and unpacked no
 * further than the header promises.
 * @throws Error for a damaged one, or one with more or fewer pixels than promised
 */
export function decodePng(bytes: Uint8Array): Pixels {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  checkPixels(buffer);
  const { width, height, data } = PNG.sync.read(buffer);
  return { width, height, channels: 4, data };
}

/** Some writers leave a few bytes behind the last line. */
const SURPLUS = 1 << 16;

function checkPixels(png: Buffer): void {
  const promised = pixelBytes(png);
  let bytes: number;
  try {
    bytes = inflateSync(packedPixels(png), { maxOutputLength: promised + SURPLUS }).length;
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ERR_BUFFER_TOO_LARGE')
      throw new Error('it holds more pixels than its header promises', { cause });
    throw cause;
  }
  if (bytes < promised) throw new Error('it holds fewer pixels than its header promises');
}

/** Where the seven passes of an interlaced picture begin, and their steps: x, y, along x, along y. */
const PASSES = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const;
/** Samples of a pixel by its kind of color. */
const SAMPLES = new Map([
  [0, 1],
  [2, 3],
  [3, 1],
  [4, 2],
  [6, 4],
]);

/** Bytes of the unpacked lines, each with its filter's byte in front (PNG specification, 4.5 to 7.2). */
function pixelBytes(png: Buffer): number {
  const width = png.readUInt32BE(16);
  const height = png.readUInt32BE(20);
  const samples = SAMPLES.get(png.readUInt8(25));
  const depth = png.readUInt8(24);
  if (samples === undefined || depth === 0)
    throw new Error('its header names no kind of color that is known');
  const bits = depth * samples;
  const passes = png.readUInt8(28) === 0 ? ([[0, 0, 1, 1]] as const) : PASSES;
  let bytes = 0;
  for (const [x, y, alongX, alongY] of passes) {
    const columns = Math.ceil((width - x) / alongX);
    const lines = Math.ceil((height - y) / alongY);
    if (columns > 0 && lines > 0) bytes += lines * (1 + Math.ceil((columns * bits) / 8));
  }
  return bytes;
}

/** The data of all IDAT chunks. */
function packedPixels(png: Buffer): Buffer {
  const parts: Buffer[] = [];
  for (let offset = 8; offset + 12 <= png.length;) {
    const length = png.readUInt32BE(offset);
    if (png.toString('latin1', offset + 4, offset + 8) === 'IDAT')
      parts.push(png.subarray(offset + 8, offset + 8 + length));
    offset += 12 + length;
  }
  return Buffer.concat(parts);
}
