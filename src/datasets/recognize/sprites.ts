import { stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** Pixels of a row, which is a sample of MNIST (28 x 28) in tfjs-examples' picture. */
export const SPRITE_WIDTH = 784;

/** The labels beside a sprite: mnist_images.png has mnist_labels_uint8. null: they are not there. */
export async function spriteLabels(path: string): Promise<string | null> {
  const name = basename(path).replace(/\.[^.]*$/u, '');
  if (!/images/iu.test(name)) return null;
  const place = join(dirname(path), `${name.replace(/images/iu, 'labels')}_uint8`);
  return (await stat(place).catch(() => null))?.isFile() === true ? place : null;
}
