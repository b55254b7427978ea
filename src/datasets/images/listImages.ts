import type { Dirent } from 'node:fs';
import { open, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ExpectedError } from '../../vocabulary/expectedError.js';
import type { SizedFile } from '../fingerprint.js';
import { orderClasses } from '../labelCollector.js';
import { hasPictureName, pictureFormat, SNIFFED_BYTES } from '../recognize/pictures.js';

export interface ListedImages {
  /** In the classes' order, within a class by path. */
  readonly files: readonly SizedFile[];
  /** The class of each file: its folder's name; null: the folder is flat. */
  readonly folders: readonly string[] | null;
  /** Classes without any picture, where those may be left out. */
  readonly emptyClasses: readonly string[];
  /** Files that are no pictures. */
  readonly ignored: number;
}

/**
 * The pictures of a folder: with one sub-folder a class (searched to its bottom), or of a flat one. Hidden files are
 * ignored; files whose name is not a picture's are recognised by their first bytes.
 * @param skipEmpty false: a class without pictures is an error
 * @throws ExpectedError data-empty for a class without pictures, data-unrecognised for a folder without any
 */
export async function listImages(folder: string, skipEmpty: boolean): Promise<ListedImages> {
  const entries = (await readdir(folder, { withFileTypes: true })).filter(
    ({ name }) => !name.startsWith('.'),
  );
  const counts = { ignored: 0 };
  const classes: { readonly name: string; readonly files: readonly SizedFile[] }[] = [];
  const names: string[] = [];
  for (const entry of entries) if (await isFolder(entry, folder)) names.push(entry.name);
  for (const name of orderClasses(names)) {
    const files: SizedFile[] = [];
    await gather(folder, name, files, counts);
    classes.push({ name, files: files.sort(byPath) });
  }
  const own: SizedFile[] = [];
  const folders = new Set(names);
  for (const { name } of entries) if (!folders.has(name)) await consider(folder, name, own, counts);
  if (classes.every(({ files }) => files.length === 0)) {
    if (own.length > 0)
      return { files: own.sort(byPath), folders: null, emptyClasses: [], ignored: counts.ignored };
    throw new ExpectedError(
      names.length > 0 ? 'data-empty' : 'data-unrecognised',
      `${folder} holds no pictures (PNG, JPEG, WebP, BMP, GIF): give a folder with one sub-folder of pictures a class, or of pictures only`,
    );
  }
  const emptyClasses = classes.filter(({ files }) => files.length === 0).map(({ name }) => name);
  const [empty] = emptyClasses;
  if (empty !== undefined && !skipEmpty)
    throw new ExpectedError(
      'data-empty',
      `the class ${empty} has no pictures in ${join(folder, empty)}: add some, remove the folder, or leave such classes out with --skip-bad`,
    );
  return {
    files: classes.flatMap(({ files }) => files),
    folders: classes.flatMap(({ name, files }) => files.map(() => name)),
    emptyClasses,
    ignored: counts.ignored + own.length,
  };
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
}

async function gather(root: string, inside: string, files: SizedFile[], counts: Counts): Promise<void> {
  const entries = await readdir(join(root, inside), { withFileTypes: true });
  for (const entry of entries) {
    if (entry.name.startsWith('.')) continue;
    const path = `${inside}/${entry.name}`;
    // Links to files count, links to folders do not: they may lead in circles.
    if (entry.isDirectory()) await gather(root, path, files, counts);
    else await consider(root, path, files, counts);
  }
}

async function consider(root: string, path: string, files: SizedFile[], counts: Counts): Promise<void> {
  const full = join(root, path);
  const found = await stat(full).catch(() => null);
  if (found?.isFile() !== true) return;
  if (hasPictureName(path) || (await beginsAsImage(full))) files.push({ path, bytes: found.size });
  else counts.ignored++;
}

async function beginsAsImage(path: string): Promise<boolean> {
  const handle = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(SNIFFED_BYTES), 0, SNIFFED_BYTES, 0);
    return pictureFormat(buffer.subarray(0, bytesRead)) !== null;
  } finally {
    await handle.close();
  }
}
