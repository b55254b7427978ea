import { pictureFormat, type PictureFormat } from '../recognize/pictures.js';

/** What a picture's first bytes say, before anything is decoded. */
export interface ImageHeader {
  readonly format: PictureFormat;
  readonly width: number;
  readonly height: number;
}

/**
 * Width and height from the header of a whole file, or of as much of it as holds them.
 * @returns null where it is no picture, or ends before its size
 */
export function readImageHeader(bytes: Uint8Array): ImageHeader | null {
  const format = pictureFormat(bytes);
  if (format === null) return null;
  const size = sizeIn(format, new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  return size === null ? null : { format, ...size };
}

type Size = Pick<ImageHeader, 'width' | 'height'>;

function sizeIn(format: PictureFormat, view: DataView): Size | null {
  if (format === 'jpeg') return jpegSize(view);
  if (view.byteLength < 30) return format === 'gif' ? gifSize(view) : null;
  switch (format) {
    case 'png':
      return { width: view.getUint32(16, false), height: view.getUint32(20, false) };
    case 'gif':
      return gifSize(view);
    case 'bmp':
      return view.getUint32(14, true) === 12
        ? { width: view.getUint16(18, true), height: view.getUint16(20, true) }
        : { width: Math.abs(view.getInt32(18, true)), height: Math.abs(view.getInt32(22, true)) };
    case 'webp':
      return webpSize(view);
  }
}

function gifSize(view: DataView): Size | null {
  if (view.byteLength < 10) return null;
  return { width: view.getUint16(6, true), height: view.getUint16(8, true) };
}

/** Lossy, lossless and extended WebP hold their size in different places. */
function webpSize(view: DataView): Size | null {
  switch (view.getUint8(15)) {
    case 0x20:
      return { width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff };
    case 0x4c: {
      const bits = view.getUint32(21, true);
      return { width: (bits & 0x3fff) + 1, height: ((bits >> 14) & 0x3fff) + 1 };
    }
    case 0x58: {
      const three = (offset: number): number =>
        (view.getUint16(offset, true) | (view.getUint8(offset + 2) << 16)) + 1;
      return { width: three(24), height: three(27) };
    }
    default:
      return null;
  }
}

function jpegSize(view: DataView): Size | null {
  const frame = jpegFrame(view);
  return frame === null ? null : { width: frame.width, height: frame.height };
}

/**
 * What a JPEG's frame header says, which stands behind segments of any length.
 * @returns components: 1 grey, 3 colour, 4 inks; null where there is no frame header
 */
export function jpegFrame(view: DataView): (Size & { readonly components: number }) | null {
  for (let offset = 2; offset + 10 <= view.byteLength;) {
    if (view.getUint8(offset) !== 0xff) return null;
    const marker = view.getUint8(offset + 1);
    if (marker === 0xff) {
      offset++;
      continue;
    }
    // Frame headers are C0 to CF, but for the tables C4, C8 and CC.
    if (marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc)
      return {
        height: view.getUint16(offset + 5, false),
        width: view.getUint16(offset + 7, false),
        components: view.getUint8(offset + 9),
      };
    offset += 2 + view.getUint16(offset + 2, false);
  }
  return null;
}
