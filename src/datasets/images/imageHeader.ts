import { pictureFormat, type PictureFormat } from '../recognize/pictures.js';
import { jpegDecodingBytes, jpegFrame } from './jpegFrame.js';
import { pngDecodingBytes, pngHeader } from './pngHeader.js';

/** What a picture's first bytes say, before anything is decoded. */
export interface ImageHeader {
  readonly format: PictureFormat;
  readonly width: number;
  readonly height: number;
  /** What decoding takes besides the file's bytes, as far as the header tells. */
  readonly decodingBytes: number;
}

/**
 * Width and height from the header of a whole file, or of as much of it as holds them.
 * @returns null where it is no picture, or ends before its size
 */
export function readImageHeader(bytes: Uint8Array): ImageHeader | null {
  const format = pictureFormat(bytes);
  if (format === null) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const size = sizeIn(format, view);
  return size === null ? null : { format, ...size, decodingBytes: decodingBytes(format, view, size) };
}

type Size = Pick<ImageHeader, 'width' | 'height'>;

/** Each as measured, a pixel: the codecs in WebAssembly hold RGBA, and it is copied once. */
function decodingBytes(format: PictureFormat, view: DataView, { width, height }: Size): number {
  const pixels = width * height;
  switch (format) {
    case 'png': {
      const header = pngHeader(new Uint8Array(view.buffer, view.byteOffset, view.byteLength));
      return header === null ? pixels : pngDecodingBytes(header, false);
    }
    case 'jpeg': {
      const frame = jpegFrame(view);
      return frame === null ? pixels : jpegDecodingBytes(frame);
    }
    case 'webp':
      return pixels * WEBP_BYTES;
    case 'gif':
      // Indices, and RGBA.
      return pixels * 5;
    case 'bmp':
      return pixels * 4;
  }
}

/** Lossless ones, which take more. */
const WEBP_BYTES = 14;

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
