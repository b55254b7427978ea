import { sizeOf } from '../../engine/sizeOf.js';
import { withFile } from '../../files/openFile.js';
import type { FileHandle } from 'node:fs/promises';
import { ExpectedError } from '../../vocabulary/expectedError.js';
import { isRecord } from '../../vocabulary/isRecord.js';
import { JsonTooDeepError } from '../../vocabulary/jsonDepth.js';
import { file, phrase } from '../../vocabulary/phrase.js';
import type { Shard } from '../checkShards.js';
import { stampText } from '../fileStamp.js';
import type { Repair } from '../keras/repairLog.js';
import { parseModelText } from '../modelText.js';
import { ByteWindow } from './byteWindow.js';
import { FormatProblem } from './formatProblem.js';
import { kerasFormatOf, kerasParts, type KerasParts } from './kerasParts.js';
import type { StoredTensor } from './storedTensors.js';
import { fillVocabularies } from './vocabularies.js';

/** A .keras or .h5 file as a model.json with its weights: what comes after need not tell them apart. */
export interface KerasFile {
  readonly format: KerasParts['format'];
  readonly json: Readonly<Record<string, unknown>>;
  readonly repairs: readonly Repair[];
  /** By weight of the manifest in json: the bytes of the file that it is. */
  readonly shards: readonly Shard[];
  /** Group of weights -> the name of the layer that the file says they are of. */
  readonly owners: ReadonlyMap<string, string>;
  readonly stamp: string;
}

const USE = { code: 'model-missing', absent: 'name a model file, or a folder that holds one' } as const;

/** The format of a file that begins like one of Keras'; null for every other file. @throws ExpectedError model-missing */
export function kerasFormatAt(path: string): Promise<KerasParts['format'] | null> {
  return withFile(path, USE, headFormat);
}

/**
 * Is it a whole model of Keras? Looks at its parts, not at its weights.
 * @returns damaged: it is cut off, or being written; null where it is no model of Keras
 * @throws ExpectedError model-missing
 */
export function lookAtKeras(path: string): Promise<KerasParts['format'] | 'damaged' | null> {
  return withFile(path, USE, async (handle) => {
    const format = await headFormat(handle);
    if (format === null) return null;
    try {
      await kerasParts(ByteWindow.of(handle, (await handle.stat()).size), format);
      return format;
    } catch (error) {
      if (error instanceof FormatProblem) return error.kind === 'other' ? null : 'damaged';
      throw error;
    }
  });
}

/**
 * Reads a .keras or .h5 file: its topology, and where in the file each weight lies.
 * @throws ExpectedError model-missing, model-not-a-model, model-malformed, model-weights-size, model-unsupported
 */
export function readKerasFile(path: string): Promise<KerasFile> {
  return withFile(path, USE, async (handle) => {
    const stats = await handle.stat({ bigint: true });
    const format = await headFormat(handle);
    try {
      if (format === null) throw new FormatProblem('other', 'is no file of Keras');
      const parts = await kerasParts(ByteWindow.of(handle, Number(stats.size)), format);
      return await assembled(path, parts, stampText(stats));
    } catch (error) {
      throw error instanceof FormatProblem ? asExpected(error, path) : error;
    }
  });
}

async function headFormat(handle: FileHandle): Promise<KerasParts['format'] | null> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(8), 0, 8, 0);
  return kerasFormatOf(buffer.subarray(0, bytesRead));
}

async function assembled(path: string, parts: KerasParts, stamp: string): Promise<KerasFile> {
  const { json: config, repairs } = parse(parts.config, path);
  const model = modelConfig(config, path);
  await fillVocabularies(model, parts.asset);
  const { tensors, owners } = await parts.tensors();
  const kept = tensors.filter((tensor) => !isState(tensor));
  const shards = kept.map(({ name, from, bytes }) => ({
    path,
    name,
    start: parts.weights.start + from,
    bytes,
    stamp,
  }));
  return {
    format: parts.format,
    json: {
      format: 'layers-model',
      modelTopology: { keras_version: versionOf(parts, path), backend: 'tensorflow', model_config: model },
      weightsManifest: [{ paths: [], weights: kept.map((tensor) => manifestEntry(tensor, path)) }],
    },
    repairs,
    shards,
    owners,
    stamp,
  };
}

