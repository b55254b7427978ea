import { open, stat } from 'node:fs/promises';
import { extname } from 'node:path';
import { ExpectedError } from '../vocabulary/expectedError.js';
import { openMaybeGzip } from './bytes/byteSource.js';
import type { DatasetKind } from './dataset.js';
import { looksLikeIdx } from './idx/idxHeader.js';
import { isNpy } from './npy/npyHeader.js';

const KINDS =
  'IDX (plain or .gz), a folder of pictures, .npy, .npz, .csv, .json, a .js/.mjs/.cjs module, or the word synthetic';

/**
 * What kind of data set a path is: binary files by content, texts by name.
 * @throws ExpectedError data-missing, data-unrecognised
 */
export async function recogniseData(path: string): Promise<DatasetKind> {
  if (path === 'synthetic') return 'synthetic';
  const found = await statOf(path);
  if (found.isDirectory()) return 'images';
  if (!found.isFile())
    throw new ExpectedError('data-unrecognised', `${path} is neither file nor folder: give ${KINDS}`);
  if (found.size === 0)
    throw new ExpectedError('data-empty', `${path} is empty: give a file that holds data`);
  const start = await firstBytes(path);
  if (looksLikeIdx(start)) return 'idx';
  if (isNpy(start)) return 'npy';
  if (start[0] === 0x50 && start[1] === 0x4b) return 'npz';
  const name = path.toLowerCase().replace(/\.gz$/, '');
  switch (extname(name)) {
    case '.csv':
    case '.tsv':
      return 'csv';
    case '.json':
      return 'json';
    case '.js':
    case '.mjs':
    case '.cjs':
      return 'module';
    // By name, so that a damaged one is called damaged, not unknown.
    case '.npy':
      return 'npy';
    case '.npz':
      return 'npz';
    default:
      break;
  }
  if (/idx\d-(ubyte|byte|short|int|float|double)$/.test(name)) return 'idx';
  throw new ExpectedError('data-unrecognised', `${path} is of no kind that is known: give ${KINDS}`);
}

async function statOf(path: string): ReturnType<typeof stat> {
  try {
    return await stat(path);
  } catch (cause) {
    const missing = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
    throw new ExpectedError(
      'data-missing',
      missing
        ? `${path} does not exist: correct the data's path`
        : `${path} cannot be read (${cause instanceof Error ? cause.message : String(cause)})`,
      { cause },
    );
  }
}

async function firstBytes(path: string): Promise<Uint8Array> {
  try {
    const source = await openMaybeGzip(path);
    try {
      return Uint8Array.from(await source.read(0, 16));
    } finally {
      await source.close();
    }
  } catch (error) {
    if (!(error instanceof ExpectedError)) throw unreadable(path, error);
    // Damaged from the first byte on: the name decides, and its reader says what is wrong.
    const handle = await open(path, 'r');
    try {
      return (await handle.read(Buffer.alloc(16), 0, 16, 0)).buffer;
    } finally {
      await handle.close();
    }
  }
}

function unreadable(path: string, cause: unknown): ExpectedError {
  return new ExpectedError(
    'data-missing',
    `${path} cannot be read (${cause instanceof Error ? cause.message : String(cause)}): check its permissions`,
    { cause },
  );
}
