import type { PngHeader } from './pngHeader.js';

/** What a PNG's chunks hold that its pixels are made of. */
export interface PngChunks {
  /** The packed lines, in pieces. */
  readonly packed: readonly Buffer[];
  /** Three bytes a color; null where the picture has none. */
  readonly palette: Buffer | null;
  /** The transparent gray or color as 16-bit samples, or an alpha a color of the palette; null: nothing is transparent. */
  readonly transparent: Buffer | null;
}

/** What pixels are made of, besides the lines, which have a check of their own. */
const CHECKED = new Set(['IHDR', 'PLTE', 'tRNS']);

/**
 * Goes once over the chunks.
 * @throws Error where one lies beyond the end, is damaged by its checksum, or is missing
 */
export function readPngChunks(png: Buffer, { color }: PngHeader): PngChunks {
  const packed: Buffer[] = [];
  let palette: Buffer | null = null;
  let transparent: Buffer | null = null;
  for (let offset = 8; ;) {
    if (offset + 12 > png.length) throw new Error('it is cut short: its last chunk is missing');
    const length = png.readUInt32BE(offset);
    const type = png.toString('latin1', offset + 4, offset + 8);
    const end = offset + 8 + length;
    if (end + 4 > png.length) throw new Error(`its chunk ${JSON.stringify(type)} is cut short`);
    if (CHECKED.has(type) && crc32(png.subarray(offset + 4, end)) !== png.readUInt32BE(end))
      throw new Error(`its chunk ${type} is damaged`);
    const data = png.subarray(offset + 8, end);
    if (type === 'IDAT') packed.push(data);
    if (type === 'PLTE') palette = data;
    if (type === 'tRNS') transparent = data;
    if (type === 'IEND') break;
    offset = end + 4;
  }
  if (packed.length === 0) throw new Error('it holds no pixels');
  if (color === 'palette' && palette === null) throw new Error('its palette is missing');
  const least = color === 'gray' ? 2 : color === 'color' ? 6 : 0;
  if (transparent !== null && transparent.length < least)
    throw new Error('its transparent color is cut short');
  return { packed, palette, transparent: color.endsWith('alpha') ? null : transparent };
}

const CRC = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = (value >>> 1) ^ (value & 1 ? 0xedb88320 : 0);
  return value;
});

/** PNG specification, annex D; Node has it only from 20.15 on. */
function crc32(bytes: Uint8Array): number {
  let value = 0xffffffff;
  for (const byte of bytes) value = CRC[(value ^ byte) & 255]! ^ (value >>> 8);
  return (value ^ 0xffffffff) >>> 0;
}
