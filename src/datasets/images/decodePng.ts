import { inflateSync } from 'node:zlib';
import type { Pixels } from './drawPixels.js';
import { refuseCost } from './pictureLimits.js';
import { readPngChunks } from './pngChunks.js';
import { passesOf, pngDecodingBytes, pngHeader, type PngHeader, type PngPass } from './pngHeader.js';
import { pngPixels } from './pngPixels.js';

/** Some writers leave a few bytes behind the last line. */
const SURPLUS = 1 << 16;
/** Deflate packs at most so many bytes in one (RFC 1951: 258 bytes in two bits). */
const BEST_PACKING = 1032;

/**
 * Decodes a PNG as 8-bit gray, color, or color and alpha, 16-bit samples rounded (PNG specification, 13.12). It is
 * unpacked no further than its header promises, and holds the unpacked lines and the result, which share their memory
 * where they can.
 * @throws Error for a damaged one, or one with more or fewer pixels than promised
 */
export function decodePng(bytes: Uint8Array): Pixels {
  const png = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const header = pngHeader(png);
  if (header === null) throw new Error('its header names no kind of color that is known');
  const { packed, palette, transparent } = readPngChunks(png, header);
  refuseCost(bytes.length + pngDecodingBytes(header, transparent !== null));
  const passes = passesOf(header);
  const lines = unpack(packed, passes);
  for (const pass of passes) unfilter(lines, pass, header);
  return pngPixels(lines, passes, { header, palette, transparent });
}

function unpack(parts: readonly Buffer[], passes: readonly PngPass[]): Buffer {
  const last = passes.at(-1);
  const promised = last === undefined ? 0 : last.start + last.lines * (1 + last.lineBytes);
  const packedBytes = parts.reduce((sum, { length }) => sum + length, 0);
  const [first] = parts;
  const packed = parts.length === 1 && first !== undefined ? first : Buffer.concat(parts);
  if (promised > packedBytes * BEST_PACKING)
    throw new Error('it holds fewer pixels than its header promises');
  const most = promised + Math.min(SURPLUS, promised + 64);
  let lines: Buffer;
  try {
    // In one piece of memory: by default, pieces are gathered first and copied then.
    lines = inflateSync(packed, { maxOutputLength: most, chunkSize: most + 64 });
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ERR_BUFFER_TOO_LARGE')
      throw new Error('it holds more pixels than its header promises', { cause });
    throw cause;
  }
  if (lines.length < promised) throw new Error('it holds fewer pixels than its header promises');
  return lines;
}

/** Undoes the filters of a pass where its lines lie (PNG specification, 9). */
function unfilter(lines: Buffer, { start, lines: count, lineBytes }: PngPass, { bits }: PngHeader): void {
  const step = Math.max(1, bits >> 3);
  for (let line = 0, from = start; line < count; line++, from += 1 + lineBytes) {
    const first = from + 1;
    const end = first + lineBytes;
    /** Distance to the same byte of the line above; above the first line all is zero. */
    const up = line === 0 ? 0 : 1 + lineBytes;
    switch (lines[from]) {
      case 0:
        break;
      case 1:
        for (let i = first + step; i < end; i++) lines[i] = lines[i]! + lines[i - step]!;
        break;
      case 2:
        if (up > 0) for (let i = first; i < end; i++) lines[i] = lines[i]! + lines[i - up]!;
        break;
      case 3:
        for (let i = first; i < end; i++) {
          const left = i - step < first ? 0 : lines[i - step]!;
          const above = up === 0 ? 0 : lines[i - up]!;
          lines[i] = lines[i]! + ((left + above) >> 1);
        }
        break;
      case 4:
        // Above the first line all is zero: the nearest is the left one then; of a line's first pixel the one above.
        if (up === 0) {
          for (let i = first + step; i < end; i++) lines[i] = lines[i]! + lines[i - step]!;
          break;
        }
        for (let i = first; i < Math.min(first + step, end); i++) lines[i] = lines[i]! + lines[i - up]!;
        for (let i = first + step; i < end; i++)
          lines[i] = lines[i]! + paeth(lines[i - step]!, lines[i - up]!, lines[i - up - step]!);
        break;
      default:
        throw new Error('a line has a filter that is unknown');
    }
  }
}

/** Of left, above and the corner the one nearest to left + above - corner. */
function paeth(left: number, above: number, corner: number): number {
  const toLeft = Math.abs(above - corner);
  const toAbove = Math.abs(left - corner);
  const toCorner = Math.abs(left + above - 2 * corner);
  if (toLeft <= toAbove && toLeft <= toCorner) return left;
  return toAbove <= toCorner ? above : corner;
}
