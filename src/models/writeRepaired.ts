import { access, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { writeFailure } from '../files/fileProblem.js';
import { streamFile } from '../files/openFile.js';
import { commit, discard, stage, stagedFile } from '../files/writeWhole.js';
import { ExpectedError } from '../vocabulary/expectedError.js';
import { file, phrase } from '../vocabulary/phrase.js';
import { addedNames } from './keras/addedNames.js';
import { isRecord } from '../vocabulary/isRecord.js';
import { REPAIRED_MARK, type RepairedModel, type StoredWeight } from './repairModel.js';
import { isPacked, unpackWeights, type UnpackedWeights } from './unpackWeights.js';
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
  const json = stagedFile(path);
  const bytes = stagedFile(weightsPath);
  const wanted = model.weights.flat().filter((weight) => weight.wanted);
  const hasWeights = wanted.length > 0;
  try {
    const unpacked = await unpackedOf(model, wanted);
    if (hasWeights) await stage(bytes, weightsOf(model, unpacked), signal);
    const entries = (unpacked?.weights ?? wanted).map(({ entry }) => entry);
    await stage(json, JSON.stringify(jsonOf(model, entries, hasWeights ? weightsName : null, by)), signal);
    signal.throwIfAborted();
    if (hasWeights) await commit(bytes);
    await commit(json);
  } catch (error) {
    await Promise.all([json, bytes].map(discard));
    signal.throwIfAborted();
    throw writeFailure(error, path);
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

async function* weightsOf(model: RepairedModel, unpacked: UnpackedWeights | null): AsyncIterable<Uint8Array> {
  if (unpacked !== null) {
    for (const piece of unpacked.pieces) yield new Uint8Array(piece);
    return;
  }
  for (const { shard, from, to } of wantedRanges(model)) {
    const range = { start: shard.start + from, end: shard.start + to - 1 };
    const chunks = await streamFile(shard.path, { code: 'model-weights-missing' }, range);
    yield* chunks as AsyncIterable<Uint8Array>;
  }
}

/** What TensorFlow.js cannot unpack by itself, unpacked; null where there is nothing of the kind. */
async function unpackedOf(
  model: RepairedModel,
  wanted: readonly StoredWeight[],
): Promise<UnpackedWeights | null> {
  if (!wanted.some(isPacked)) return null;
  return unpackWeights(model.file.path, wanted, await model.file.weights.read(wantedRanges(model)));
}

function jsonOf(
  { file, topology }: RepairedModel,
  entries: readonly unknown[],
  weightsName: string | null,
  by: string,
): unknown {
  return {
    ...file.json,
    format: file.format === 'graph-model' ? 'graph-model' : 'layers-model',
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
