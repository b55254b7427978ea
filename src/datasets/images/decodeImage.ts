import { ExpectedError } from '../../vocabulary/expectedError.js';
import { file, option, phrase } from '../../vocabulary/phrase.js';
import { collectGarbage } from './collectGarbage.js';
import { decodeBmp } from './decodeBmp.js';
import { decodeCmykJpeg } from './decodeCmykJpeg.js';
import { decodeGif } from './decodeGif.js';
import { decodePng } from './decodePng.js';
import type { Pixels } from './drawPixels.js';
import { decodeWebp } from './decodeWebp.js';
import { foreignPicture } from './foreignPicture.js';
import { readImageHeader, type ImageHeader } from './imageHeader.js';
import { jpegFrame, refuseJpegBomb } from './jpegFrame.js';
import { LARGE_BYTES, MOST_PIXELS, refuseCost } from './pictureLimits.js';
import { decodeJpeg } from './wasmDecoders.js';

/**
 * Decodes a PNG, JPEG or BMP, or the first frame of a WebP or GIF, recognized by content, as 8-bit numbers.
 * @throws ExpectedError data-malformed naming the file, also where decoding it would take more than pictureLimits allow
 */
export async function decodeImage(bytes: Uint8Array, path: string): Promise<Pixels> {
  const header = checkHeader(readImageHeader(bytes), bytes, path);
  // The memory of those before is given back first.
  if (header.decodingBytes > LARGE_BYTES) collectGarbage();
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

/**
 * @param start the file's first bytes, or all of it
 * @throws ExpectedError data-malformed where there is no header, no pixel, or decoding takes more than is allowed
 */
export function checkHeader(header: ImageHeader | null, start: Uint8Array, path: string): ImageHeader {
  if (header === null) {
    const foreign = foreignPicture(start);
    throw damaged(
      path,
      foreign === null
        ? 'it does not begin as PNG, JPEG, WebP, BMP or GIF do'
        : `it is ${foreign} picture; save it as PNG or JPEG`,
    );
  }
  const { width, height, decodingBytes } = header;
  if (width === 0 || height === 0) throw damaged(path, `it has ${width} x ${height} pixels`);
  if (width * height > MOST_PIXELS)
    throw damaged(path, `it has ${width} x ${height} pixels, and at most ${MOST_PIXELS} are read`);
  try {
    refuseCost(decodingBytes + start.length);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw damaged(path, `it has ${width} x ${height} pixels; ${why}`, { cause });
  }
  return header;
}

/**
 * What a picture takes while it is decoded, its file included, as far as the header in these bytes tells; 0 for what is
 * no picture.
 */
export function decodingCost(bytes: Uint8Array): number {
  return bytes.length + (readImageHeader(bytes)?.decodingBytes ?? 0);
}

async function decodeAs(format: ImageHeader['format'], bytes: Uint8Array): Promise<Pixels> {
  switch (format) {
    case 'png':
      return decodePng(bytes);
    case 'jpeg':
      // The decoder fills up what is missing with grey; a file that was cut has no end marker.
      if (Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).lastIndexOf(END_OF_JPEG) < 0)
        throw new Error('it is cut short: its end marker is missing');
      return decodeAnyJpeg(bytes);
    case 'webp':
      return decodeWebp(bytes);
    case 'bmp':
      return decodeBmp(bytes);
    case 'gif':
      return decodeGif(bytes);
  }
}

const END_OF_JPEG = Buffer.from([0xff, 0xd9]);

function decodeAnyJpeg(bytes: Uint8Array): Pixels | Promise<Pixels> {
  const frame = jpegFrame(new DataView(bytes.buffer, bytes.byteOffset, bytes.length));
  if (frame === null) throw new Error('it has no frame header');
  refuseJpegBomb(bytes, frame);
  return frame.components === 4 ? decodeCmykJpeg(bytes) : decodeJpeg(bytes);
}

function damaged(path: string, why: string, options?: ErrorOptions): ExpectedError {
  return new ExpectedError(
    'data-malformed',
    phrase`${file(path)} is no picture that can be read (${why.replace(/\s+/g, ' ').slice(0, 200)}): mend or remove it, or leave bad files out with ${option('skipBad')}`,
    options,
  );
}
