import { describe, expect, it } from 'vitest';
import { decodeImage } from '../../src/datasets/images/decodeImage.js';
import { seededUniform } from '../../src/engine/random.js';
import { bmp, gif, jpeg, png, rgba, webp } from './encodeImages.js';

describe('a picture that was cut short', () => {
  const random = seededUniform(1);
  const byte = (): number => Math.floor(random() * 256);
  const noise = rgba(28, 28, () => [byte(), byte(), byte(), 255]);

  it.each([
    ['png', () => png(noise)],
    ['jpeg', () => jpeg(noise)],
    ['webp', () => webp(noise)],
    ['24-bit bmp', () => bmp(noise, 24)],
    ['gif', () => gif(28, 28)],
  ])('is refused wherever it was cut: %s', async (name, encode) => {
    const whole = await encode();
    await expect(decodeImage(whole, 'whole')).resolves.toMatchObject({ width: 28, height: 28 });
    // A GIF's later frames are not read: its first one ends before the half.
    const shares = name === 'gif' ? [0.1, 0.2, 0.3] : [0.1, 0.3, 0.5, 0.7, 0.9, 0.99];
    for (const share of shares) {
      const cut = whole.subarray(0, Math.floor(whole.length * share));
      await expect(decodeImage(cut, 'cut.file'), `${name} at ${share}`).rejects.toMatchObject({
        code: 'data-malformed',
        message: expect.stringContaining('cut.file'),
      });
    }
    await expect(decodeImage(whole, 'whole again')).resolves.toMatchObject({ width: 28 });
  });

  it('leaves the codecs usable after many of them', async () => {
    const files = [await jpeg(noise), await webp(noise)];
    for (let round = 0; round < 100; round++) {
      for (const file of files) {
        const damaged = Uint8Array.from(file, (value, i) => (i > 30 && i % 7 === 0 ? value ^ 0x5a : value));
        await decodeImage(damaged, 'damaged').catch(() => undefined);
      }
    }
    for (const file of files) {
      await expect(decodeImage(file, 'whole')).resolves.toMatchObject({ width: 28, height: 28 });
    }
  });
});
