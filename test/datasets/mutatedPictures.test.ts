import { describe, expect, it } from 'vitest';
import { decodeImage } from '../../src/datasets/images/decodeImage.js';
import { seededUniform } from '../../src/engine/random.js';
import { ExpectedError } from '../../src/vocabulary/expectedError.js';
import { animatedWebp, bmp, gif, jpeg, png, rgba, webp } from './encodeImages.js';
import { CMYK } from './cmykPictures.js';

/** In a night: ENTROSCOPE_MUTATIONS=20000. */
const ROUNDS = Number(process.env['ENTROSCOPE_MUTATIONS'] ?? 400);

/** Bytes flipped, cut, doubled, or numbers of 2 to 4 bytes that tell another size; most of them near the beginning. */
function mutated(whole: Uint8Array, random: () => number): Uint8Array {
  const below = (count: number): number => Math.floor(random() * count);
  let bytes = Buffer.from(whole);
  for (let change = below(4); change >= 0; change--) {
    const place = below(random() < 0.6 ? Math.min(80, bytes.length) : bytes.length);
    switch (below(6)) {
      case 0:
        bytes[place] = below(256);
        break;
      case 1:
        bytes[place] = (bytes[place] ?? 0) ^ (1 << below(8));
        break;
      case 2:
        bytes = bytes.subarray(0, place);
        break;
      case 3:
        bytes = Buffer.concat([bytes.subarray(0, place), bytes.subarray(below(bytes.length))]);
        break;
      case 4:
        for (let i = place; i < Math.min(place + 4, bytes.length); i++)
          bytes[i] = random() < 0.5 ? 255 : below(256);
        break;
      case 5:
        bytes = Buffer.concat([
          bytes.subarray(0, place),
          Buffer.alloc(below(64), below(256)),
          bytes.subarray(place),
        ]);
        break;
    }
  }
  return bytes;
}

describe('pictures with damaged bytes', () => {
  const random = seededUniform(15);
  const byte = (): number => Math.floor(random() * 256);
  const noise = rgba(33, 17, () => [byte(), byte(), byte(), byte()]);
  const smooth = rgba(33, 17, (x, y) => [7 * x, 9 * y, 3 * (x + y), 255]);

  it.each([
    ['png', () => png(noise)],
    ['jpeg', () => jpeg(smooth)],
    ['jpeg of inks', () => CMYK.baseline],
    ['progressive jpeg of inks', () => CMYK.progressive],
    ['webp', () => webp(noise)],
    ['animated webp', () => animatedWebp(smooth, { canvas: [40, 20], left: 2, top: 2 })],
    ['gif', () => gif(33, 17)],
    ['8-bit bmp', () => bmp(smooth, 8)],
    ['24-bit bmp', () => bmp(smooth, 24)],
  ])('are decoded or refused with a code, quickly: %s', async (name, encode) => {
    const whole = await encode();
    let slowest = 0;
    for (let round = 0; round < ROUNDS; round++) {
      const bytes = mutated(whole, random);
      const start = performance.now();
      try {
        const { width, height, channels, data } = await decodeImage(bytes, 'mutated');
        expect(data.length).toBeGreaterThanOrEqual(width * height * channels);
      } catch (error) {
        if (!(error instanceof ExpectedError))
          throw new Error(`${name}, round ${round}: ${Buffer.from(bytes).toString('base64')}`, {
            cause: error,
          });
      }
      slowest = Math.max(slowest, performance.now() - start);
    }
    expect(slowest).toBeLessThan(2000);
    expect(process.resourceUsage().maxRSS / 1024).toBeLessThan(400);
  });
});
