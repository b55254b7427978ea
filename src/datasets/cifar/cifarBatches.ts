import { stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { readText } from '../../files/openFile.js';
import { readFolder } from '../../files/readFolder.js';
import { ExpectedError } from '../../vocabulary/expectedError.js';
import { file, option, phrase } from '../../vocabulary/phrase.js';
import { openPlain } from '../bytes/byteSource.js';
import type { DatasetRequest } from '../dataset.js';
import { refuseSplit } from '../mapping/mapping.js';
import { senseOf, SPLITS, type Split } from '../mapping/usualNames.js';
import { batchFolder, cifarForm, isBatchName, type CifarForm } from '../recognize/cifarFiles.js';

/** A file of rows, one behind the other in the data set. */
export interface CifarBatch extends CifarForm {
  readonly path: string;
}

export interface CifarBatches {
  readonly batches: readonly CifarBatch[];
  /** null: one file was named. */
  readonly split: Split | null;
  readonly otherSplits: readonly Split[];
}

/**
 * The batches of a folder that belong to the part asked for, else to the test's, else to training, in the order of their
 * numbers; or the one that is named.
 * @throws ExpectedError data-malformed for a batch of another size, data-unrecognised for a part that is not there
 */
export async function cifarBatches(request: Pick<DatasetRequest, 'path' | 'split'>): Promise<CifarBatches> {
  const { path, split: asked } = request;
  if (!(await stat(path)).isDirectory()) {
    refuseSplit(request);
    return { batches: [await batchOf(path)], split: null, otherSplits: [] };
  }
  const folder = (await batchFolder(path)) ?? path;
  const { entries } = await readFolder(folder, { code: 'data-missing' });
  const names = entries.map(({ name }) => name).filter(isBatchName);
  const present = SPLITS.filter((split) => names.some((name) => splitOf(name) === split));
  const split = asked === 'none' ? null : (asked ?? present[0] ?? null);
  if (split !== null && !present.includes(split))
    throw new ExpectedError(
      'data-unrecognised',
      phrase`${file(path)} has no part ${split} (it has ${present.join(', ')}): correct ${option('split')}`,
    );
  const chosen = names.filter((name) => split === null || splitOf(name) === split).sort(byNumber);
  const batches: CifarBatch[] = [];
  for (const name of chosen) batches.push(await batchOf(join(folder, name)));
  const [first] = batches;
  const other = batches.find(({ labelBytes }) => labelBytes !== first?.labelBytes);
  if (first !== undefined && other !== undefined)
    throw new ExpectedError(
      'data-malformed',
      phrase`${file(other.path)} is a batch of another form than ${file(first.path)}: keep CIFAR-10 and CIFAR-100 in folders of their own`,
    );
  return { batches, split, otherSplits: present.filter((name) => name !== split) };
}

function splitOf(name: string): Split {
  return senseOf(name).split ?? 'train';
}

function byNumber(a: string, b: string): number {
  const [first, second] = [a, b].map((name) => Number(/\d+/u.exec(name)?.[0] ?? 0)) as [number, number];
  return first - second;
}

async function batchOf(path: string): Promise<CifarBatch> {
  const source = await openPlain(path);
  try {
    const form = await cifarForm(source, path);
    if (form !== null) return { ...form, path };
  } finally {
    await source.close();
  }
  throw new ExpectedError(
    'data-malformed',
    phrase`${file(path)} is no whole batch of CIFAR (3,073 or 3,074 bytes a picture, classes below 10 or 100): fetch it again`,
  );
}

const NAME_FILES = {
  fine10: 'batches.meta.txt',
  fine: 'fine_label_names.txt',
  coarse: 'coarse_label_names.txt',
};

/**
 * The names of classes by number, of the file beside the batches; null: there is none, or its order is not that in which
 * classes stand (by their letters), so that outputs would change places.
 */
export async function classNames(
  { path, labelBytes }: CifarBatch,
  which: 'fine' | 'coarse',
): Promise<readonly string[] | null> {
  const place = join(dirname(path), NAME_FILES[labelBytes === 1 ? 'fine10' : which]);
  const text = await readText(place, { code: 'data-missing' }, 1 << 16).catch(() => null);
  if (text === null) return null;
  const names = text.split(/\r?\n/u).filter((name) => name.trim() !== '');
  const least = labelBytes === 1 ? 10 : which === 'fine' ? 100 : 20;
  return names.length === least && names.every((name, i) => i === 0 || (names[i - 1] ?? '') < name)
    ? names
    : null;
}