function parse(bytes: Buffer, path: string): ReturnType<typeof parseModelText> {
  try {
    return parseModelText(bytes);
  } catch (cause) {
    if (!(cause instanceof SyntaxError || cause instanceof JsonTooDeepError || cause instanceof RangeError))
      throw cause;
    const what = cause instanceof JsonTooDeepError ? cause.message : 'its config is no JSON';
    throw new ExpectedError('model-malformed', phrase`${file(path)}: ${what}: save the model again`, {
      cause,
    });
  }
}

/** Sequential and Functional; a class of the user's own where it lists its layers as these do. */
function modelConfig(json: unknown, path: string): Record<string, unknown> {
  const config = isRecord(json) ? json['config'] : undefined;
  if (!isRecord(json) || typeof json['class_name'] !== 'string')
    throw new ExpectedError(
      'model-malformed',
      phrase`${file(path)}: its config names no class: save the whole model with model.save()`,
    );
  const { class_name: type } = json;
  const listsLayers = Array.isArray(config) || (isRecord(config) && Array.isArray(config['layers']));
  if (!listsLayers)
    throw new ExpectedError(
      'model-unsupported',
      phrase`${file(path)} is a model of the class ${type}, whose layers are in Python code, not in the file: build it as a functional or Sequential model, or export it as a graph model (model.export, then the converter with --input_format=tf_saved_model)`,
    );
  return { class_name: type, config };
}

function versionOf({ version }: KerasParts, path: string): string | undefined {
  if (version === null) return undefined;
  if (typeof version.text === 'string') return version.text;
  const { json } = parse(version.text, path);
  const written = isRecord(json) ? json['keras_version'] : undefined;
  return typeof written === 'string' ? written : undefined;
}

/** Counters and seeds: nothing that a layer computes with. */
function isState({ type, shape }: StoredTensor): boolean {
  return /^(i8|u4|u8)$/.test(type) && shape.length <= 1;
}

const BFLOAT16 = { dtype: 'float32', quantization: { dtype: 'bfloat16', original_dtype: 'float32' } };

/** The dtypes of a weights manifest, by NumPy's names. */
const DTYPES: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  f4: { dtype: 'float32' },
  f2: { dtype: 'float32', quantization: { dtype: 'float16', original_dtype: 'float32' } },
  i4: { dtype: 'int32' },
  b1: { dtype: 'bool' },
  f8: { dtype: 'float32', quantization: { dtype: 'float64', original_dtype: 'float32' } },
  bf2: BFLOAT16,
  i1: { dtype: 'float32', quantization: { dtype: 'scaled-int8', original_dtype: 'float32' } },
};

function manifestEntry(
  { name, shape, type, bytes }: StoredTensor,
  path: string,
): Readonly<Record<string, unknown>> {
  // h5py writes bfloat16 as two bytes without a meaning.
  const isHalf = type === 'opaque' && bytes === 2 * sizeOf(shape);
  const dtype = isHalf ? BFLOAT16 : Object.hasOwn(DTYPES, type) ? DTYPES[type] : undefined;
  if (dtype !== undefined) return { name, shape, ...dtype };
  const told = Object.hasOwn(KINDS, type) ? (KINDS[type] ?? type) : type;
  throw new ExpectedError(
    'model-unsupported',
    phrase`${file(path)} holds the weight ${name} as ${told}, which is not read: save the model in float32`,
  );
}

const KINDS: Readonly<Record<string, string>> = {
  opaque: 'bytes without a meaning (float8?)',
  u1: 'uint8',
};

function asExpected({ kind, message }: FormatProblem, path: string): ExpectedError {
  if (kind === 'other') return new ExpectedError('model-not-a-model', phrase`${file(path)} ${message}`);
  return new ExpectedError(
    kind === 'cut' ? 'model-weights-size' : 'model-malformed',
    phrase`${file(path)} is cut off, damaged, or being saved right now (${message}): wait until it is saved, or save it again`,
  );
}
