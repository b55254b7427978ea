import { open, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { ExpectedError } from '../../vocabulary/expectedError.js';
import { file, phrase } from '../../vocabulary/phrase.js';
import { SYNTHETIC } from '../../vocabulary/synthetic.js';
import { openMaybeGzip } from '../bytes/byteSource.js';
import { allKinds, kindByName, kindByStart, type DatasetKind } from './dataKinds.js';

const START_BYTES = 16;

/**
 * What kind of data set a path is: binary files by content, texts by name, else by what their first lines look like.
 * @param kindOfText tells a text that no name tells; null: it is none that is known
 * @throws ExpectedError data-missing, data-unrecognised, data-empty
 */
export async function recognizeData(
  path: string,
  kindOfText: (path: string) => Promise<DatasetKind | null> = () => Promise.resolve(null),
): Promise<DatasetKind> {
  if (path === SYNTHETIC) return SYNTHETIC;
  const stats = await statOf(path);
  if (stats.isDirectory()) return 'images';
  if (!stats.isFile())
    throw new ExpectedError(
      'data-unrecognised',
      phrase`${file(path)} is neither file nor folder: give ${allKinds()}`,
    );
  if (stats.size === 0)
    throw new ExpectedError('data-empty', phrase`${file(path)} is empty: give a file that holds data`);
  const kind = kindByStart(await startOf(path)) ?? kindByName(basename(path)) ?? (await kindOfText(path));
  if (kind === null)
    throw new ExpectedError(
      'data-unrecognised',
      phrase`${file(path)} is of no kind that is known: give ${allKinds()}`,
    );
  return kind;
}

async function statOf(path: string): ReturnType<typeof stat> {
  try {
    return await stat(path);
  } catch (cause) {
    const missing = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
    throw new ExpectedError(
      'data-missing',
      missing
        ? phrase`${file(path)} does not exist: correct the data's path`
        : phrase`${file(path)} cannot be read (${messageOf(cause)})`,
      { cause },
    );
  }
}

/** The first bytes, unpacked where the file is packed. */
async function startOf(path: string): Promise<Uint8Array> {
  try {
    const source = await openMaybeGzip(path);
    try {
      return Uint8Array.from(await source.read(0, START_BYTES));
    } finally {
      await source.close();
    }
  } catch (error) {
    if (!(error instanceof ExpectedError)) throw unreadable(path, error);
    // Damaged from the first byte on: the name decides, and its reader says what is wrong.
    const handle = await open(path, 'r');
    try {
      return (await handle.read(Buffer.alloc(START_BYTES), 0, START_BYTES, 0)).buffer;
    } finally {
      await handle.close();
    }
  }
}

function unreadable(path: string, cause: unknown): ExpectedError {
  return new ExpectedError(
    'data-missing',
    phrase`${file(path)} cannot be read (${messageOf(cause)}): check its permissions`,
    { cause },
  );
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
