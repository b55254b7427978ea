import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { refuseSpecial } from '../../files/fileKind.js';
import { readFailure, type FileUse } from '../../files/fileProblem.js';
import { readHead } from '../../files/openFile.js';
import { ExpectedError } from '../../vocabulary/expectedError.js';
import { file, phrase } from '../../vocabulary/phrase.js';
import { SYNTHETIC } from '../../vocabulary/synthetic.js';
import { openMaybeGzip, openPlain } from '../bytes/byteSource.js';
import { readZipDirectory } from '../bytes/zipDirectory.js';
import { allKinds, kindByName, kindByStart, type DatasetKind } from './dataKinds.js';
import { batchFolder, cifarForm } from './cifarFiles.js';
import { FOREIGN_DATA_BYTES, foreignData, foreignFailure } from './foreignData.js';

/** A tar archive is told by its first block, other kinds by less. */
const START_BYTES = FOREIGN_DATA_BYTES;
const USE: FileUse = { code: 'data-missing', absent: "correct the data's path" };

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
  const stats = await stat(path).catch((error: unknown) => {
    throw readFailure(error, path, USE);
  });
  if (stats.isDirectory()) return (await batchFolder(path)) === null ? 'images' : 'cifar';
  refuseSpecial(stats, path, { code: 'data-unrecognised' });
  if (stats.size === 0)
    throw new ExpectedError('data-empty', phrase`${file(path)} is empty: give a file that holds data`);
  const start = await startOf(path);
  const foreign = foreignData(start, basename(path));
  if (foreign !== null) throw foreignFailure(path, foreign);
  const begun = kindByStart(start);
  if (begun === 'npz') return kindOfZip(path);
  if (begun === null && (await isBatch(path))) return 'cifar';
  const kind = begun ?? kindByName(basename(path)) ?? (await kindOfText(path));
  if (kind === null)
    throw new ExpectedError(
      'data-unrecognised',
      phrase`${file(path)} is of no kind that is known: give ${allKinds()}`,
    );
  return kind;
}

/** The form is told by sizes and labels all over the file: what is plain only. */
async function isBatch(path: string): Promise<boolean> {
  const source = await openPlain(path);
  try {
    return (await cifarForm(source, path)) !== null;
  } finally {
    await source.close();
  }
}

/** Arrays where there are any, or the name promises them; else pictures. A damaged one is said by its reader. */
async function kindOfZip(path: string): Promise<DatasetKind> {
  if (/\.npz$/iu.test(path)) return 'npz';
  const source = await openPlain(path);
  try {
    const entries = await readZipDirectory(source, path);
    return entries.some(({ name }) => name.endsWith('.npy')) ? 'npz' : 'zip';
  } finally {
    await source.close();
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
    if (!(error instanceof ExpectedError) || error.code !== 'data-malformed') throw error;
    // Damaged from the first byte on: the name decides, and its reader says what is wrong.
    return readHead(path, USE, START_BYTES);
  }
}
