import { join } from 'node:path';
import { readFolder, type FolderListing } from '../files/readFolder.js';
import { CODE_ENDINGS } from '../source/codeCells.js';
import { isVendored } from '../source/isVendored.js';
import { ExpectedError } from '../vocabulary/expectedError.js';

/** Folders that hold other people's code, or what was made of one's own. */
const SKIPPED: ReadonlySet<string> = new Set([
  ...['node_modules', '.git', '.hg', '.svn', '.venv', 'venv', '__pycache__', '.ipynb_checkpoints'],
  ...['dist', 'out', 'build'],
]);
const MOST_FILES = 2000;

/**
 * The files below a folder that may be training code, absolute and sorted; at most 2,000.
 * @throws ExpectedError file-failed where the folder cannot be read, the signal's reason when it aborts
 */
export async function codeFiles(folder: string, signal: AbortSignal): Promise<readonly string[]> {
  const files: string[] = [];
  const folders = [''];
  for (let below = folders.pop(); below !== undefined && files.length < MOST_FILES; below = folders.pop()) {
    signal.throwIfAborted();
    let listing: FolderListing;
    try {
      listing = await readFolder(join(folder, below), { code: 'file-failed' });
    } catch (error) {
      // A folder that may not be read holds no code for this user; the one that was asked for must be readable.
      if (below !== '' && error instanceof ExpectedError) continue;
      throw error;
    }
    for (const entry of listing.entries) {
      const path = join(below, entry.name);
      if (entry.isDirectory() && !SKIPPED.has(entry.name)) folders.push(path);
      else if (entry.isFile() && isCode(entry.name) && !isVendored(path)) files.push(join(folder, path));
    }
  }
  return files.slice(0, MOST_FILES).sort();
}

function isCode(name: string): boolean {
  return CODE_ENDINGS.includes(name.slice(name.lastIndexOf('.') + 1).toLowerCase());
}
