import type { SourceGroup } from '../sourceProgram.js';

/**
 * Compares where the code writes a model to with where the model lies. Paths in code are relative to some folder that
 * nobody knows, so the end of the model's path must be the whole path in the code.
 */
export function pathEvidence(
  group: SourceGroup,
  loosePaths: readonly string[],
  given: { readonly modelPath?: string | null; readonly modelName?: string | null },
): 'same' | 'other' | 'unknown' {
  const { modelPath = null, modelName = null } = given;
  if (group.name !== null && modelName !== null && group.name === modelName) return 'same';
  if (modelPath === null) return 'unknown';
  const model = segmentsOf(modelPath);
  const folder = model.slice(0, -1);
  const isHere = (path: string): boolean => {
    const saved = segmentsOf(path);
    if (saved.length === 0) return false;
    const [only] = saved;
    // downloads://name and localstorage://name give name.json.
    if (saved.length === 1 && only !== undefined && model.at(-1) === `${only}.json`) return true;
    return endsWith(folder, saved) || endsWith(model, saved);
  };
  const own = group.paths.filter(isWebModel);
  if (own.some(isHere)) return 'same';
  if (own.length > 0) return 'other';
  return loosePaths.filter(isWebModel).some(isHere) ? 'same' : 'unknown';
}

/** Not one of Keras' own files, which a converter reads before anything lies beside the model. */
function isWebModel(path: string): boolean {
  return !/\.(h5|hdf5|keras|tflite|pb|weights)$/i.test(path);
}

function segmentsOf(path: string): readonly string[] {
  return path
    .replace(/^[a-z]+:\/\//i, '')
    .split(/[\\/]+/)
    .filter((segment) => segment !== '' && segment !== '.' && segment !== '..');
}

function endsWith(path: readonly string[], end: readonly string[]): boolean {
  return (
    end.length <= path.length &&
    end.every((segment, index) => path[path.length - end.length + index] === segment)
  );
}
