import { ExpectedError } from '../../vocabulary/expectedError.js';
import { file, option, phrase, type Phrase } from '../../vocabulary/phrase.js';
import { openPlain } from '../bytes/byteSource.js';
import { openZipEntry, readZipDirectory, type ZipEntry } from '../bytes/zipDirectory.js';
import type { DatasetRequest } from '../dataset.js';
import type { LabelCollector } from '../labels/labelCollector.js';
import { decideArrays, type NamedArray } from './decideArrays.js';
import { openNpyArray, type NpyArray } from './npyArray.js';
import type { OpenArrays } from './npyFormat.js';
import { peekNpyHeader, readNpyHeader } from './npyHeader.js';
import { readNpyLabels } from './npyLabels.js';

/** Entries of an archive by the names of their arrays. */
type Entries = ReadonlyMap<string, ZipEntry>;

/**
 * Opens the arrays that feed the model's inputs, and finds the labels' (decideArrays).
 * @throws ExpectedError data-shape where an input has no array, data-malformed for a damaged archive
 */
export async function openNpzArrays(request: DatasetRequest): Promise<OpenArrays> {
  const { path } = request;
  const entries = await arraysIn(path);
  const { x, y, decided } = decideArrays(request, await headersOf(path, entries));
  const arrays: NpyArray[] = [];
  try {
    for (const name of x) {
      const entry = entryNamed(name, entries);
      arrays.push(await openNpyArray(await openZipEntry(path, entry), entryName(entry, path)));
    }
  } catch (error) {
    for (const array of arrays) await array.close();
    throw error;
  }
  return { arrays, labels: y === null ? null : () => labelsOf(path, entryNamed(y, entries)), decided };
}

/**
 * The labels of an archive of labels: of the array that is named, of the one that is named as labels are, or of the only
 * one.
 * @param checkSamples sees the number of labels before they are read
 * @throws ExpectedError data-labels where it is not clear which array holds them
 */
export async function readNpzLabels(
  path: string,
  column: string | null,
  checkSamples: (samples: number) => void,
): Promise<LabelCollector> {
  const entries = await arraysIn(path);
  const headers = await headersOf(path, entries);
  const { y } =
    column === null && headers.length === 1
      ? { y: headers[0]?.name ?? null }
      : decideArrays(
          {
            path,
            inputs: [],
            labels: null,
            x: [],
            y: column === null ? null : [column],
            drop: null,
            split: null,
          },
          headers,
        );
  if (y === null)
    throw new ExpectedError(
      'data-labels',
      phrase`${file(path)} has no array that is named as labels are (it holds ${[...entries.keys()].slice(0, 10).join(', ')}): name it with ${option('labelColumn')}`,
    );
  return labelsOf(path, entryNamed(y, entries), checkSamples);
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

/** The shapes and types by which arrays are told apart; one that is damaged matters only where it is taken. */
async function headersOf(path: string, entries: Entries): Promise<readonly NamedArray[]> {
  const arrays: NamedArray[] = [];
  for (const [name, entry] of entries) {
    const source = await openZipEntry(path, entry);
    try {
      arrays.push({ name, header: await peekNpyHeader(source, entryName(entry, path)) });
    } catch (error) {
      if (!(error instanceof ExpectedError)) throw error;
      arrays.push({ name, header: null });
    } finally {
      await source.close();
    }
  }
  return arrays;
}

function entryNamed(name: string, entries: Entries): ZipEntry {
  const entry = entries.get(name);
  if (entry === undefined) throw new RangeError(`no array ${name} was listed`);
  return entry;
}

async function labelsOf(
  path: string,
  entry: ZipEntry,
  checkSamples?: (samples: number) => void,
): Promise<LabelCollector> {
  const source = await openZipEntry(path, entry);
  const name = entryName(entry, path);
  try {
    return await readNpyLabels(source, await readNpyHeader(source, name, checkSamples), name);
  } finally {
    await source.close();
  }
}

function entryName(entry: ZipEntry, path: string): Phrase {
  return phrase`${entry.name} in ${file(path)}`;
}
