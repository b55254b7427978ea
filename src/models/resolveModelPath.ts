import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { ExpectedError } from '../vocabulary/expectedError.js';
import { file, phrase } from '../vocabulary/phrase.js';
import { lookAtFile } from './findModels.js';
import { otherModel, otherModelIn } from './otherFormats.js';

/**
 * The model that a path means: a file is itself, a folder is the one model that lies directly in it.
 * @throws ExpectedError model-missing, model-not-a-model, model-ambiguous
 */
export async function resolveModelPath(path: string): Promise<string> {
  let found;
  try {
    found = await stat(path);
  } catch (cause) {
    throw new ExpectedError(
      'model-missing',
      phrase`${file(path)} does not exist: name a model.json, or a folder that holds one`,
      { cause },
    );
  }
  if (!found.isDirectory()) {
    const isOldManifest = basename(path).toLowerCase() === 'weights_manifest.json';
    const other =
      (await otherModel(path, basename(path))) ?? (isOldManifest ? await otherModelIn(dirname(path)) : null);
    if (other === null) return path;
    if (isOldManifest)
      throw new ExpectedError(
        'model-not-a-model',
        phrase`${file(path)} belongs to ${other.name}, ${other.kind}, which TensorFlow.js cannot read any more: ${other.remedy}`,
      );
    throw new ExpectedError(
      'model-not-a-model',
      phrase`${file(path)} is ${other.kind}, which TensorFlow.js cannot read: ${other.remedy}`,
    );
  }
  const names = (await readdir(path)).filter((name) => /\.json(\.gz)?$/i.test(name)).sort();
  const models: string[] = [];
  const damaged: string[] = [];
  for (const name of names) {
    const look = await lookAtFile(join(path, name));
    if (look === 'damaged') damaged.push(name);
    else if (look !== null) models.push(name);
  }
  const [model] = models;
  if (model === undefined) {
    const [broken] = damaged;
    // Whoever reads it tells what is wrong with it.
    if (broken !== undefined && damaged.length === 1) return join(path, broken);
    const other = await otherModelIn(path);
    if (other !== null) {
      throw new ExpectedError(
        'model-not-a-model',
        phrase`${file(path)} holds no TensorFlow.js model, but ${other.name}, ${other.kind}: ${other.remedy}`,
      );
    }
    const named = names.find((name) => name.toLowerCase() === 'model.json');
    if (named !== undefined) return join(path, named);
    throw new ExpectedError(
      'model-not-a-model',
      phrase`${file(path)} holds no TensorFlow.js model: entroscope models ${path} looks in the folders below, too`,
    );
  }
  if (models.length > 1) {
    throw new ExpectedError(
      'model-ambiguous',
      phrase`${file(path)} holds ${models.length} models (${models.join(', ')}): name one of them`,
    );
  }
  return join(path, model);
}
