import { ExpectedError } from '../../vocabulary/expectedError.js';
import { file, option, phrase } from '../../vocabulary/phrase.js';
import { orderClasses } from '../labels/classOrder.js';
import { refuseSplit } from '../mapping/mapping.js';
import type { Split } from '../mapping/usualNames.js';
import { FolderTree } from '../trees/folderTree.js';
import { inside, type FileTree, type TreeFile } from '../trees/fileTree.js';
import { naturalOrder } from './naturalOrder.js';
import { choosePart, fullPath, hasClasses, partsAmong, type SplitAsked } from './pictureParts.js';
import { refuseNoPictures } from './refuseNoPictures.js';

export interface ListedPicture extends TreeFile {
  /** The name of its class' folder; null: the folder is flat. */
  readonly folder: string | null;
}

export interface ListedImages {
  /**
   * In the classes' order, within a class by path; of a flat folder, and where labels are given, in natural order (img2
   * before img10); of a packed archive as they lie in it.
   */
  readonly pictures: readonly ListedPicture[];
  /** The folder that holds the classes or the pictures, within the tree. */
  readonly root: string;
  /** Classes without any picture, where those may be left out. */
  readonly emptyClasses: readonly string[];
  /** Files that are no pictures. */
  readonly ignored: number;
  /** The part of the data that was taken; null: it has none. */
  readonly split: Split | null;
  readonly otherSplits: readonly Split[];
}

export interface ListOptions {
  /** False: a class without pictures is an error. */
  readonly skipBad: boolean;
  readonly split: SplitAsked;
  /** Are labels given by a file? The folders' names count for nothing then. */
  readonly labeled: boolean;
}

/** Folders that stand beside those of pictures and hold what belongs to them. */
const COMPANIONS = /^(labels?|annotations?|meta(data)?|docs?)$/iu;
/** Deeper than anybody nests folders above the classes. */
const MOST_DEPTH = 12;

/** The pictures of a folder on disk (listPictures). */
export function listImages(
  folder: string,
  skipBad: boolean,
  { split = null, labeled = false }: Partial<ListOptions> = {},
): Promise<ListedImages> {
  return listPictures(new FolderTree(folder, skipBad), { skipBad, split, labeled });
}

/**
 * The pictures of a tree: with one sub-folder a class (searched to its bottom), or of a flat one. Of folders that are parts
 * (train, test) one is taken, a single folder above the classes is gone through, and so are parts within each class.
 * @throws ExpectedError data-empty for a class without pictures, data-unrecognised for a tree without any, or where parts
 *   and classes could both be meant
 */
export async function listPictures(tree: FileTree, options: ListOptions): Promise<ListedImages> {
  const root = await findRoot(tree, options.split);
  const { folders } = await tree.level(root.folder);
  const classes = orderClasses(await withoutCompanions(tree, root.folder, folders));
  const within =
    root.split === null ? await partsWithin(tree, root.folder, { classes, asked: options.split }) : null;
  const split = root.split ?? within?.split ?? null;
  const splits = {
    split,
    otherSplits: root.split === null ? (within?.others ?? []) : root.others,
    root: root.folder,
  };
  if (split === null) refuseSplit({ split: options.split, path: tree.path });
  const pictures: ListedPicture[] = [];
  const emptyClasses: string[] = [];
  for (const name of classes) {
    const path = inside(root.folder, name);
    const found = await tree.pictures(within === null ? path : inside(path, within.folderOf(name)), 'deep');
    if (found.length === 0) emptyClasses.push(name);
    for (const picture of inOrder(found, tree, options)) pictures.push({ ...picture, folder: name });
  }
  const loose = await tree.pictures(root.folder, 'alone');
  if (pictures.length === 0 && loose.length === 0)
    return refuseNoPictures(tree, root.folder, folders.length > 0);
  if (pictures.length === 0)
    return {
      ...splits,
      pictures: (tree.anyOrder || options.labeled
        ? inOrder(loose, tree, { labeled: true })
        : asTheyLie(loose)
      ).map((picture) => ({ ...picture, folder: null })),
      emptyClasses: [],
      ignored: tree.ignored,
    };
  const [empty] = emptyClasses;
  if (empty !== undefined && !options.skipBad)
    throw new ExpectedError(
      'data-empty',
      phrase`the class ${empty} has no pictures in ${file(fullPath(tree, inside(root.folder, empty)))}: add some, remove the folder, or leave such classes out with ${option('skipBad')}`,
    );
  return {
    ...splits,
    pictures: tree.anyOrder || options.labeled ? pictures : asTheyLie(pictures),
    emptyClasses,
    ignored: tree.ignored + loose.length,
  };
}

