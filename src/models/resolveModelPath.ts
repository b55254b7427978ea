import { readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { ExpectedError } from '../vocabulary/expectedError.js';
import { file, phrase } from '../vocabulary/phrase.js';
import { formatOf } from './findModels.js';
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
    const other = await otherModel(path, basename(path));
    if (other === null) return path;
    throw new ExpectedError(
      'model-not-a-model',
      phrase`${file(path)} is ${other.kind}, which TensorFlow.js cannot read: ${other.remedy}`,
    );
  }
  const names = (await readdir(path)).filter((name) => name.toLowerCase().endsWith('.json')).sort();
  const models: string[] = [];
  for (const name of names) if ((await formatOf(join(path, name))) !== null) models.push(name);
  const [model] = models;
  if (model === undefined) {
    const other = await otherModelIn(path);
    if (other !== null) {
      throw new ExpectedError(
        'model-not-a-model',
        phrase`${file(path)} holds no TensorFlow.js model, but ${other.name}, ${other.kind}: ${other.remedy}`,
      );
    }
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
