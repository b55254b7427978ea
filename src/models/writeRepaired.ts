import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { access, open, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { ExpectedError } from '../vocabulary/expectedError.js';
import { file, phrase } from '../vocabulary/phrase.js';
import { addedNames } from './keras/addedNames.js';
import { isRecord } from '../vocabulary/isRecord.js';
import { REPAIRED_MARK, type RepairedModel } from './repairModel.js';
import { wantedRanges } from './wantedRanges.js';

export interface RepairedFiles {
  /** Names of the files that were written, model.json first. */
  readonly files: readonly string[];
  /** Classes of layers, activations and ops that TensorFlow.js lacks: whoever loads the copy must register them. */
  readonly added: readonly string[];
}

/**
 * Writes a model as the repairs left it: the JSON to a path, the weights beside it. Under temporary names first, which
 * are renamed when both are complete.
 * @param by who writes it: "entroscope 0.1.0"
 * @throws ExpectedError output-failed where either exists already, or cannot be written; the signal's reason
 */
export async function writeRepaired(
  model: RepairedModel,
  path: string,
  by: string,
  signal: AbortSignal,
): Promise<RepairedFiles> {
  const weightsName = `${basename(path).replace(/\.json$/i, '')}.weights.bin`;
  const weightsPath = join(dirname(path), weightsName);
  await checkRepairedTarget(path);
  const temporary = [path, weightsPath].map((target) =>
    join(dirname(target), `.${basename(target)}.${randomUUID()}.tmp`),
  );
  const [jsonTemporary = '', weightsTemporary = ''] = temporary;
  const hasWeights = model.weights.flat().some(({ wanted }) => wanted);
  try {
    if (hasWeights) await writeWeights(model, weightsTemporary, signal);
    await writeFile(jsonTemporary, JSON.stringify(jsonOf(model, hasWeights ? weightsName : null, by)), {
      signal,
    });
    signal.throwIfAborted();
    if (hasWeights) await rename(weightsTemporary, weightsPath);
    await rename(jsonTemporary, path);
  } catch (error) {
    await Promise.all(temporary.map((file) => rm(file, { force: true })));
    signal.throwIfAborted();
    if (error instanceof ExpectedError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new ExpectedError(
      'output-failed',
      phrase`${file(path)} could not be written (${reason}): check the space and the rights of its folder`,
      { cause: error },
    );
  }
  const files = hasWeights ? [basename(path), weightsName] : [basename(path)];
  return { files, added: addedNames(model.topology) };
}

/**
 * Refuses, before any work is done, what writeRepaired would not overwrite.
 * @throws ExpectedError output-failed
 */
export async function checkRepairedTarget(path: string): Promise<void> {
  const folder = await stat(dirname(path)).catch(() => null);
  if (folder?.isDirectory() !== true)
    throw new ExpectedError(
      'output-failed',
      phrase`the folder of ${file(path)} does not exist: make it first`,
    );
  for (const target of [path, `${path.replace(/\.json$/i, '')}.weights.bin`]) {
    const exists = await access(target).then(
      () => true,
      () => false,
    );
    if (exists)
      throw new ExpectedError(
        'output-failed',
        phrase`${file(target)} exists already and is not overwritten: name another file`,
      );
  }
}

async function writeWeights(model: RepairedModel, path: string, signal: AbortSignal): Promise<void> {
  const file = await open(path, 'wx');
  try {
    for (const { shard, from, to } of wantedRanges(model)) {
      const chunks = createReadStream(shard.path, { start: from, end: to - 1, signal });
      for await (const chunk of chunks as AsyncIterable<Buffer>) await file.write(chunk);
    }
  } finally {
    await file.close();
  }
}

function jsonOf({ file, topology, weights }: RepairedModel, weightsName: string | null, by: string): unknown {
  const entries = weights.flat().flatMap(({ entry, wanted }) => (wanted ? [entry] : []));
  return {
    ...file.json,
    format: file.format,
    [REPAIRED_MARK]: by,
    modelTopology: withPlainNames(topology),
    weightsManifest: weightsName === null ? [] : [{ paths: [weightsName], weights: entries }],
  };
}

/** silu has another name in TensorFlow.js: by that one the copy loads everywhere. */
function withPlainNames(value: unknown, key = ''): unknown {
  if (Array.isArray(value)) return value.map((inner) => withPlainNames(inner, key));
  if (isRecord(value))
    return Object.fromEntries(
      Object.entries(value).map(([field, inner]) => [field, withPlainNames(inner, field)]),
    );
  return value === 'silu' && /^(recurrent_)?activation$/.test(key) ? 'swish' : value;
}
