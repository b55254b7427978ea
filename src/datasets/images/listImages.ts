import type { Dirent } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { readHead } from '../../files/openFile.js';
import { readFolder } from '../../files/readFolder.js';
import { ExpectedError } from '../../vocabulary/expectedError.js';
import { file, option, phrase } from '../../vocabulary/phrase.js';
import type { SizedFile } from '../fingerprint.js';
import { orderClasses } from '../labels/classOrder.js';
import { hasPictureName, pictureFormat } from '../recognize/pictures.js';
import { FOREIGN_BYTES, foreignPicture } from './foreignPicture.js';

export interface ListedPicture extends SizedFile {
  /** The name of its class' folder; null: the folder is flat. */
  readonly folder: string | null;
}

export interface ListedImages {
  /** In the classes' order, within a class by path. */
  readonly pictures: readonly ListedPicture[];
  /** Classes without any picture, where those may be left out. */
  readonly emptyClasses: readonly string[];
  /** Files that are no pictures. */
  readonly ignored: number;
}

/**
 * The pictures of a folder: with one sub-folder a class (searched to its bottom), or of a flat one. Hidden files are
 * ignored; files whose name is not a picture's are recognized by their first bytes, also those of kinds that cannot be
 * read, which are refused, or left out, by what they are.
 * @param skipEmpty false: a class without pictures is an error
 * @throws ExpectedError data-empty for a class without pictures, data-unrecognised for a folder without any
 */
export async function listImages(folder: string, skipEmpty: boolean): Promise<ListedImages> {
  const counts = { ignored: 0, skipEmpty };
  const entries = await listFolder(folder, counts);
  const folders = new Set<string>();
  for (const entry of entries) if (await isFolder(entry, folder)) folders.add(entry.name);
  const pictures: ListedPicture[] = [];
  const emptyClasses: string[] = [];
  for (const name of orderClasses([...folders])) {
    const files: SizedFile[] = [];
    await gather(folder, name, files, counts);
    if (files.length === 0) emptyClasses.push(name);
    for (const file of files.sort(byPath)) pictures.push({ ...file, folder: name });
  }
  const loose: SizedFile[] = [];
  for (const { name } of entries) if (!folders.has(name)) await consider(folder, name, loose, counts);
  if (pictures.length === 0 && loose.length > 0)
    return {
      pictures: loose.sort(byPath).map((file) => ({ ...file, folder: null })),
      emptyClasses: [],
      ignored: counts.ignored,
    };
  if (pictures.length === 0)
    throw new ExpectedError(
      folders.size > 0 ? 'data-empty' : 'data-unrecognised',
      phrase`${file(folder)} holds no pictures (PNG, JPEG, WebP, BMP, GIF): give a folder with one sub-folder of pictures a class, or of pictures only`,
    );
  const [empty] = emptyClasses;
  if (empty !== undefined && !skipEmpty)
    throw new ExpectedError(
      'data-empty',
      phrase`the class ${empty} has no pictures in ${file(join(folder, empty))}: add some, remove the folder, or leave such classes out with ${option('skipBad')}`,
    );
  return { pictures, emptyClasses, ignored: counts.ignored + loose.length };
}

async function isFolder(entry: Dirent, folder: string): Promise<boolean> {
  if (!entry.isSymbolicLink()) return entry.isDirectory();
  return (await stat(join(folder, entry.name)).catch(() => null))?.isDirectory() === true;
}

function byPath(a: SizedFile, b: SizedFile): number {
  return a.path < b.path ? -1 : a.path > b.path ? 1 : 0;
}

interface Counts {
  ignored: number;
  /** Is what cannot be used left out, and counted? */
  readonly skipEmpty: boolean;
}

/** What is not hidden in a folder. A name by which nothing can be opened is said, never passed over in silence. */
async function listFolder(folder: string, counts: Counts): Promise<readonly Dirent[]> {
  const { entries, undecodable } = await readFolder(folder, { code: 'data-missing' });
  const [strange] = undecodable.filter((name) => !name.startsWith('.'));
  if (strange !== undefined && !counts.skipEmpty)
    throw new ExpectedError(
      'data-malformed',
      phrase`${file(folder)} holds ${strange}, whose name is no UTF-8, so that it cannot be opened: rename it, or leave such files out with ${option('skipBad')}`,
    );
  counts.ignored += undecodable.length;
  return entries.filter(({ name }) => !name.startsWith('.'));
}

async function gather(root: string, inside: string, files: SizedFile[], counts: Counts): Promise<void> {
  for (const entry of await listFolder(join(root, inside), counts)) {
    const path = `${inside}/${entry.name}`;
    // Links to files count, links to folders do not: they may lead in circles.
    if (entry.isDirectory()) await gather(root, path, files, counts);
    else await consider(root, path, files, counts);
  }
}

async function consider(root: string, path: string, files: SizedFile[], counts: Counts): Promise<void> {
  const full = join(root, path);
  const stats = await stat(full).catch(() => null);
  if (stats?.isFile() !== true) return;
  if (hasPictureName(path) || (await beginsAsImage(full))) files.push({ path, bytes: stats.size });
  else counts.ignored++;
}

async function beginsAsImage(path: string): Promise<boolean> {
  const start = await readHead(path, { code: 'data-missing' }, FOREIGN_BYTES);
  return pictureFormat(start) !== null || foreignPicture(start) !== null;
}
