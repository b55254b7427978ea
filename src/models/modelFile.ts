import { basename, dirname } from 'node:path';
import { withFile, bytesOf } from '../files/openFile.js';
import { ExpectedError } from '../vocabulary/expectedError.js';
import { file, phrase } from '../vocabulary/phrase.js';
import type { ModelFormat } from '../vocabulary/modelFormats.js';
import { kerasFormatAt, readKerasFile, type KerasFile } from './kerasFile/kerasFile.js';
import { checkShards, type Shard } from './checkShards.js';
import { inShardOrder } from './inShardOrder.js';
import { stampText, type FileStamps } from './fileStamp.js';
import { fingerprintHead } from './fingerprint.js';
import { isRecord } from '../vocabulary/isRecord.js';
import { JsonTooDeepError } from '../vocabulary/jsonDepth.js';
import type { Repair } from './keras/repairLog.js';
import { decodeText, parseModelText, type ModelText } from './modelText.js';
import { refuseOther } from './otherFormats.js';
import { recognizeModel } from './recognizeModel.js';
import { WeightReader } from './weightReader.js';
import { readWeightsManifest, type WeightGroup } from './weightsManifest.js';

/** A JSON text larger than this cannot be one string in Node. */
const LARGEST_JSON = 512 * 2 ** 20;

/** A model's file, read and checked, with no weight loaded yet. */
export interface ModelFile {
  /** Absolute. */
  readonly path: string;
  /** The name for people: the model's own where it has one, else its folder's or file's. */
  readonly name: string;
  readonly format: ModelFormat;
  readonly json: Readonly<Record<string, unknown>>;
  readonly topology: Readonly<Record<string, unknown>>;
  readonly generatedBy: string | null;
  /** What had to be put right to read the files. */
  readonly repairs: readonly Repair[];
  readonly groups: readonly WeightGroup[];
  /** By group, in the manifest's order; checked: they exist, lie inside the folder and hold what was promised. */
  readonly shards: readonly (readonly Shard[])[];
  /** Gives the shards' bytes, and the fingerprint of what it gave. */
  readonly weights: WeightReader;
  /** What model.json and each shard were before they were read. */
  readonly stamps: FileStamps;
  /** Of a .keras file: a group of weights -> the name of the layer that the file says they are of. */
  readonly owners: ReadonlyMap<string, string>;
}

/**
 * Reads model.json and checks its shards' sizes before anything is allocated for them; of a .keras or .h5 file, its
 * topology and where in it each weight lies.
 * @param hashed false: nobody will ask for the fingerprint of the weights that are read
 * @throws ExpectedError model-missing, model-not-a-model, model-malformed, model-unsupported, model-weights-*
 */
export async function readModelFile(path: string, { hashed = true } = {}): Promise<ModelFile> {
  if ((await kerasFormatAt(path)) !== null) return fromKeras(path, await readKerasFile(path), hashed);
  const { head, stamp } = await readStamped(path);
  const { groups, repairs } = inShardOrder(readWeightsManifest(head.json['weightsManifest'] ?? [], path));
  if (head.json['weightsManifest'] === undefined && head.format === 'layers-model') {
    throw new ExpectedError(
      'model-weights-missing',
      phrase`${file(path)} names no weights: save the whole model with model.save()`,
    );
  }
  const shards = await checkShards(path, groups);
  return {
    ...head,
    repairs: [...head.repairs, ...repairs],
    groups,
    shards,
    weights: new WeightReader({ head: () => fingerprintHead(head), shards, hashed }),
    stamps: {
      [path]: stamp,
      ...Object.fromEntries(shards.flat().map((shard) => [shard.path, shard.stamp])),
    },
    owners: new Map(),
  };
}

function fromKeras(path: string, keras: KerasFile, hashed: boolean): ModelFile {
  const head = kerasHead(path, keras);
  const { shards, stamp, owners } = keras;
  return {
    ...head,
    groups: readWeightsManifest(head.json['weightsManifest'], path),
    shards: [shards],
    weights: new WeightReader({ head: () => fingerprintHead(head), shards: [shards], hashed }),
    stamps: { [path]: stamp },
    owners,
  };
}

function kerasHead(path: string, { format, json, repairs }: KerasFile): ModelHead {
  const topology = isRecord(json['modelTopology']) ? json['modelTopology'] : {};
  const [name, by] = [nameOf(path, topology), generatedBy(json, topology)];
  return { path, name, format, json, topology, generatedBy: by, repairs };
}

