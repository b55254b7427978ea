import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

const HEADER = 16;
const LABEL_HEADER = 8;

/** The example's training digits: bytes, and the digit that each shows. */
export interface BenchDigits {
  readonly pixels: Uint8Array;
  readonly labels: Uint8Array;
}

export const PIXELS = 28 * 28;

export function readDigits(): BenchDigits {
  const folder = join('examples', 'mnist', 'data');
  return {
    pixels: gunzipSync(readFileSync(join(folder, 'train-images-idx3-ubyte.gz'))).subarray(HEADER),
    labels: gunzipSync(readFileSync(join(folder, 'train-labels-idx1-ubyte.gz'))).subarray(LABEL_HEADER),
  };
}

/** Writes so many digits as plain IDX, from the start again when there are no more; returns the images' path. */
export function writeDigits(folder: string, { pixels, labels }: BenchDigits, count: number): string {
  mkdirSync(folder, { recursive: true });
  const images = Buffer.alloc(HEADER + count * PIXELS);
  [0x803, count, 28, 28].forEach((value, index) => images.writeUInt32BE(value, 4 * index));
  const digits = Buffer.alloc(LABEL_HEADER + count);
  [0x801, count].forEach((value, index) => digits.writeUInt32BE(value, 4 * index));
  for (let i = 0; i < count; i++) {
    const from = i % labels.length;
    images.set(pixels.subarray(from * PIXELS, (from + 1) * PIXELS), HEADER + i * PIXELS);
    digits[LABEL_HEADER + i] = labels[from] ?? 0;
  }
  const path = join(folder, 't10k-images-idx3-ubyte');
  writeFileSync(path, images);
  writeFileSync(join(folder, 't10k-labels-idx1-ubyte'), digits);
  return path;
}
