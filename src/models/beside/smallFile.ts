import { stat } from 'node:fs/promises';
import { readText } from '../../files/openFile.js';
import { parseJson } from '../../vocabulary/jsonDepth.js';

/** What stands beside a model is a page of text, not a data set. */
const LARGEST = 2 ** 20;

/** The text of a file beside a model; null where there is none, or it is no small file. */
export async function smallFile(path: string): Promise<string | null> {
  const stats = await stat(path).catch(() => null);
  if (stats?.isFile() !== true || stats.size > LARGEST) return null;
  const text = await readText(path, { code: 'file-failed' }, LARGEST).catch(() => null);
  return text === null ? null : text.replace(/^\uFEFF/u, '');
}

/** A file's JSON; null where it is none. */
export function jsonOf(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    return null;
  }
}
