import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ExpectedError } from '../errors/expectedError.js';
import { formatOf } from './findModels.js';

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
      `${path} does not exist: name a model.json, or a folder that holds one`,
      { cause },
    );
  }
  if (!found.isDirectory()) return path;
  const names = (await readdir(path)).filter((name) => name.toLowerCase().endsWith('.json')).sort();
  const models: string[] = [];
  for (const name of names) if ((await formatOf(join(path, name))) !== null) models.push(name);
  const [model] = models;
  if (model === undefined) {
    throw new ExpectedError(
      'model-not-a-model',
      `${path} holds no TensorFlow.js model: entroscope models ${path} looks in the folders below, too`,
    );
  }
  if (models.length > 1) {
    throw new ExpectedError(
      'model-ambiguous',
      `${path} holds ${String(models.length)} models (${models.join(', ')}): name one of them`,
    );
  }
  return join(path, model);
}
