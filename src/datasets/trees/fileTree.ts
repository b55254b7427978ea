import type { ByteSource } from '../bytes/byteSource.js';
import type { ZipEntry } from '../bytes/zipDirectory.js';
import type { SizedFile } from '../fingerprint.js';

/** Where a file's bytes lie; null: under its path in a folder. Structured-cloneable. */
export type FilePlace =
  { readonly t: 'zip'; readonly entry: ZipEntry } | { readonly t: 'tar'; readonly offset: number } | null;

export interface TreeFile extends SizedFile {
  readonly place: FilePlace;
}

/** What lies in one folder of a tree, hidden things left out. Names without the folder's own. */
export interface TreeLevel {
  readonly folders: readonly string[];
  readonly files: readonly string[];
}

/** Folders with files in them: on disk, or in an archive. Folders are named by their path within it, the top by ''. */
export interface FileTree {
  /** The folder or the archive. */
  readonly path: string;
  readonly kind: 'folder' | 'archive';
  /** Can files be read out of their order? A packed stream goes forward only: its files are listed as they lie in it. */
  readonly anyOrder: boolean;
  level(folder: string): Promise<TreeLevel>;
  /** The pictures of a folder: of it alone, or down to its bottom. Other files that are met are counted in `ignored`. */
  pictures(folder: string, depth: 'alone' | 'deep'): Promise<readonly TreeFile[]>;
  /** Is there any picture in a folder: directly, or however deep? */
  holdsPictures(folder: string, depth: 'alone' | 'deep'): Promise<boolean>;
  /** The bytes of a file. @param path within the tree */
  open(path: string): Promise<ByteSource>;
  /** Files met that are no pictures. */
  readonly ignored: number;
}

/** "a" and "b" are "a/b"; the top has no name. */
export function inside(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`;
}

/** What programs of a desktop leave behind in folders and archives: nobody's data. */
export function isPassedOver(name: string): boolean {
  return name.startsWith('.') || name === '__MACOSX' || name === 'Thumbs.db' || name === 'desktop.ini';
}
