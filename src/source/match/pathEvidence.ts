import type { SourceGroup } from '../sourceProgram.js';
import { endsWith, knownEnd, resolved, segmentsOf, type Segments } from './pathPattern.js';

/** What the paths in the code say of where a model lies. */
export type PathEvidence =
  /** It is saved right there, seen from the code's own folder. */
  | 'exact'
  /** The end of the model's path is a path in the code. */
  | 'same'
  /** It is saved somewhere else. */
  | 'other'
  | 'unknown';

export interface Places {
  /** Path of the model file, /. */
  readonly modelPath?: string | null;
  /** Path of the code, of the same kind as modelPath. */
  readonly sourcePath?: string | null;
  /** The model's own name; compared with the name that the code gives it. */
  readonly modelName?: string | null;
}

/**
 * Compares where the code writes a model to with where the model lies. Paths in code are relative to a folder that only
 * its runner knows, so a path that ends the model's counts, and one from the code's own folder more.
 */
export function pathEvidence(
  group: SourceGroup,
  loosePaths: readonly string[],
  { modelPath = null, sourcePath = null, modelName = null }: Places,
): PathEvidence {
  if (group.name !== null && modelName !== null && group.name === modelName) return 'same';
  if (modelPath === null) return 'unknown';
  const model = segmentsOf(modelPath);
  const home = sourcePath === null ? null : segmentsOf(sourcePath).slice(0, -1);
  const isFile = KERAS_FILE.test(modelPath);
  const counts = (path: string): boolean => isFile || !FOREIGN.test(path);
  const isAt = isFile ? isFileAt : isWebModelAt;
  const paths = group.paths.filter(counts);
  const isRight = (path: string): boolean => {
    const place = segmentsOf(path);
    return home !== null && isNamed(place) && place[0] !== '*' && isAt(model, resolved(home, place));
  };
  if (paths.some(isRight)) return 'exact';
  const isEnd = (path: string): boolean => {
    const end = knownEnd(path);
    return isNamed(end) && (!isFile || tells(end, model, home)) && isAt(model, end);
  };
  if (paths.some(isEnd)) return 'same';
  const saved = isFile ? group.paths.filter((path) => KERAS_FILE.test(path)) : group.webPaths;
  if (saved.some((path) => !path.includes('*'))) return 'other';
  return loosePaths.some((path) => counts(path) && isEnd(path)) ? 'same' : 'unknown';
}

const KERAS_FILE = /\.(keras|h5|hdf5)$/i;

/** Not where a TensorFlow.js model lies: a converter reads these before anything lies beside the model. */
const FOREIGN = /\.(h5|hdf5|keras|tflite|pb|weights)$/i;

/** Does a model's file lie in a folder, or is it the file, or the file that a browser's download of that name gives? */
function isWebModelAt(model: Segments, place: Segments): boolean {
  if (place.length === 0) return false;
  const last = model.at(-1) ?? '';
  const folder = model.slice(0, -1);
  return (
    endsWith(folder, place) ||
    endsWith(model, place) ||
    endsWith([...folder, last.replace(/\.json$/, '')], place)
  );
}

function isFileAt(model: Segments, place: Segments): boolean {
  return place.length > 0 && endsWith(model, place);
}

/** Does code say enough of a name for it to tell anything? Of *.keras it does not. */
function isNamed(place: Segments): boolean {
  const last = place.at(-1) ?? '';
  return !last.includes('*') || lettersOf(last) >= LEAST_LETTERS;
}

/**
 * Does the end of a path tell which model it is? Everybody has a model.keras: a name alone tells only where one of code
 * and model lies in a folder around the other.
 */
function tells(end: Segments, model: Segments, home: Segments | null): boolean {
  if (end.length > 1 || home === null) return true;
  const folder = model.slice(0, -1);
  const least = Math.min(folder.length, home.length);
  return folder.slice(0, least).every((segment, index) => segment === home[index]);
}

/** Letters that the code says of a name with open places, as ckpt in ckpt-*.keras. */
const LEAST_LETTERS = 3;

function lettersOf(name: string): number {
  return name.replace(KERAS_FILE, '').replace(/[^\p{L}]/gu, '').length;
}
