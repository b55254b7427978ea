import type { Pixels } from './drawPixels.js';
import type { PngChunks } from './pngChunks.js';
import { pngChannels, pngSharesMemory, type PngHeader, type PngPass } from './pngHeader.js';

interface PngKind extends Pick<PngChunks, 'palette' | 'transparent'> {
  readonly header: PngHeader;
}

/**
 * The pixels of unfiltered lines. A transparent color keeps its red, green and blue.
 * @param lines is overwritten where the result fits in its place
 * @throws Error for a color that the palette does not have
 */
export function pngPixels(lines: Buffer, passes: readonly PngPass[], kind: PngKind): Pixels {
  const { header, transparent } = kind;
  const { width, height } = header;
  const channels = pngChannels(header, transparent !== null);
  const count = width * height * channels;
  const data = pngSharesMemory(header, channels) ? lines.subarray(0, count) : new Uint8Array(count);
  if (header.depth === 8 && header.bits === 8 * channels && pngSharesMemory(header, channels)) {
    // As they lie, without the filters' bytes.
    const row = width * channels;
    for (let y = 0; y < height; y++) lines.copyWithin(y * row, y * (row + 1) + 1, (y + 1) * (row + 1));
    return { width, height, channels, data };
  }
  const write = pixelWriter(lines, data, kind);
  for (const { start, columns, lines: rows, lineBytes, x, y, alongX, alongY } of passes) {
    for (let row = 0; row < rows; row++) {
      const line = start + row * (1 + lineBytes) + 1;
      const to = ((y + row * alongY) * width + x) * channels;
      write(line, columns, to, alongX * channels);
    }
  }
  return { width, height, channels, data };
}

/** Writes the pixels of one line. @param step from a pixel to the next in the result */
type LineWriter = (line: number, columns: number, to: number, step: number) => void;

function pixelWriter(lines: Buffer, data: Uint8Array, kind: PngKind): LineWriter {
  switch (kind.header.color) {
    case 'palette':
      return paletteWriter(lines, data, kind);
    case 'gray':
      return grayWriter(lines, data, kind);
    case 'color':
      return colorWriter(lines, data, kind);
    case 'gray and alpha':
      return grayAlphaWriter(lines, data, kind.header);
    case 'color and alpha':
      return colorAlphaWriter(lines, data, kind.header);
  }
}

/** Reads sample i of a line: 1 to 8 bits, or 16. */
function sampleReader(lines: Buffer, depth: number): (line: number, index: number) => number {
  if (depth === 8) return (line, index) => lines[line + index]!;
  if (depth === 16) return (line, index) => (lines[line + 2 * index]! << 8) | lines[line + 2 * index + 1]!;
  const mask = (1 << depth) - 1;
  return (line, index) => {
    const bit = index * depth;
    return (lines[line + (bit >> 3)]! >> (8 - depth - (bit & 7))) & mask;
  };
}

/** A sample as 0..255, rounded. */
function scaler(depth: number): (sample: number) => number {
  const most = 2 ** depth - 1;
  return depth === 8 ? (sample) => sample : (sample) => Math.floor((sample * 255) / most + 0.5);
}

function paletteWriter(
  lines: Buffer,
  data: Uint8Array,
  { header, palette, transparent }: PngKind,
): LineWriter {
  const read = sampleReader(lines, header.depth);
  const colors = palette ?? Buffer.alloc(0);
  const known = Math.floor(colors.length / 3);
  return (line, columns, to, step) => {
    for (let x = 0; x < columns; x++, to += step) {
      const index = read(line, x);
      if (index >= known) throw new Error(`it uses color ${index} of a palette of ${known}`);
      data[to] = colors[3 * index]!;
      data[to + 1] = colors[3 * index + 1]!;
      data[to + 2] = colors[3 * index + 2]!;
      if (transparent !== null) data[to + 3] = transparent[index] ?? 255;
    }
  };
}

function grayWriter(lines: Buffer, data: Uint8Array, { header, transparent }: PngKind): LineWriter {
  const read = sampleReader(lines, header.depth);
  const scale = scaler(header.depth);
  const clear = transparent?.readUInt16BE(0) ?? null;
  return (line, columns, to, step) => {
    for (let x = 0; x < columns; x++, to += step) {
      const sample = read(line, x);
      const gray = scale(sample);
      data[to] = gray;
      if (clear === null) continue;
      data[to + 1] = gray;
      data[to + 2] = gray;
      data[to + 3] = sample === clear ? 0 : 255;
    }
  };
}

function colorWriter(lines: Buffer, data: Uint8Array, { header, transparent }: PngKind): LineWriter {
  const read = sampleReader(lines, header.depth);
  const scale = scaler(header.depth);
  const clear = transparent === null ? null : [0, 2, 4].map((offset) => transparent.readUInt16BE(offset));
  return (line, columns, to, step) => {
    for (let x = 0; x < columns; x++, to += step) {
      const red = read(line, 3 * x);
      const green = read(line, 3 * x + 1);
      const blue = read(line, 3 * x + 2);
      data[to] = scale(red);
      data[to + 1] = scale(green);
      data[to + 2] = scale(blue);
      if (clear !== null)
        data[to + 3] = red === clear[0] && green === clear[1] && blue === clear[2] ? 0 : 255;
    }
  };
}

function grayAlphaWriter(lines: Buffer, data: Uint8Array, { depth }: PngHeader): LineWriter {
  const read = sampleReader(lines, depth);
  const scale = scaler(depth);
  return (line, columns, to, step) => {
    for (let x = 0; x < columns; x++, to += step) {
      const gray = scale(read(line, 2 * x));
      const alpha = scale(read(line, 2 * x + 1));
      data.fill(gray, to, to + 3);
      data[to + 3] = alpha;
    }
  };
}

function colorAlphaWriter(lines: Buffer, data: Uint8Array, { depth }: PngHeader): LineWriter {
  const read = sampleReader(lines, depth);
  const scale = scaler(depth);
  return (line, columns, to, step) => {
    for (let x = 0; x < columns; x++, to += step) {
      for (let channel = 0; channel < 4; channel++) data[to + channel] = scale(read(line, 4 * x + channel));
    }
  };
}
