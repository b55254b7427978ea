/** What a PNG's first chunk says (PNG specification, 11.2.2). */
export interface PngHeader {
  readonly width: number;
  readonly height: number;
  /** Bits of a sample: 1, 2, 4, 8 or 16. */
  readonly depth: number;
  readonly color: PngColor;
  /** Bits of a pixel. */
  readonly bits: number;
  readonly interlaced: boolean;
}

export type PngColor = 'gray' | 'color' | 'palette' | 'gray and alpha' | 'color and alpha';

const COLORS: ReadonlyMap<
  number,
  { readonly color: PngColor; readonly samples: number; readonly depths: readonly number[] }
> = new Map([
  [0, { color: 'gray', samples: 1, depths: [1, 2, 4, 8, 16] }],
  [2, { color: 'color', samples: 3, depths: [8, 16] }],
  [3, { color: 'palette', samples: 1, depths: [1, 2, 4, 8] }],
  [4, { color: 'gray and alpha', samples: 2, depths: [8, 16] }],
  [6, { color: 'color and alpha', samples: 4, depths: [8, 16] }],
]);

/** @returns null where it ends before, or says what no PNG may */
export function pngHeader(bytes: Uint8Array): PngHeader | null {
  if (bytes.length < 29) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const depth = view.getUint8(24);
  const kind = COLORS.get(view.getUint8(25));
  const interlace = view.getUint8(28);
  // Behind the kind of color stand the methods of packing and of filters: there is one of each.
  if (kind?.depths.includes(depth) !== true || view.getUint16(26) !== 0 || interlace > 1) return null;
  return {
    width: view.getUint32(16),
    height: view.getUint32(20),
    depth,
    color: kind.color,
    bits: depth * kind.samples,
    interlaced: interlace === 1,
  };
}

/** A part of an interlaced picture, or all of another: lines in a row, each with its filter's byte in front. */
export interface PngPass {
  /** Its first byte among the unpacked lines. */
  readonly start: number;
  readonly columns: number;
  readonly lines: number;
  /** Bytes of a line, without its filter's. */
  readonly lineBytes: number;
  /** Where its pixels lie in the picture: the first, and the distance to the next. */
  readonly x: number;
  readonly y: number;
  readonly alongX: number;
  readonly alongY: number;
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
const ONE_PASS = [[0, 0, 1, 1]] as const;

/** The passes that have pixels, in order. */
export function passesOf({ width, height, bits, interlaced }: PngHeader): readonly PngPass[] {
  const passes: PngPass[] = [];
  let start = 0;
  for (const [x, y, alongX, alongY] of interlaced ? PASSES : ONE_PASS) {
    const columns = Math.ceil((width - x) / alongX);
    const lines = Math.ceil((height - y) / alongY);
    if (columns <= 0 || lines <= 0) continue;
    const lineBytes = Math.ceil((columns * bits) / 8);
    passes.push({ start, columns, lines, lineBytes, x, y, alongX, alongY });
    start += lines * (1 + lineBytes);
  }
  return passes;
}

/** Channels of the decoded picture. @param transparent one color, or some of the palette, are transparent */
export function pngChannels({ color }: PngHeader, transparent: boolean): 1 | 3 | 4 {
  if (transparent || color === 'gray and alpha' || color === 'color and alpha') return 4;
  return color === 'gray' ? 1 : 3;
}

/** May the result lie where the unpacked lines do? No pixel is then written before it was read. */
export function pngSharesMemory({ color, bits, interlaced }: PngHeader, channels: number): boolean {
  return !interlaced && color !== 'palette' && bits >= 8 * channels;
}

/** Bytes that decoding takes: the unpacked lines, and the result where it cannot lie in their place. */
export function pngDecodingBytes(header: PngHeader, transparent: boolean): number {
  const { width, height, bits } = header;
  const channels = pngChannels(header, transparent);
  const lines = height * Math.ceil((width * bits) / 8 + 1);
  return pngSharesMemory(header, channels) ? lines : lines + width * height * channels;
}
