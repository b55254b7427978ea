import { basename, dirname, relative, sep } from 'node:path';
import { readHead } from '../../files/openFile.js';
import { dataKind, kindByName } from './dataKinds.js';
import { namesLabels } from './labelNames.js';
import { labelPlaces } from './labelsBeside.js';
import { pictureFolders } from './pictureFolders.js';

/** Something that looks like data to run a model on. */
export interface DataCandidate {
  /** Absolute. */
  readonly path: string;
  /** In words: "IDX", "pictures in 10 classes". */
  readonly shown: string;
  /** Absolute path of the labels beside it, where its reader would not find them by itself. */
  readonly labels: string | null;
}

/** What a workspace holds, as absolute paths. */
export interface Listing {
  /** Files whose names end as data's do (searchedEndings). */
  readonly files: readonly string[];
  readonly pictures: readonly string[];
}

/** Beyond these a list helps nobody. */
const MOST_CANDIDATES = 40;
const HEAD_BYTES = 16 * 1024;

/**
 * What in a listing is likely data, the likeliest for a model first: test data before training data, near before far.
 * @param model absolute path of the model file
 */
export async function dataCandidates(
  model: string,
  { files, pictures }: Listing,
): Promise<readonly DataCandidate[]> {
  const listed = new Set(files);
  const candidates: DataCandidate[] = [];
  for (const path of files) {
    const candidate = path === model ? null : await fileCandidate(path, listed);
    if (candidate !== null) candidates.push(candidate);
  }
  for (const folder of pictureFolders(pictures)) candidates.push({ ...folder, labels: null });
  return candidates
    .map((candidate) => ({ candidate, steps: stepsTo(candidate.path, model) }))
    .sort((a, b) => a.steps - b.steps || a.candidate.path.localeCompare(b.candidate.path))
    .slice(0, MOST_CANDIDATES)
    .map(({ candidate }) => candidate);
}

async function fileCandidate(path: string, listed: ReadonlySet<string>): Promise<DataCandidate | null> {
  const name = basename(path);
  const kind = kindByName(name);
  if (kind === null || namesLabels(name)) return null;
  const { shown, likely, findsLabels } = dataKind(kind);
  if (likely?.test(await headOf(path)) === false) return null;
  const labels =
    findsLabels === true ? undefined : labelPlaces(path, kind).find((place) => listed.has(place));
  return { path, shown, labels: labels ?? null };
}

/** The beginning of a text; '' where it may not be read, which is no candidate then. */
function headOf(path: string): Promise<string> {
  return readHead(path, { code: 'data-missing' }, HEAD_BYTES).then(
    (head) => head.toString('utf8'),
    () => '',
  );
}

/** Folders between model and data, fewer for data that is named as a test's: the smaller, the likelier. */
function stepsTo(path: string, model: string): number {
  const steps = relative(dirname(model), path).split(sep).length;
  const name = basename(path).toLowerCase();
  if (/test|t10k|val|eval/u.test(name)) return steps - 4;
  return /train/u.test(name) ? steps : steps - 2;
}
