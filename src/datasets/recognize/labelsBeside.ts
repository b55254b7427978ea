import { stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/**
 * The labels beside an IDX file of images, by MNIST's usual names: train-images-idx3-ubyte.gz has
 * train-labels-idx1-ubyte(.gz), with a dot before idx where people unpacked them so.
 * @returns null where the name does not say images, or no such file is there
 */
export async function findIdxLabels(images: string): Promise<string | null> {
  const name = basename(images).replace(/\.gz$/i, '');
  if (!/images/i.test(name)) return null;
  const labels = name
    .replace(/images/i, (word) => (word === 'images' ? 'labels' : word === 'IMAGES' ? 'LABELS' : 'Labels'))
    .replace(/idx\d/i, (word) => `${word.slice(0, 3)}1`);
  const dashed = labels.replace(/[.-](idx1)/i, '-$1');
  const dotted = labels.replace(/[.-](idx1)/i, '.$1');
  const packed = /\.gz$/i.test(images);
  for (const base of new Set([labels, dashed, dotted])) {
    for (const file of packed ? [`${base}.gz`, base] : [base, `${base}.gz`]) {
      const path = join(dirname(images), file);
      if (path !== images && (await isFile(path))) return path;
    }
  }
  return null;
}

async function isFile(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}
