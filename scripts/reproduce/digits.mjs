import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';

export const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
export const DATA = join(ROOT, 'examples', 'mnist', 'data');
export const PIXELS = 28 * 28;

/** The shipped training digits: pixels 0..1 and one label a digit. */
export function trainingDigits() {
  const read = (name, header) => gunzipSync(readFileSync(join(DATA, name))).subarray(header);
  const bytes = read('train-images-idx3-ubyte.gz', 16);
  return {
    pixels: Float32Array.from(bytes, (byte) => byte / 255),
    labels: read('train-labels-idx1-ubyte.gz', 8),
  };
}

/** 0 <= number < 1, the same ones for a seed in every run (mulberry32). */
export function seeded(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}
