import type { BigIntStats } from 'node:fs';
import { stat } from 'node:fs/promises';

/** What files were at one moment, by absolute path: a text of each, equal where nothing was saved between two looks. */
export type FileStamps = Readonly<Record<string, string>>;

/**
 * Inode, size and time of the last write, in nanoseconds: a file that is put in place of another has another inode, one
 * that is written over has another time. Rights and links may change, since they are no content.
 */
export function stampText({ dev, ino, size, mtimeNs }: BigIntStats): string {
  return `${dev}:${ino}:${size}@${mtimeNs}`;
}

/** Looks at files. @throws what stat throws where one is missing */
export async function stampFiles(paths: readonly string[]): Promise<FileStamps> {
  const stamps: Record<string, string> = {};
  for (const path of paths) stamps[path] = stampText(await stat(path, { bigint: true }));
  return stamps;
}

/** Looks again: the first file that is another by now, or gone; null where all are as they were. */
export async function changedFile(stamps: FileStamps): Promise<string | null> {
  for (const [path, before] of Object.entries(stamps)) {
    const stats = await stat(path, { bigint: true }).catch(() => null);
    if (stats === null || stampText(stats) !== before) return path;
  }
  return null;
}
