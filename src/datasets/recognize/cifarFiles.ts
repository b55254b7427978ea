import { basename, join } from 'node:path';
import { readFolder } from '../../files/readFolder.js';
import type { ByteSource } from '../bytes/byteSource.js';
import { hasPictureName } from './pictures.js';

/** A batch of CIFAR's binary form: how many bytes stand before the 3,072 of each picture. */
export interface CifarForm {
  /** 1: CIFAR-10's class; 2: CIFAR-100's coarse class, then the fine one. */
  readonly labelBytes: 1 | 2;
  readonly rows: number;
}

/** Red, green and blue of 32 x 32 pixels, one behind the other. */
export const CIFAR_PIXELS = 3 * 32 * 32;
const MOST_LOOKED_AT = 200;
/** Too few rows to be told by their labels alone. */
const FEW_ROWS = 5;
const BATCH = /^(data_batch_\d+|test_batch|train|test)\.bin$/iu;

/** Is a file named as CIFAR's batches are? */
export function isBatchName(name: string): boolean {
  return BATCH.test(name);
}

/**
 * The form of a batch, by its size and the labels of rows all over it; null: it is none. A file of few rows must be named as
 * a batch is.
 */
export async function cifarForm(source: ByteSource, path: string): Promise<CifarForm | null> {
  const name = basename(path);
  if (!/\.bin$/iu.test(name)) return null;
  const size = await source.size(Infinity);
  for (const [labelBytes, most] of [
    [1, [10]],
    [2, [20, 100]],
  ] as const) {
    const rowBytes = labelBytes + CIFAR_PIXELS;
    const rows = size / rowBytes;
    if (!Number.isInteger(rows) || rows === 0 || (rows < FEW_ROWS && !isBatchName(name))) continue;
    const step = Math.max(1, Math.floor(rows / MOST_LOOKED_AT));
    let fits = true;
    for (let row = 0; row < rows && fits; row += step) {
      const labels = await source.read(row * rowBytes, labelBytes);
      fits = most.every((limit, place) => (labels[place] ?? limit) < limit);
    }
    if (fits) return { labelBytes, rows };
  }
  return null;
}

/**
 * The folder with CIFAR's batches that a folder is, or holds as its only one; null: pictures or other things are in it.
 * @throws ExpectedError data-missing where it may not be read
 */
export async function batchFolder(folder: string): Promise<string | null> {
  const { entries } = await readFolder(folder, { code: 'data-missing' });
  const shown = entries.filter(({ name }) => !name.startsWith('.') && name !== '__MACOSX');
  if (shown.some(({ name }) => hasPictureName(name))) return null;
  const folders = shown.filter((entry) => entry.isDirectory());
  if (shown.some(({ name }) => isBatchName(name))) return folders.length === 0 ? folder : null;
  const [only, ...more] = folders;
  return only === undefined || more.length > 0 ? null : batchFolder(join(folder, only.name));
}
