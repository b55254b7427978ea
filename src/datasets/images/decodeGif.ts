import type { Pixels } from './drawPixels.js';
import { unpackLzw } from './unpackLzw.js';

/**
 * Decodes a GIF's first frame on its canvas, as browsers do: what the frame does not cover, or says is transparent, has
 * alpha 0. Of further frames only their lengths are looked at. (GIF89a specification.)
 * @throws Error where it is damaged or cut short, the frame lies outside of the picture, or has another number of pixels
 */
export function decodeGif(bytes: Uint8Array): Pixels {
  const reader = new BlockReader(bytes);
  const { width, height, palette: shared } = readScreen(reader);
  const frame = readFirstFrame(reader);
  const { left, top, columns, lines, interlaced, transparent } = frame;
  if (left + columns > width || top + lines > height)
    throw new Error(
      `its frame of ${columns} x ${lines} pixels at ${left}, ${top} lies outside of its ${width} x ${height}`,
    );
  passOver(reader);
  const palette = frame.palette ?? shared;
  if (palette === null) throw new Error('it has no palette');
  const indices = unpackLzw(frame.packed, frame.codeBits, columns * lines);
  const data = new Uint8Array(width * height * 4);
  for (let row = 0; row < lines; row++) {
    const y = interlaced ? interlacedLine(row, lines) : row;
    let to = ((top + y) * width + left) * 4;
    for (let x = 0; x < columns; x++, to += 4) {
      const index = indices[row * columns + x]!;
      if (index === transparent) continue;
      if (3 * index + 3 > palette.length)
        throw new Error(`it uses color ${index} of a palette of ${palette.length / 3}`);
      data[to] = palette[3 * index]!;
      data[to + 1] = palette[3 * index + 1]!;
      data[to + 2] = palette[3 * index + 2]!;
      data[to + 3] = 255;
    }
  }
  return { width, height, channels: 4, data };
}

/** Interlaced frames bring every 8th line, then every 8th from 4, every 4th from 2, every 2nd from 1. */
const PASSES = [
  [0, 8],
  [4, 8],
  [2, 4],
  [1, 2],
] as const;

/** Where the stored line lies. */
function interlacedLine(row: number, lines: number): number {
  let left = row;
  for (const [first, step] of PASSES) {
    const count = Math.max(0, Math.ceil((lines - first) / step));
    if (left < count) return first + left * step;
    left -= count;
  }
  throw new RangeError(`row ${row} of ${lines}`);
}

interface Screen {
  readonly width: number;
  readonly height: number;
  readonly palette: Uint8Array | null;
}

function readScreen(reader: BlockReader): Screen {
  reader.take(6);
  const width = reader.short();
  const height = reader.short();
  const flags = reader.byte();
  reader.take(2);
  return { width, height, palette: readPalette(reader, flags) };
}

function readPalette(reader: BlockReader, flags: number): Uint8Array | null {
  return (flags & 0x80) === 0 ? null : reader.take(3 * 2 ** ((flags & 7) + 1));
}

interface Frame {
  readonly left: number;
  readonly top: number;
  readonly columns: number;
  readonly lines: number;
  readonly interlaced: boolean;
  readonly palette: Uint8Array | null;
  /** The index that is not drawn; -1: each is. */
  readonly transparent: number;
  /** Bits of an index. */
  readonly codeBits: number;
  readonly packed: Uint8Array;
}

const EXTENSION = 0x21;
const GRAPHIC_CONTROL = 0xf9;
const IMAGE = 0x2c;

function readFirstFrame(reader: BlockReader): Frame {
  let transparent = -1;
  for (let kind = reader.byte(); kind !== IMAGE; kind = reader.byte()) {
    if (kind !== EXTENSION) throw new Error('it holds no frame, or is damaged before it');
    const label = reader.byte();
    const [flags, , , index] = reader.blocks();
    if (label === GRAPHIC_CONTROL && flags !== undefined && index !== undefined)
      transparent = (flags & 1) === 1 ? index : -1;
  }
  const [left, top, columns, lines] = [reader.short(), reader.short(), reader.short(), reader.short()];
  const flags = reader.byte();
  const palette = readPalette(reader, flags);
  const codeBits = reader.byte();
  return {
    left,
    top,
    columns,
    lines,
    interlaced: (flags & 0x40) !== 0,
    palette,
    transparent,
    codeBits,
    packed: reader.blocks(),
  };
}

const TRAILER = 0x3b;

/** Goes over what follows, so that a file which was cut is refused. */
function passOver(reader: BlockReader): void {
  while (!reader.ended) {
    const kind = reader.byte();
    if (kind === TRAILER) return;
    if (kind === IMAGE) {
      const [, , , , , , , , flags = 0] = reader.take(9);
      readPalette(reader, flags);
    } else if (kind !== EXTENSION) throw new Error('it is damaged behind its first frame');
    // The label of an extension, the bits of a frame's indices.
    reader.byte();
    reader.blocks();
  }
}

/** Reads front to back, and throws at the end. */
class BlockReader {
  readonly #bytes: Uint8Array;
  #offset = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get ended(): boolean {
    return this.#offset >= this.#bytes.length;
  }

  take(length: number): Uint8Array {
    const from = this.#offset;
    this.#offset += length;
    if (this.#offset > this.#bytes.length) throw new Error('it is cut short');
    return this.#bytes.subarray(from, this.#offset);
  }

  byte(): number {
    return this.take(1)[0]!;
  }

  short(): number {
    const pair = this.take(2);
    return pair[0]! | (pair[1]! << 8);
  }

  /** The data of a chain of blocks, each with its length in front, the last of length 0. */
  blocks(): Uint8Array {
    const parts: Uint8Array[] = [];
    for (let length = this.byte(); length > 0; length = this.byte()) parts.push(this.take(length));
    return Buffer.concat(parts);
  }
}
