/**
 * An animated WebP's first frame as a WebP of its own, and where it lies on the canvas (WebP container specification).
 */
export interface WebpFrame {
  readonly still: Uint8Array;
  readonly canvas: { readonly width: number; readonly height: number };
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/**
 * @returns null where the picture is not animated
 * @throws Error where it is cut short or holds no frame
 */
export function firstWebpFrame(bytes: Uint8Array): WebpFrame | null {
  const webp = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const animated = webp.length >= 30 && webp.toString('latin1', 12, 16) === 'VP8X' && (webp[20]! & 2) !== 0;
  if (!animated) return null;
  for (const { type, from, to } of chunksOf(webp, 12, webp.length)) {
    if (type !== 'ANMF') continue;
    if (to - from < 16) break;
    const three = (offset: number): number => webp.readUIntLE(from + offset, 3);
    const width = three(6) + 1;
    const height = three(9) + 1;
    return {
      still: stillOf(webp, from + 16, to, { width, height }),
      canvas: { width: webp.readUIntLE(24, 3) + 1, height: webp.readUIntLE(27, 3) + 1 },
      left: 2 * three(0),
      top: 2 * three(3),
      width,
      height,
    };
  }
  throw new Error('it holds no frame');
}

interface Chunk {
  readonly type: string;
  /** The first byte of its data, and the one behind. */
  readonly from: number;
  readonly to: number;
}

function* chunksOf(webp: Buffer, start: number, end: number): Generator<Chunk> {
  for (let offset = start; offset + 8 <= end;) {
    const length = webp.readUInt32LE(offset + 4);
    const from = offset + 8;
    if (from + length > end) throw new Error('it is cut short');
    yield { type: webp.toString('latin1', offset, offset + 4), from, to: from + length };
    // Chunks begin at even places.
    offset = from + length + (length & 1);
  }
}

/** The frame's alpha and picture, behind a header of the extended form where there is alpha. */
function stillOf(
  webp: Buffer,
  start: number,
  end: number,
  { width, height }: { readonly width: number; readonly height: number },
): Uint8Array {
  const chunks = [...chunksOf(webp, start, end)];
  const picture = chunks.find(({ type }) => type === 'VP8 ' || type === 'VP8L');
  if (picture === undefined) throw new Error('its first frame holds no pixels');
  const alpha = picture.type === 'VP8 ' ? chunks.find(({ type }) => type === 'ALPH') : undefined;
  const parts = [alpha, picture].flatMap((chunk) =>
    chunk === undefined ? [] : [chunkBytes(chunk.type, webp.subarray(chunk.from, chunk.to))],
  );
  if (alpha !== undefined) {
    const header = Buffer.alloc(10);
    header[0] = 0x10;
    header.writeUIntLE(width - 1, 4, 3);
    header.writeUIntLE(height - 1, 7, 3);
    parts.unshift(chunkBytes('VP8X', header));
  }
  return chunkBytes('RIFF', Buffer.concat([Buffer.from('WEBP', 'latin1'), ...parts]));
}

function chunkBytes(type: string, data: Uint8Array): Buffer {
  const head = Buffer.alloc(8);
  head.write(type, 'latin1');
  head.writeUInt32LE(data.length, 4);
  return Buffer.concat([head, data, Buffer.alloc(data.length & 1)]);
}
