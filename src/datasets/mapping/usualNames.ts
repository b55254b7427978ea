/** Names by which people call the parts of their data. Case, and how words are joined, do not count. */

export type Split = 'train' | 'val' | 'test';

/** The parts of a data set, the one that is taken where nobody says which first. */
export const SPLITS = ['test', 'val', 'train'] as const satisfies readonly Split[];

/** Of arrays and keys that hold samples, the likeliest first. */
export const X_NAMES: readonly string[] = [
  'x',
  'xs',
  'images',
  'image',
  'imgs',
  'img',
  'data',
  'features',
  'feature',
  'inputs',
  'input',
  'samples',
  'pixels',
];

/** Of arrays, keys and columns that hold labels, the likeliest first. */
export const Y_NAMES: readonly string[] = [
  'label',
  'class',
  'target',
  'y',
  'ys',
  'labels',
  'targets',
  'classes',
  'output',
  'outputs',
  'species',
  'variety',
  'diagnosis',
  'category',
  'digit',
];

const SPLIT_WORDS: ReadonlyMap<string, Split> = new Map([
  ['train', 'train'],
  ['training', 'train'],
  ['val', 'val'],
  ['valid', 'val'],
  ['validation', 'val'],
  ['dev', 'val'],
  ['test', 'test'],
  ['testing', 'test'],
  ['eval', 'test'],
  ['evaluation', 'test'],
  ['holdout', 'test'],
  ['trn', 'train'],
  ['tst', 'test'],
  ['trainset', 'train'],
  ['valset', 'val'],
  ['testset', 'test'],
]);

/** What a name says of an array or a key. */
export interface NameSense {
  /** As in X_NAMES or Y_NAMES; '' where it names a split alone; else the words that are left. */
  readonly base: string;
  readonly split: Split | null;
}

/** "X_train", "testImages", "val-labels": the words without case, and the split that one of them names. */
export function senseOf(name: string): NameSense {
  const words = name
    .replaceAll(/([a-z])([A-Z])/gu, '$1 $2')
    .toLowerCase()
    .split(/[\s_.-]+/u)
    .filter((word) => word !== '');
  const place = words.findIndex((word) => SPLIT_WORDS.has(word));
  const split = SPLIT_WORDS.get(words[place] ?? '') ?? null;
  return { base: words.filter((_, i) => split === null || i !== place).join('_'), split };
}

/** The first name of a list that is among the bases; null: none is. */
export function likeliest<Item>(
  names: readonly string[],
  items: readonly Item[],
  baseOf: (item: Item) => string,
): Item | null {
  for (const name of names) {
    const match = items.find((item) => baseOf(item) === name);
    if (match !== undefined) return match;
  }
  return null;
}

/** A name among names: letter for letter, else without regard to case where that fits one alone. -1: it is not there. */
export function placeOfName(names: readonly string[], wanted: string): number {
  const exact = names.indexOf(wanted);
  if (exact >= 0) return exact;
  const low = wanted.toLowerCase();
  const places = names.flatMap((name, place) => (name.toLowerCase() === low ? [place] : []));
  return places.length === 1 ? (places[0] ?? -1) : -1;
}
