import { zipSync } from 'fflate';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32 as crcOf, deflateSync, gunzipSync, gzipSync } from 'node:zlib';
import { ROOT } from './cli.js';

/** Some digits: 28 x 28 bytes each, and the digit that each shows. */
export interface Digits {
  readonly pixels: Uint8Array;
  readonly labels: Uint8Array;
}

export const SIDE = 28;
const PIXELS = SIDE * SIDE;

/** The first count of the example's test digits, read here without a line of src. */
export function exampleDigits(count: number): Digits {
  const folder = join(ROOT, 'examples', 'mnist', 'data');
  const images = gunzipSync(readFileSync(join(folder, 't10k-images-idx3-ubyte.gz')));
  const labels = gunzipSync(readFileSync(join(folder, 't10k-labels-idx1-ubyte.gz')));
  return {
    pixels: new Uint8Array(images.subarray(16, 16 + count * PIXELS)),
    labels: new Uint8Array(labels.subarray(8, 8 + count)),
  };
}

/**
 * The same digits class after class: the order in which a folder of pictures has them, so that every kind of data set
 * holds them in one order and even order-dependent numbers can be compared.
 */
export function sortedByClass({ pixels, labels }: Digits): Digits {
  const order = [...labels.keys()].sort((a, b) => (labels[a] ?? 0) - (labels[b] ?? 0) || a - b);
  const sorted = new Uint8Array(pixels.length);
  order.forEach((from, to) => {
    sorted.set(pixels.subarray(from * PIXELS, (from + 1) * PIXELS), to * PIXELS);
  });
  return { pixels: sorted, labels: Uint8Array.from(order, (index) => labels[index] ?? 0) };
}

function idxHeader(type: number, ...sizes: number[]): Buffer {
  const header = Buffer.alloc(4 + 4 * sizes.length);
  header.writeUInt8(type, 2);
  header.writeUInt8(sizes.length, 3);
  sizes.forEach((size, axis) => header.writeUInt32BE(size, 4 + 4 * axis));
  return header;
}

export function writeIdx(folder: string, { pixels, labels }: Digits, gz: boolean): string {
  mkdirSync(folder, { recursive: true });
  const pack = (bytes: Buffer): Buffer => (gz ? gzipSync(bytes) : bytes);
  const end = gz ? '.gz' : '';
  writeFileSync(
    join(folder, `t10k-labels-idx1-ubyte${end}`),
    pack(Buffer.concat([idxHeader(8, labels.length), labels])),
  );
  const images = join(folder, `t10k-images-idx3-ubyte${end}`);
  writeFileSync(images, pack(Buffer.concat([idxHeader(8, labels.length, SIDE, SIDE), pixels])));
  return images;
}

function pngChunk(type: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(data.length, 0);
  body.copy(framed, 4);
  framed.writeUInt32BE(crcOf(body), body.length + 4);
  return framed;
}

/** A grey 8-bit PNG. */
export function greyPng(pixels: Uint8Array, width: number): Buffer {
  const height = pixels.length / width;
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.writeUInt8(8, 8);
  const lines = Buffer.alloc(height * (width + 1));
  for (let row = 0; row < height; row++)
    lines.set(pixels.subarray(row * width, (row + 1) * width), row * (width + 1) + 1);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    pngChunk('IHDR', header),
    pngChunk('IDAT', deflateSync(lines)),
    pngChunk('IEND', new Uint8Array(0)),
  ]);
}

export function writePngFolders(folder: string, { pixels, labels }: Digits): string {
  labels.forEach((label, index) => {
    const inside = join(folder, String(label));
    mkdirSync(inside, { recursive: true });
    writeFileSync(
      join(inside, `${String(index).padStart(5, '0')}.png`),
      greyPng(pixels.subarray(index * PIXELS, (index + 1) * PIXELS), SIDE),
    );
  });
  return folder;
}

function npy(descr: string, shape: readonly number[], bytes: Uint8Array): Buffer {
  const text = `{'descr': '${descr}', 'fortran_order': False, 'shape': (${shape.join(', ')}${shape.length === 1 ? ',' : ''}), }`;
  const padded = text.padEnd(Math.ceil((text.length + 11) / 64) * 64 - 11) + '\n';
  const start = Buffer.from([
    0x93,
    0x4e,
    0x55,
    0x4d,
    0x50,
    0x59,
    1,
    0,
    padded.length & 255,
    padded.length >> 8,
  ]);
  return Buffer.concat([start, Buffer.from(padded, 'latin1'), bytes]);
}

export function writeNpy(
  folder: string,
  { pixels, labels }: Digits,
): { readonly data: string; readonly labels: string } {
  mkdirSync(folder, { recursive: true });
  const files = { data: join(folder, 'x.npy'), labels: join(folder, 'y.npy') };
  writeFileSync(files.data, npy('|u1', [labels.length, SIDE, SIDE], pixels));
  writeFileSync(files.labels, npy('|u1', [labels.length], labels));
  return files;
}

export function writeNpz(folder: string, { pixels, labels }: Digits): string {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'digits.npz');
  const floats = Float32Array.from(pixels, (value) => value / 255);
  writeFileSync(
    file,
    zipSync({
      'x_test.npy': npy('<f4', [labels.length, PIXELS], new Uint8Array(floats.buffer)),
      'y_test.npy': npy('|u1', [labels.length], labels),
    }),
  );
  return file;
}

export function writeCsv(folder: string, { pixels, labels }: Digits): string {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'digits.csv');
  const head = ['label', ...Array.from({ length: PIXELS }, (_, i) => `pixel${String(i)}`)].join(',');
  const rows = Array.from(labels, (label, index) =>
    [label, ...pixels.subarray(index * PIXELS, (index + 1) * PIXELS)].join(','),
  );
  writeFileSync(file, [head, ...rows, ''].join('\r\n'));
  return file;
}

export function writeJson(folder: string, { pixels, labels }: Digits): string {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'digits.json');
  const xs = Array.from(labels, (_, index) => [...pixels.subarray(index * PIXELS, (index + 1) * PIXELS)]);
  writeFileSync(file, JSON.stringify({ xs, ys: [...labels] }));
  return file;
}

export function writeModule(folder: string, digits: Digits): string {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'pixels.bin'), digits.pixels);
  const file = join(folder, 'digits.mjs');
  writeFileSync(
    file,
    `import { readFileSync } from 'node:fs';
const pixels = readFileSync(new URL('pixels.bin', import.meta.url));
const labels = ${JSON.stringify([...digits.labels])};
export async function* samples() {
  for (let i = 0; i < labels.length; i++) {
    yield { x: Float32Array.from(pixels.subarray(i * ${String(PIXELS)}, (i + 1) * ${String(PIXELS)}), (v) => v / 255), label: labels[i] };
  }
}
`,
  );
  return file;
}
