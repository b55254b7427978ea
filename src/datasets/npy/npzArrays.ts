import type { ModelInput } from '../../engine/tap.js';
import { ExpectedError } from '../../vocabulary/expectedError.js';
import { openPlain } from '../bytes/byteSource.js';
import type { DatasetRequest } from '../dataset.js';
import type { LabelCollector } from '../labelCollector.js';
import { openNpyArray, type NpyArray } from './npyArray.js';
import type { OpenArrays } from './npyFormat.js';
import { readNpyHeader } from './npyHeader.js';
import { readNpyLabels } from './npyLabels.js';
import { openZipEntry, readZipDirectory, type ZipEntry } from './zipDirectory.js';

/** Of which the first one there is taken. */
const X_NAMES = ['x', 'xs', 'x_test', 'images', 'data', 'x_train'];
const Y_NAMES = ['y', 'ys', 'y_test', 'labels', 'y_train'];

/**
 * Opens the arrays that feed the model's inputs: by the inputs' names, or for a single input by the usual ones, or the
 * only array that holds no labels.
 * @throws ExpectedError data-shape where an input has no array, data-malformed for a damaged archive
 */
export async function openNpzArrays({ path, inputs }: DatasetRequest): Promise<OpenArrays> {
  const source = await openPlain(path);
  let entries: ReadonlyMap<string, ZipEntry>;
  try {
    const listed = await readZipDirectory(source, path);
    entries = new Map(
      listed.filter(({ name }) => name.endsWith('.npy')).map((entry) => [entry.name.slice(0, -4), entry]),
    );
  } finally {
    await source.close();
  }
  const chosen = inputs.map((input) => entryOf(input, inputs.length, entries, path));
  const labels = Y_NAMES.map((name) => entries.get(name)).find(
    (entry) => entry !== undefined && !chosen.includes(entry),
  );
  const arrays: NpyArray[] = [];
  try {
    for (const entry of chosen)
      arrays.push(await openNpyArray(await openZipEntry(path, entry), `${entry.name} in ${path}`));
  } catch (error) {
    for (const array of arrays) await array.close();
    throw error;
  }
  return { arrays, labels: labels === undefined ? null : () => labelsOf(path, labels) };
}

function entryOf(
  { name }: ModelInput,
  inputs: number,
  entries: ReadonlyMap<string, ZipEntry>,
  path: string,
): ZipEntry {
  const own = entries.get(name) ?? entries.get(name.replace(/:\d+$/, ''));
  const usual = X_NAMES.map((known) => entries.get(known)).find((entry) => entry !== undefined);
  const others = [...entries].filter(([key]) => !Y_NAMES.includes(key)).map(([, entry]) => entry);
  const found = own ?? (inputs === 1 ? (usual ?? (others.length === 1 ? others[0] : undefined)) : undefined);
  if (found !== undefined) return found;
  throw new ExpectedError(
    'data-shape',
    `${path} has no array for the model's input ${name}; it holds ${[...entries.keys()].slice(0, 10).join(', ')}: name one ${inputs === 1 ? 'x' : name}`,
  );
}

async function labelsOf(path: string, entry: ZipEntry): Promise<LabelCollector> {
  const source = await openZipEntry(path, entry);
  const name = `${entry.name} in ${path}`;
  try {
    return await readNpyLabels(source, await readNpyHeader(source, name), name);
  } finally {
    await source.close();
  }
}
