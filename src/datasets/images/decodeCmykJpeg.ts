import { decode } from 'jpeg-js';
import type { Pixels } from './drawPixels.js';
import { MOST_DECODING_BYTES } from './pictureLimits.js';

/** As the decoder counts: no more than what it takes is allowed for (jpegFrame.ts). */
const MOST_MEGABYTES = MOST_DECODING_BYTES / 2 ** 20;

/**
 * Decodes a JPEG of four inks, which the WebAssembly decoder does not know: inks as Adobe stores them (inverted, plain
 * CMYK or YCCK), mixed as (255 - ink) (255 - black) / 255, as Pillow and TensorFlow do.
 * @throws Error naming cause and remedy where it is damaged, or has no Adobe marker that says how its inks are stored
 */
export function decodeCmykJpeg(bytes: Uint8Array): Pixels {
  try {
    const { width, height, data } = decode(bytes, {
      useTArray: true,
      formatAsRGBA: true,
      tolerantDecoding: false,
      maxMemoryUsageInMB: MOST_MEGABYTES,
    });
    return { width, height, channels: 4, data };
  } catch (cause) {
    throw new Error(
      `a JPEG of four inks, CMYK, that cannot be decoded: ${cause instanceof Error ? cause.message : String(cause)}; save it as RGB`,
      { cause },
    );
  }
}
