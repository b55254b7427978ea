import type { SourceGroup } from '../sourceProgram.js';

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
  const paths = group.paths.filter(isFolderOrWebModel).map(segmentsOf);
  if (sourcePath !== null) {
    const home = segmentsOf(sourcePath).slice(0, -1);
    if (paths.some((path) => isAt(model, resolved(home, path)))) return 'exact';
  }
  const isEnd = (path: readonly string[]): boolean =>
    isAt(
      model,
      path.filter((segment) => segment !== '..'),
    );
  if (paths.some(isEnd)) return 'same';
  if (group.webPaths.length > 0) return 'other';
  return loosePaths.filter(isFolderOrWebModel).map(segmentsOf).some(isEnd) ? 'same' : 'unknown';
}

/** Not one of Keras' own files, which a converter reads before anything lies beside the model. */
function isFolderOrWebModel(path: string): boolean {
  return !/\.(h5|hdf5|keras|tflite|pb|weights)$/i.test(path);
}

function segmentsOf(path: string): readonly string[] {
  return path
    .replace(/^[a-z]+:\/\//i, '')
    .split(/[\\/]+/)
    .filter((segment) => segment !== '' && segment !== '.');
}

function resolved(home: readonly string[], path: readonly string[]): readonly string[] {
  const result = [...home];
  for (const segment of path) {
    if (segment === '..') result.pop();
    else result.push(segment);
  }
  return result;
}

/** Does a model file lie in a folder, or is it the file, or the file that a browser's download of that name gives? */
function isAt(model: readonly string[], place: readonly string[]): boolean {
  if (place.length === 0) return false;
  const last = model.at(-1) ?? '';
  return (
    endsWith(model.slice(0, -1), place) ||
    endsWith(model, place) ||
    endsWith([...model.slice(0, -1), last.replace(/\.json$/, '')], place)
  );
}

function endsWith(path: readonly string[], end: readonly string[]): boolean {
  return (
    end.length <= path.length &&
    end.every((segment, index) => path[path.length - end.length + index] === segment)
  );
}