export type ModelHead = Omit<ModelFile, 'groups' | 'shards' | 'weights' | 'stamps' | 'owners'>;

/** Reads and recognizes the topology alone. */
export async function readModelJson(path: string): Promise<ModelHead> {
  if ((await kerasFormatAt(path)) !== null) return kerasHead(path, await readKerasFile(path));
  return (await readStamped(path)).head;
}

async function readStamped(path: string): Promise<{ readonly head: ModelHead; readonly stamp: string }> {
  const { json, repairs, stamp } = await readJson(path);
  const recognized = recognizeModel(json);
  if (recognized.is === 'other' || !isRecord(json)) {
    const reason = recognized.is === 'other' ? recognized.reason : 'it holds no object';
    throw new ExpectedError(
      'model-not-a-model',
      phrase`${file(path)} is no model of TensorFlow.js or Keras: ${reason}`,
    );
  }
  const topology = json['modelTopology'];
  if (!isRecord(topology))
    throw new ExpectedError(
      'model-malformed',
      phrase`${file(path)}: modelTopology is no object: save or convert the model again`,
    );
  const head: ModelHead = {
    path,
    name: nameOf(path, topology),
    format: recognized.format,
    json,
    topology,
    generatedBy: generatedBy(json, topology),
    repairs,
  };
  return { head, stamp };
}

async function readJson(path: string): Promise<ModelText & { readonly stamp: string }> {
  const use = {
    code: 'model-missing',
    absent: 'name a model (.keras, .h5, model.json), or a folder that holds one',
  } as const;
  await refuseOther(path);
  const { bytes, stamp } = await withFile(path, use, async (handle) => {
    const stats = await handle.stat({ bigint: true });
    const size = Number(stats.size);
    if (size > LARGEST_JSON)
      throw new ExpectedError(
        'model-not-a-model',
        phrase`${file(path)} holds ${size.toLocaleString('en')} bytes: no model.json is that large`,
      );
    const held = await bytesOf(handle, path, { use, most: LARGEST_JSON });
    return { bytes: held, stamp: stampText(stats) };
  });
  try {
    return { ...parseModelText(bytes), stamp };
  } catch (cause) {
    if (cause instanceof JsonTooDeepError)
      throw new ExpectedError(
        'model-malformed',
        phrase`${file(path)}: ${cause.message}: save or convert the model again`,
        { cause },
      );
    const hint = disguise(bytes);
    throw new ExpectedError(
      'model-not-a-model',
      phrase`${file(path)} is no model of TensorFlow.js or Keras: ${hint}`,
      { cause },
    );
  }
}

/** What a text that is no JSON is instead, and what to do. */
function disguise(bytes: Buffer): string {
  let text: string;
  try {
    text = decodeText(bytes);
  } catch {
    return 'it is cut off or too large, and compressed with gzip; unpack it first';
  }
  if (text.startsWith('version https://git-lfs')) return 'it is a Git LFS pointer; run git lfs pull';
  if (/^\s*<(!doctype|html|\?xml)/i.test(text)) return 'it is a web page; download the model again';
  return text.trim() === '' || /^\s*\{/.test(text)
    ? 'it is cut off or damaged; if it is being saved right now, wait and try again'
    : 'it is no JSON';
}

function nameOf(path: string, topology: Readonly<Record<string, unknown>>): string {
  const model = isRecord(topology['model_config']) ? topology['model_config'] : topology;
  const config = model['config'];
  const own = isRecord(config) ? config['name'] : undefined;
  // Names that tools make up tell people less than where the model lies.
  if (typeof own === 'string' && own !== '' && !/^(sequential|model|functional)(_?\d+)?$/i.test(own))
    return own;
  const file = basename(path).replace(/\.(json|keras|h5|hdf5)$/i, '');
  if (file.toLowerCase() !== 'model') return file;
  const folder = basename(dirname(path));
  return /^models?$/i.test(folder) ? basename(dirname(dirname(path))) || folder : folder || file;
}

function generatedBy(
  json: Readonly<Record<string, unknown>>,
  topology: Readonly<Record<string, unknown>>,
): string | null {
  const keras = topology['keras_version'];
  const parts = [
    typeof keras === 'string' && keras !== '' ? (/^\d/.test(keras) ? `Keras ${keras}` : keras) : null,
    typeof json['generatedBy'] === 'string' ? json['generatedBy'] : null,
    typeof json['convertedBy'] === 'string' ? json['convertedBy'] : null,
  ].filter((part) => part !== null);
  return parts.length === 0 ? null : [...new Set(parts)].join(', ');
}
