import type { ModelInput } from '../../engine/tap.js';
import { ExpectedError } from '../../vocabulary/expectedError.js';
import { file, phrase, type Phrase } from '../../vocabulary/phrase.js';
import { openPlain } from '../bytes/byteSource.js';
import type { DatasetRequest } from '../dataset.js';
import type { LabelCollector } from '../labels/labelCollector.js';
import { openNpyArray, type NpyArray } from './npyArray.js';
import type { OpenArrays } from './npyFormat.js';
import { readNpyHeader } from './npyHeader.js';
import { readNpyLabels } from './npyLabels.js';
import { openZipEntry, readZipDirectory, type ZipEntry } from './zipDirectory.js';

/** Of which the first one there is taken. */
const X_NAMES = ['x', 'xs', 'x_test', 'images', 'data', 'x_train'];
const Y_NAMES = ['y', 'ys', 'y_test', 'labels', 'y_train'];

/** Entries of an archive by the names of their arrays. */
type Entries = ReadonlyMap<string, ZipEntry>;

/**
 * Opens the arrays that feed the model's inputs: by the inputs' names, or for a single input by the usual ones, or the
 * only array that holds no labels.
 * @throws ExpectedError data-shape where an input has no array, data-malformed for a damaged archive
 */
export async function openNpzArrays({ path, inputs }: DatasetRequest): Promise<OpenArrays> {
  const entries = await arraysIn(path);
  const chosen = inputs.map((input) => entryOf(input, inputs.length, entries, path));
  const labels = firstNamed(Y_NAMES, entries, (entry) => !chosen.includes(entry));
  const arrays: NpyArray[] = [];
  try {
    for (const entry of chosen)
      arrays.push(await openNpyArray(await openZipEntry(path, entry), entryName(entry, path)));
  } catch (error) {
    for (const array of arrays) await array.close();
    throw error;
  }
  return { arrays, labels: labels === null ? null : () => labelsOf(path, labels) };
}

async function arraysIn(path: string): Promise<Entries> {
  const source = await openPlain(path);
  try {
    const entries = await readZipDirectory(source, path);
    return new Map(
      entries.filter(({ name }) => name.endsWith('.npy')).map((entry) => [entry.name.slice(0, -4), entry]),
    );
  } finally {
    await source.close();
  }
}

function firstNamed(
  names: readonly string[],
  entries: Entries,
  fits: (entry: ZipEntry) => boolean = () => true,
): ZipEntry | null {
  for (const name of names) {
    const entry = entries.get(name);
    if (entry !== undefined && fits(entry)) return entry;
  }
  return null;
}

function entryOf({ name }: ModelInput, inputs: number, entries: Entries, path: string): ZipEntry {
  const entry =
    firstNamed([name, name.replace(/:\d+$/, '')], entries) ??
    (inputs === 1 ? (firstNamed(X_NAMES, entries) ?? onlySamples(entries)) : null);
  if (entry !== null) return entry;
  throw new ExpectedError(
    'data-shape',
    phrase`${file(path)} has no array for the model's input ${name}; it holds ${[...entries.keys()].slice(0, 10).join(', ')}: name one ${inputs === 1 ? 'x' : name}`,
  );
}

/** The only array that is not named as labels are. */
function onlySamples(entries: Entries): ZipEntry | null {
  const [only, ...others] = [...entries].filter(([name]) => !Y_NAMES.includes(name));
  return only === undefined || others.length > 0 ? null : only[1];
}

async function labelsOf(path: string, entry: ZipEntry): Promise<LabelCollector> {
  const source = await openZipEntry(path, entry);
  const name = entryName(entry, path);
  try {
    return await readNpyLabels(source, await readNpyHeader(source, name), name);
  } finally {
    await source.close();
  }
}

function entryName(entry: ZipEntry, path: string): Phrase {
  return phrase`${entry.name} in ${file(path)}`;
}
