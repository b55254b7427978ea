import type { Dirent } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { readHead } from '../../files/openFile.js';
import { readFolder } from '../../files/readFolder.js';
import { ExpectedError } from '../../vocabulary/expectedError.js';
import { file, option, phrase } from '../../vocabulary/phrase.js';
import { openMaybeGzip, type ByteSource } from '../bytes/byteSource.js';
import { FOREIGN_BYTES } from '../images/foreignPicture.js';
import { beginsAsPicture } from './beginsAsPicture.js';
import { inside, isPassedOver, type FileTree, type TreeFile, type TreeLevel } from './fileTree.js';
import { hasPictureName } from '../recognize/pictures.js';

/**
 * A folder on disk. Hidden files are left out; files whose name is not a picture's are recognized by their first bytes,
 * also pictures of kinds that cannot be read. A name by which nothing can be opened is said, never passed over in silence.
 */
export class FolderTree implements FileTree {
  readonly kind = 'folder';
  readonly anyOrder = true;
  readonly path: string;
  readonly #skipBad: boolean;
  /** Folders whose names without UTF-8 were counted. */
  readonly #counted = new Set<string>();
  #ignored = 0;

  /** @param skipBad false: a name that is no UTF-8 is an error */
  constructor(path: string, skipBad: boolean) {
    this.path = path;
    this.#skipBad = skipBad;
  }

  get ignored(): number {
    return this.#ignored;
  }

  async level(folder: string): Promise<TreeLevel> {
    const folders: string[] = [];
    const files: string[] = [];
    for (const entry of await this.#entries(folder))
      ((await this.#isFolder(entry, folder)) ? folders : files).push(entry.name);
    return { folders, files };
  }

  async pictures(folder: string, depth: 'alone' | 'deep'): Promise<readonly TreeFile[]> {
    const pictures: TreeFile[] = [];
    await this.#gather(folder, depth, pictures);
    return pictures;
  }

  async holdsPictures(folder: string, depth: 'alone' | 'deep'): Promise<boolean> {
    const entries = await this.#entries(folder);
    for (const { name } of entries)
      if (typeof (await this.#pictureBytes(inside(folder, name))) === 'number') return true;
    if (depth === 'alone') return false;
    // Links to folders may lead in circles.
    for (const entry of entries)
      if (entry.isDirectory() && (await this.holdsPictures(inside(folder, entry.name), depth))) return true;
    return false;
  }

  open(path: string): Promise<ByteSource> {
    return openMaybeGzip(join(this.path, path));
  }

  async #gather(folder: string, depth: 'alone' | 'deep', pictures: TreeFile[]): Promise<void> {
    for (const entry of await this.#entries(folder)) {
      const path = inside(folder, entry.name);
      if (entry.isDirectory()) {
        if (depth === 'deep') await this.#gather(path, depth, pictures);
        continue;
      }
      const bytes = await this.#pictureBytes(path);
      if (bytes === 'other') this.#ignored++;
      else if (bytes !== null) pictures.push({ path, bytes, place: null });
    }
  }

  /** The size of a picture's file, or of what a link to one leads to; other: a file that is none; null: no file. */
  async #pictureBytes(path: string): Promise<number | 'other' | null> {
    const full = join(this.path, path);
    const stats = await stat(full).catch(() => null);
    if (stats?.isFile() !== true) return null;
    if (hasPictureName(path)) return stats.size;
    return beginsAsPicture(await readHead(full, { code: 'data-missing' }, FOREIGN_BYTES))
      ? stats.size
      : 'other';
  }

  async #isFolder(entry: Dirent, folder: string): Promise<boolean> {
    if (!entry.isSymbolicLink()) return entry.isDirectory();
    const full = join(this.path, inside(folder, entry.name));
    return (await stat(full).catch(() => null))?.isDirectory() === true;
  }

  async #entries(folder: string): Promise<readonly Dirent[]> {
    const full = join(this.path, folder);
    const { entries, undecodable } = await readFolder(full, { code: 'data-missing' });
    const strange = undecodable.filter((name) => !isPassedOver(name));
    const [first] = strange;
    if (first !== undefined && !this.#skipBad)
      throw new ExpectedError(
        'data-malformed',
        phrase`${file(full)} holds ${first}, whose name is no UTF-8, so that it cannot be opened: rename it, or leave such files out with ${option('skipBad')}`,
      );
    // A folder may be looked at before its pictures are gathered.
    if (!this.#counted.has(folder)) this.#ignored += strange.length;
    if (first !== undefined) this.#counted.add(folder);
    return entries.filter(({ name }) => !isPassedOver(name));
  }
}
