import { ExpectedError } from '../../vocabulary/expectedError.js';
import { file, option, phrase } from '../../vocabulary/phrase.js';
import { senseOf, SPLITS, type Split } from '../mapping/usualNames.js';
import { inside, type FileTree } from '../trees/fileTree.js';

/** What the user asked for: a part, none (such folders are classes), or nothing. */
export type SplitAsked = Split | 'none' | null;

/** Words beside a split's that say nothing more: test_set, "train images". */
const NEUTRAL = new Set([
  'set',
  'data',
  'dataset',
  'images',
  'image',
  'imgs',
  'img',
  'pictures',
  'photos',
  'split',
  'samples',
  'folder',
]);

/** Folders beside two parts that hold pictures for which nobody knows the class. */
const UNLABELED = /(^|[\s_.-])(pred|predict|prediction|predictions|unlabell?ed|extra|submission)$/iu;

/** Folders that are parts of the data set, and which of them is meant. */
export interface ChosenPart {
  /** Its name in the folder that was looked at. */
  readonly folder: string;
  readonly split: Split;
  readonly others: readonly Split[];
}

/**
 * The split that each folder's name says: a split's word alone or beside words that say nothing more, with a number or
 * not (train2017), or beside words that another folder shares (seg_train, seg_test).
 */
export function partsAmong(folders: readonly string[]): ReadonlyMap<string, Split> {
  const senses = folders.flatMap((folder) => {
    const { base, split } = senseOf(folder.replace(/\d+$/u, ''));
    return split === null ? [] : [{ folder, base, split }];
  });
  return new Map(
    senses
      .filter(
        ({ base, split }) =>
          base === '' ||
          base.split('_').every((word) => NEUTRAL.has(word)) ||
          senses.some((other) => other.base === base && other.split !== split),
      )
      .map(({ folder, split }) => [folder, split]),
  );
}

/**
 * Which of a folder's sub-folders is the part to take: the one asked for, else the test's, else val's, else train's, those
 * with classes before those without. null: they are no parts.
 * @throws ExpectedError data-unrecognised where parts and classes could both be meant, or the part is not there
 */
export async function choosePart(
  tree: FileTree,
  { folder, folders }: { readonly folder: string; readonly folders: readonly string[] },
  asked: SplitAsked,
): Promise<ChosenPart | null> {
  if (asked === 'none') return null;
  const parts: { readonly folder: string; readonly split: Split; readonly classes: boolean }[] = [];
  for (const [name, split] of partsAmong(folders)) {
    const path = inside(folder, name);
    if (await tree.holdsPictures(path, 'deep'))
      parts.push({ folder: name, split, classes: await hasClasses(tree, path) });
  }
  if (parts.length === 0) return null;
  const present = SPLITS.filter((split) => parts.some((part) => part.split === split));
  if (asked === null) await refuseClasses(tree, { folder, folders }, { parts, present });
  if (asked !== null && !present.includes(asked))
    throw new ExpectedError(
      'data-unrecognised',
      phrase`${file(fullPath(tree, folder))} has no part ${asked} (it has ${present.join(', ')}): correct ${option('split')}`,
    );
  const withClasses = present.filter((split) => parts.some((part) => part.split === split && part.classes));
  const split = asked ?? withClasses[0] ?? present[0];
  const [taken, second] = parts.filter((part) => part.split === split);
  if (taken === undefined) return null;
  if (second !== undefined)
    throw new ExpectedError(
      'data-unrecognised',
      phrase`${file(fullPath(tree, folder))} has two folders for the part ${taken.split} (${taken.folder}, ${second.folder}): name the one that is meant as the data`,
    );
  return {
    folder: taken.folder,
    split: taken.split,
    others: present.filter((other) => other !== taken.split),
  };
}

/** Has a folder sub-folders with pictures? */
export async function hasClasses(tree: FileTree, folder: string): Promise<boolean> {
  for (const name of (await tree.level(folder)).folders)
    if (await tree.holdsPictures(inside(folder, name), 'deep')) return true;
  return false;
}

/**
 * Folders beside the parts may be classes, as those may be themselves, unless two parts are there, with classes in them
 * where the others have none.
 */
async function refuseClasses(
  tree: FileTree,
  { folder, folders }: { readonly folder: string; readonly folders: readonly string[] },
  {
    parts,
    present,
  }: {
    readonly parts: readonly { readonly folder: string; readonly split: Split; readonly classes: boolean }[];
    readonly present: readonly Split[];
  },
): Promise<void> {
  const others: string[] = [];
  let nested = false;
  for (const name of folders) {
    const path = inside(folder, name);
    if (parts.some((part) => part.folder === name) || (present.length > 1 && UNLABELED.test(name))) continue;
    if (!(await tree.holdsPictures(path, 'deep'))) continue;
    others.push(name);
    nested ||= await hasClasses(tree, path);
  }
  const clear = present.length > 1 && !nested && parts.some(({ classes }) => classes);
  if (others.length === 0 || clear) return;
  const named = parts.map((part) => part.folder).join(', ');
  const [first] = present;
  throw new ExpectedError(
    'data-unrecognised',
    phrase`${file(fullPath(tree, folder))} holds ${named}, named as parts of a data set are, beside ${others.slice(0, 5).join(', ')}${others.length > 5 ? ', …' : ''}: set ${option('split', first ?? 'test')} if ${parts.length === 1 ? 'it is a part' : 'they are parts'}, ${option('split', 'none')} if all of them are classes`,
  );
}

/** Of a folder within a tree, for messages. */
export function fullPath({ path }: FileTree, folder: string): string {
  return folder === '' ? path : `${path}/${folder}`;
}
