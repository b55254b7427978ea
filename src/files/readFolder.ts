import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { TextDecoder } from 'node:util';
import { readFailure, type FileUse } from './fileProblem.js';

export interface FolderListing {
  /** What can be opened by its name. */
  readonly entries: readonly Dirent[];
  /** Names whose bytes are no UTF-8, with \xNN for what is not ASCII: nothing can be opened by them. */
  readonly undecodable: readonly string[];
}

/**
 * What lies in a folder.
 * @throws ExpectedError with the use's code where it may not be read, or is none
 */
export async function readFolder(path: string, use: FileUse): Promise<FolderListing> {
  try {
    const entries = await readdir(path, { withFileTypes: true });
    if (!entries.some(({ name }) => name.includes('\ufffd'))) return { entries, undecodable: [] };
    const names = await readdir(path, { encoding: 'buffer' });
    const decodable = new Set(names.filter(isUtf8).map((name) => name.toString('utf8')));
    return {
      entries: entries.filter(({ name }) => decodable.has(name)),
      undecodable: names.filter((name) => !isUtf8(name)).map(escaped),
    };
  } catch (error) {
    throw readFailure(error, path, use);
  }
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

function escaped(bytes: Uint8Array): string {
  return [...bytes]
    .map((byte) =>
      byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : `\\x${byte.toString(16).padStart(2, '0')}`,
    )
    .join('');
}
