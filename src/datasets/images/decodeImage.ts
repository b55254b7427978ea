import { GifReader } from 'omggif';
import { ExpectedError } from '../../vocabulary/expectedError.js';
import { file, option, phrase } from '../../vocabulary/phrase.js';
import { decodeBmp } from './decodeBmp.js';
import { decodeCmykJpeg } from './decodeCmykJpeg.js';
import { decodePng } from './decodePng.js';
import type { Pixels } from './drawPixels.js';
import { jpegFrame, readImageHeader, type ImageHeader } from './imageHeader.js';
import { decodeJpeg, decodeWebp } from './wasmDecoders.js';

/** A picture that says it is larger would take gigabytes. */
const MOST_PIXELS = 100_000_000;

/**
 * Decodes a PNG, JPEG, WebP, BMP, or a GIF's first frame, recognized by content, as 8-bit RGBA.
 * @throws ExpectedError data-malformed naming the file, also where its header tells more than 100 megapixels
 */
export async function decodeImage(bytes: Uint8Array, path: string): Promise<Pixels> {
  const header = checkHeader(readImageHeader(bytes), path);
  let pixels: Pixels;
  try {
    pixels = await decodeAs(header.format, bytes);
  } catch (cause) {
    // A decoder in WebAssembly may throw a number or an object that says nothing.
    throw damaged(path, cause instanceof Error ? cause.message : 'its decoder gave up on it', { cause });
  }
  if (pixels.width !== header.width || pixels.height !== header.height)
    throw damaged(
      path,
      `it decodes to ${pixels.width} x ${pixels.height} pixels where ${header.width} x ${header.height} are promised`,
    );
  return pixels;
}

/** @throws ExpectedError data-malformed where there is no header, no pixel, or more than are read */
export function checkHeader(header: ImageHeader | null, path: string): ImageHeader {
  if (header === null) throw damaged(path, 'it does not begin as PNG, JPEG, WebP, BMP or GIF do');
  const { width, height } = header;
  if (width === 0 || height === 0) throw damaged(path, `it has ${width} x ${height} pixels`);
  if (width * height > MOST_PIXELS)
    throw damaged(path, `it has ${width} x ${height} pixels, and at most ${MOST_PIXELS} are read`);
  return header;
}

async function decodeAs(format: ImageHeader['format'], bytes: Uint8Array): Promise<Pixels> {
  switch (format) {
    case 'png':
      return decodePng(bytes);
    case 'jpeg':
      // The decoder fills up what is missing with grey; a file that was cut has no end marker.
      if (Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).lastIndexOf(END_OF_JPEG) < 0)
        throw new Error('it is cut short: its end marker is missing');
      return jpegFrame(new DataView(bytes.buffer, bytes.byteOffset, bytes.length))?.components === 4
        ? decodeCmykJpeg(bytes)
        : decodeJpeg(bytes);
    case 'webp':
      return decodeWebp(bytes);
    case 'bmp':
      return decodeBmp(bytes);
    case 'gif':
      return decodeGif(bytes);
  }
}

const END_OF_JPEG = Buffer.from([0xff, 0xd9]);

function decodeGif(bytes: Uint8Array): Pixels {
  const reader = new GifReader(bytes);
  if (reader.numFrames() === 0) throw new Error('it holds no frame');
  const { width, height } = reader;
  const data = new Uint8Array(width * height * 4);
  reader.decodeAndBlitFrameRGBA(0, data);
  return { width, height, channels: 4, data };
}

function damaged(path: string, why: string, options?: ErrorOptions): ExpectedError {
  return new ExpectedError(
    'data-malformed',
    phrase`${file(path)} is no picture that can be read (${why.replace(/\s+/g, ' ').slice(0, 200)}): mend or remove it, or leave bad files out with ${option('skipBad')}`,
    options,
  );
}
