import { stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { refuseSpecial } from '../files/fileKind.js';
import { readFailure } from '../files/fileProblem.js';
import { readFolder } from '../files/readFolder.js';
import { ExpectedError } from '../vocabulary/expectedError.js';
import { file, phrase } from '../vocabulary/phrase.js';
import { isKerasName, readLook } from './findModels.js';
import { lookAtKeras } from './kerasFile/kerasFile.js';
import { otherModelIn, refuseOther } from './otherFormats.js';

/**
 * The model that a path means: a file is itself, a folder is the one model that lies directly in it.
 * @throws ExpectedError model-missing, model-not-a-model, model-ambiguous
 */
export async function resolveModelPath(path: string): Promise<string> {
  const use = {
    code: 'model-missing',
    absent: 'name a model (.keras, .h5, model.json), or a folder that holds one',
  } as const;
  const found = await stat(path).catch((error: unknown) => {
    throw readFailure(error, path, use);
  });
  if (!found.isDirectory()) {
    refuseSpecial(found, path, use);
    const isOldManifest = basename(path).toLowerCase() === 'weights_manifest.json';
    const other = isOldManifest ? await otherModelIn(dirname(path)) : null;
    if (other !== null)
      throw new ExpectedError(
        'model-not-a-model',
        phrase`${file(path)} belongs to ${other.name}, ${other.kind}, which TensorFlow.js cannot read any more: ${other.remedy}`,
      );
    const look = await lookAtKeras(path);
    if (look === null || look === 'damaged') await refuseOther(path);
    return path;
  }
  const { entries, undecodable } = await readFolder(path, use);
  const all = entries.map(({ name }) => name).sort();
  const names = all.filter((name) => /\.json(\.gz)?$/i.test(name));
  const keras = all.filter(isKerasName);
  const { models, damaged, unread } = await lookAtAll(path, names, keras);
  const [model] = models;
  if (model === undefined) {
    if (unread !== null) throw unread;
    const [broken] = damaged;
    // Whoever reads it tells what is wrong with it.
    if (broken !== undefined && damaged.length === 1) return join(path, broken);
    const [strange] = undecodable.filter((name) => name.toLowerCase().endsWith('.json'));
    if (strange !== undefined) {
      throw new ExpectedError(
        'model-missing',
        phrase`${file(path)} holds ${strange}, whose name is no UTF-8, so that it cannot be opened: rename it`,
      );
    }
    const other = await otherModelIn(path);
    if (other !== null) {
      throw new ExpectedError(
        'model-not-a-model',
        phrase`${file(path)} holds no model of TensorFlow.js or Keras, but ${other.name}, ${other.kind}: ${other.remedy}`,
      );
    }
    // Weights alone, or no model: whoever reads it tells.
    const [only] = keras;
    if (only !== undefined && keras.length === 1) return join(path, only);
    const named = names.find((name) => name.toLowerCase() === 'model.json');
    if (named !== undefined) return join(path, named);
    throw new ExpectedError(
      'model-not-a-model',
      phrase`${file(path)} holds no model of TensorFlow.js or Keras: entroscope models ${path} looks in the folders below, too`,
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

interface Looked {
  readonly models: readonly string[];
  readonly damaged: readonly string[];
  /** Why a file could not be looked at. */
  readonly unread: ExpectedError | null;
}

/** A model.json is meant where one lies beside the .keras that it was converted from. */
async function lookAtAll(
  folder: string,
  names: readonly string[],
  keras: readonly string[],
): Promise<Looked> {
  const found = await lookAt(folder, names);
  if (found.models.length > 0 || found.damaged.length > 0) return found;
  const ofKeras = await lookAt(folder, keras);
  return { ...ofKeras, unread: found.unread ?? ofKeras.unread };
}

async function lookAt(folder: string, names: readonly string[]): Promise<Looked> {
  const models: string[] = [];
  const damaged: string[] = [];
  let unread: ExpectedError | null = null;
  for (const name of names) {
    try {
      const look = await readLook(join(folder, name));
      if (look === 'damaged') damaged.push(name);
      else if (look !== null) models.push(name);
    } catch (error) {
      if (!(error instanceof ExpectedError)) throw error;
      unread ??= error;
    }
  }
  return { models, damaged, unread };
}
