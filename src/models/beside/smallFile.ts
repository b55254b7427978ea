import { readFile, stat } from 'node:fs/promises';

/** What stands beside a model is a page of text, not a data set. */
const LARGEST = 2 ** 20;

/** The text of a file beside a model; null where there is none, or it is no small file. */
export async function smallFile(path: string): Promise<string | null> {
  const stats = await stat(path).catch(() => null);
  if (stats?.isFile() !== true || stats.size > LARGEST) return null;
  const text = await readFile(path, 'utf8').catch(() => null);
  return text === null ? null : text.replace(/^\uFEFF/u, '');
}

/** A file's JSON; null where it is none. */
export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