interface Root {
  readonly folder: string;
  readonly split: Split | null;
  readonly others: readonly Split[];
}

/** Goes down to the folder that holds the classes, or the pictures. */
async function findRoot(tree: FileTree, asked: SplitAsked): Promise<Root> {
  let root: Root = { folder: '', split: null, others: [] };
  for (let depth = 0; depth < MOST_DEPTH; depth++) {
    const { folders } = await tree.level(root.folder);
    // Within the part that was asked for, another is chosen as if nobody had asked.
    const part = await choosePart(
      tree,
      { folder: root.folder, folders },
      root.split === null || asked === 'none' ? asked : null,
    );
    if (part !== null) {
      const nested = root.split !== null;
      root = {
        folder: inside(root.folder, part.folder),
        split: root.split ?? part.split,
        others: nested ? root.others : part.others,
      };
      continue;
    }
    const only = await onlyFolder(tree, root.folder, folders);
    if (only === null) return root;
    root = { ...root, folder: inside(root.folder, only) };
  }
  return root;
}

/** The single folder that stands above classes or parts; null: there is none. */
async function onlyFolder(
  tree: FileTree,
  folder: string,
  folders: readonly string[],
): Promise<string | null> {
  const [only, ...more] = await withoutCompanions(tree, folder, folders);
  if (only === undefined || more.length > 0 || (await tree.holdsPictures(folder, 'alone'))) return null;
  return (await hasClasses(tree, inside(folder, only))) ? only : null;
}

/** Sub-folders but for those that are named as companions of pictures are, and hold none. */
async function withoutCompanions(
  tree: FileTree,
  folder: string,
  folders: readonly string[],
): Promise<readonly string[]> {
  const classes: string[] = [];
  for (const name of folders)
    if (!COMPANIONS.test(name) || (await tree.holdsPictures(inside(folder, name), 'deep')))
      classes.push(name);
  return classes;
}

interface PartsWithin {
  readonly split: Split;
  readonly others: readonly Split[];
  /** The name of the part's folder in a class. */
  folderOf(name: string): string;
}

/** Where each class has the same parts: cat/train, cat/test, dog/train, dog/test. null: they have none. */
async function partsWithin(
  tree: FileTree,
  folder: string,
  { classes, asked }: { readonly classes: readonly string[]; readonly asked: SplitAsked },
): Promise<PartsWithin | null> {
  if (asked === 'none' || classes.length < 2) return null;
  let chosen: { readonly split: Split; readonly others: readonly Split[] } | null = null;
  const names = new Map<string, string>();
  for (const name of classes) {
    const path = inside(folder, name);
    const { folders } = await tree.level(path);
    if (folders.length === 0 || partsAmong(folders).size < folders.length) return null;
    const part = await choosePart(tree, { folder: path, folders }, asked);
    if (part === null || (chosen !== null && part.split !== chosen.split)) return null;
    chosen = part;
    names.set(name, part.folder);
  }
  return chosen === null ? null : { ...chosen, folderOf: (name) => names.get(name) ?? '' };
}

function inOrder(
  files: readonly TreeFile[],
  { anyOrder }: Pick<FileTree, 'anyOrder'>,
  { labeled }: Pick<ListOptions, 'labeled'>,
): readonly TreeFile[] {
  // The lines of a file of labels follow the names as people count, wherever the bytes lie.
  if (labeled) return [...files].sort((a, b) => naturalOrder(a.path, b.path));
  return anyOrder ? [...files].sort(byPath) : files;
}

/** Pictures of a packed archive, which is read front to back. */
export function asTheyLie<File extends TreeFile>(files: readonly File[]): readonly File[] {
  const offsetOf = ({ place }: TreeFile): number => (place?.t === 'tar' ? place.offset : 0);
  return [...files].sort((a, b) => offsetOf(a) - offsetOf(b));
}

function byPath(a: TreeFile, b: TreeFile): number {
  return a.path < b.path ? -1 : a.path > b.path ? 1 : 0;
}
