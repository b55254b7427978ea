import type { Pixels } from './drawPixels.js';

/**
 * Decodes a Windows bitmap of 1, 4, 8, 16, 24 or 32 bits a pixel, with a palette or bit fields, either way up. Its
 * fourth byte is padding, not alpha, unless the header has a mask for it.
 * @throws Error for run-length packed or damaged ones
 */
export function decodeBmp(bytes: Uint8Array): Pixels {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const start = view.getUint32(10, true);
  const headerBytes = view.getUint32(14, true);
  const old = headerBytes === 12;
  const width = old ? view.getUint16(18, true) : view.getInt32(18, true);
  const signedHeight = old ? view.getUint16(20, true) : view.getInt32(22, true);
  const height = Math.abs(signedHeight);
  const bits = view.getUint16(old ? 24 : 28, true);
  const packing = old ? 0 : view.getUint32(30, true);
  if (packing !== 0 && packing !== 3 && packing !== 6)
    throw new Error('bitmaps that are packed (RLE, JPEG or PNG inside) are not read: save it unpacked');
  if (![1, 4, 8, 16, 24, 32].includes(bits)) throw new Error(`a bitmap of ${bits} bits a pixel is unknown`);
  const lineBytes = Math.ceil((width * bits) / 32) * 4;
  if (width <= 0 || height <= 0 || start + lineBytes * height > bytes.length)
    throw new Error(`it holds ${bytes.length} bytes where ${start + lineBytes * height} are promised`);
  const pixelAt =
    bits <= 8
      ? paletteReader(view, { bits, offset: 14 + headerBytes, entryBytes: old ? 3 : 4 })
      : colorReader(view, bits, masksOf(view, { bits, packing, headerBytes }));
  const data = new Uint8Array(width * height * 4);
  for (let y = 0; y < height; y++) {
    const line = start + lineBytes * (signedHeight > 0 ? height - 1 - y : y);
    for (let x = 0; x < width; x++) pixelAt(line, x, data, (y * width + x) * 4);
  }
  return { width, height, channels: 4, data };
}

/** Writes the RGBA of pixel x of the line that begins at a byte. */
type PixelReader = (line: number, x: number, out: Uint8Array, offset: number) => void;

function paletteReader(
  view: DataView,
  {
    bits,
    offset,
    entryBytes,
  }: { readonly bits: number; readonly offset: number; readonly entryBytes: number },
): PixelReader {
  return (line, x, out, to) => {
    const bit = x * bits;
    const byte = view.getUint8(line + (bit >> 3));
    const index = (byte >> (8 - bits - (bit & 7))) & ((1 << bits) - 1);
    const entry = offset + index * entryBytes;
    out[to] = view.getUint8(entry + 2);
    out[to + 1] = view.getUint8(entry + 1);
    out[to + 2] = view.getUint8(entry);
    out[to + 3] = 255;
  };
}

type Masks = readonly [red: number, green: number, blue: number, alpha: number];

function masksOf(
  view: DataView,
  header: { readonly bits: number; readonly packing: number; readonly headerBytes: number },
): Masks {
  const { bits, packing, headerBytes } = header;
  if (packing === 0) return bits === 16 ? [0x7c00, 0x3e0, 0x1f, 0] : [0xff0000, 0xff00, 0xff, 0];
  const alpha = packing === 6 || headerBytes >= 56 ? view.getUint32(66, true) : 0;
  return [view.getUint32(54, true), view.getUint32(58, true), view.getUint32(62, true), alpha];
}

function colorReader(view: DataView, bits: number, masks: Masks): PixelReader {
  const fields = masks.map((mask) => {
    const shift = mask === 0 ? 0 : 31 - Math.clz32(mask & -mask);
    return { mask, shift, most: mask >>> shift };
  });
  const bytes = bits / 8;
  return (line, x, out, to) => {
    const offset = line + x * bytes;
    let value = view.getUint16(offset, true);
    if (bytes > 2) value |= view.getUint8(offset + 2) << 16;
    if (bytes > 3) value |= view.getUint8(offset + 3) << 24;
    fields.forEach(({ mask, shift, most }, channel) => {
      const part = (value & mask) >>> shift;
      out[to + channel] = most === 0 ? 255 : most === 255 ? part : Math.round((part * 255) / most);
    });
  };
}
