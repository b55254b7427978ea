import { SYNTHETIC } from '../../vocabulary/synthetic.js';
import { idxLabelNames, npyLabelNames } from './labelNames.js';
import { isTar } from '../bytes/tarHeader.js';
import { pictureFormat } from './pictures.js';
import { isIdx, isNpy, isZip } from './signatures.js';

/** What can be said of a kind of data before any of it is read. */
interface DataKind {
  /** Completes "give …". */
  readonly given: string;
  /** In a list of what a workspace has. */
  readonly shown: string;
  /** What its numbers are: bytes of pictures, numbers that are taken as they are, or noise. */
  readonly values: 'bytes' | 'numbers' | 'noise';
  /** Does a file begin as this kind does? Absent: content does not tell. */
  readonly begins?: (start: Uint8Array) => boolean;
  /** Fits the name of its files, in lower case and without .gz; absent: it is no single file. */
  readonly names?: RegExp;
  /** How names of its files end that a workspace is searched for. */
  readonly endings: readonly string[];
  /** Where a name alone says little: fits the beginning of a file that is likely data. */
  readonly likely?: RegExp;
  /** Names under which the labels of a file usually stand beside it, the likeliest first; absent: it holds them. */
  readonly labelNames?: (name: string) => readonly string[];
  /** Has it parts that can be named: arrays, keys, columns? Absent: none. */
  readonly named?: true;
  /** Does its reader take the labels beside it without being told? */
  readonly findsLabels?: true;
}

/** Names of files that any program may have written: data only where their content says so. */
const NAMED = ['data', 'dataset', 'samples', 'test', 'train'];

/** The kinds of data, in the order in which a file is held against them. openDataset.ts has a reader for each. */
export const DATA_KINDS = {
  idx: {
    given: 'IDX (plain or .gz)',
    shown: 'IDX',
    values: 'bytes',
    begins: isIdx,
    names: /idx\d-(ubyte|byte|short|int|float|double)$/,
    endings: [2, 3, 4].flatMap((axes) => [`idx${axes}-ubyte`, `idx${axes}-ubyte.gz`]),
    labelNames: idxLabelNames,
    findsLabels: true,
  },
  images: { given: 'a folder of pictures', shown: 'pictures', values: 'bytes', endings: [] },
  // Archives and arrays go by their name too, so that a damaged one is called damaged, not unknown.
  npy: {
    given: '.npy',
    shown: 'NumPy array',
    values: 'numbers',
    begins: isNpy,
    names: /.\.npy$/,
    endings: ['.npy'],
    labelNames: npyLabelNames,
  },
  npz: {
    given: '.npz',
    shown: 'NumPy arrays',
    values: 'numbers',
    begins: isZip,
    named: true,
    names: /.\.npz$/,
    endings: ['.npz'],
  },
  // A zip archive without arrays is one of pictures (recognizeData).
  zip: {
    given: 'a zip archive of pictures',
    shown: 'pictures (zip)',
    values: 'bytes',
    names: /.\.zip$/,
    endings: ['.zip'],
    likely: /^PK[\s\S]*\.(png|jpe?g|webp|bmp|gif)/iu,
  },
  tar: {
    given: 'a tar archive of pictures',
    shown: 'pictures (tar)',
    values: 'bytes',
    begins: isTar,
    names: /.\.(tar|tgz)$/,
    // Of a packed one nothing can be seen in its first bytes.
    endings: ['.tar'],
    likely: /\.(png|jpe?g|webp|bmp|gif)\0/iu,
  },
  cifar: {
    given: "CIFAR's binary batches",
    shown: 'CIFAR',
    values: 'bytes',
    named: true,
    endings: [],
  },
  sprite: {
    given: "tfjs-examples' MNIST picture",
    shown: 'picture of samples (sprite)',
    values: 'bytes',
    begins: (start) => pictureFormat(start) !== null,
    endings: [],
  },
  csv: {
    given: '.csv',
    shown: 'table (CSV)',
    values: 'numbers',
    names: /.\.([ct]sv|tab)$/,
    named: true,
    endings: ['.csv', '.tsv'],
  },
  json: {
    given: '.json',
    shown: 'samples (JSON)',
    values: 'numbers',
    names: /.\.(json|jsonl|ndjson)$/,
    named: true,
    endings: NAMED.map((name) => `${name}.json`),
    likely: /^\s*(\{\s*"xs"|\[\s*\{\s*"x")/u,
  },
  module: {
    given: 'a .js/.mjs/.cjs module',
    shown: 'module that makes samples',
    values: 'numbers',
    names: /.\.[cm]?js$/,
    named: true,
    endings: NAMED.flatMap((name) => ['js', 'mjs', 'cjs'].map((type) => `${name}.${type}`)),
    likely: /\bexport\b[^;]*\bsamples\b|exports\.samples\b/u,
  },
  [SYNTHETIC]: { given: `the word ${SYNTHETIC}`, shown: 'noise', values: 'noise', endings: [] },
} as const satisfies Readonly<Record<string, DataKind>>;

export type DatasetKind = keyof typeof DATA_KINDS;

const KINDS = Object.keys(DATA_KINDS) as readonly DatasetKind[];

export function dataKind(kind: DatasetKind): DataKind {
  return DATA_KINDS[kind];
}

/** The kind that a file's first START_BYTES tell, unpacked where it is packed; null: they tell none. */
export function kindByStart(start: Uint8Array): DatasetKind | null {
  return KINDS.find((kind) => dataKind(kind).begins?.(start) === true) ?? null;
}

/** The kind that a file's name tells; null: it tells none. */
export function kindByName(name: string): DatasetKind | null {
  const plain = name.toLowerCase().replace(/\.gz$/, '');
  return KINDS.find((kind) => dataKind(kind).names?.test(plain) === true) ?? null;
}

/** "IDX (plain or .gz), a folder of pictures, …, or the word synthetic". */
export function allKinds(): string {
  const texts = KINDS.map((kind) => dataKind(kind).given);
  return `${texts.slice(0, -1).join(', ')}, or ${texts.slice(-1).join('')}`;
}

/**
 * How the names end that a workspace is searched for: those that say by themselves that a file is data, and those
 * whose content must.
 */
export function searchedEndings(by: 'name' | 'content'): readonly string[] {
  return KINDS.map(dataKind).flatMap(({ endings, likely }) =>
    (likely === undefined) === (by === 'name') ? endings : [],
  );
}
