import { sizeOf } from '../engine/sizeOf.js';
import { ExpectedError } from '../vocabulary/expectedError.js';
import { file, phrase } from '../vocabulary/phrase.js';
import { isRecord } from '../vocabulary/isRecord.js';

/** One weight tensor as the manifest promises it. */
export interface WeightSpec {
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype: string;
  readonly quantization: { readonly dtype: string; readonly min?: number; readonly scale?: number } | null;
  /** Bytes in the shards; null for strings, whose length only the shards tell. */
  readonly bytes: number | null;
}

/** One group: its shards laid end to end hold its weights in order. */
export interface WeightGroup {
  readonly paths: readonly string[];
  readonly weights: readonly WeightSpec[];
}

const BYTES: Readonly<Record<string, number>> = {
  float32: 4,
  int32: 4,
  bool: 1,
  complex64: 8,
  float16: 2,
  uint16: 2,
  uint8: 1,
  // Of Keras files: unpackWeights.ts.
  bfloat16: 2,
  float64: 8,
  'scaled-int8': 1,
};

/**
 * Reads a weights manifest.
 * @throws ExpectedError model-malformed where it is not one, or promises impossible sizes
 */
export function readWeightsManifest(manifest: unknown, path: string): readonly WeightGroup[] {
  const malformed = (what: string): ExpectedError =>
    new ExpectedError('model-malformed', phrase`${file(path)}: ${what}: save or convert the model again`);
  if (!Array.isArray(manifest)) throw malformed('weightsManifest is no list');
  return manifest.map((group: unknown, index) => {
    if (!isRecord(group)) throw malformed(`group ${index} of weightsManifest is no object`);
    const { paths, weights } = group;
    if (!isStrings(paths)) throw malformed(`group ${index} of weightsManifest names no files`);
    if (!Array.isArray(weights)) throw malformed(`group ${index} of weightsManifest lists no weights`);
    return { paths, weights: weights.map((weight: unknown) => readSpec(weight, malformed)) };
  });
}

function readSpec(weight: unknown, malformed: (what: string) => ExpectedError): WeightSpec {
  if (!isRecord(weight) || typeof weight['name'] !== 'string')
    throw malformed('a weight in weightsManifest has no name');
  const { name, shape, dtype, quantization } = weight;
  if (!isShape(shape)) throw malformed(`weight ${name} has an impossible shape ${JSON.stringify(shape)}`);
  if (typeof dtype !== 'string') throw malformed(`weight ${name} has no dtype`);
  const stored = isRecord(quantization) && typeof quantization['dtype'] === 'string' ? quantization : null;
  const storedType = stored === null ? dtype : String(stored['dtype']);
  const elements = sizeOf(shape);
  const size = Object.hasOwn(BYTES, storedType) ? BYTES[storedType] : undefined;
  if (size === undefined && storedType !== 'string')
    throw malformed(`weight ${name} has the unknown dtype ${storedType}`);
  if (stored !== null) refuseNoNumbers(name, stored, malformed);
  const bytes = size === undefined ? null : elements * size;
  if (bytes !== null && !Number.isSafeInteger(bytes))
    throw malformed(`weight ${name} has an impossible shape ${JSON.stringify(shape)}`);
  return {
    name,
    shape,
    dtype,
    quantization: stored === null ? null : { ...numbersOf(stored), dtype: storedType },
    bytes,
  };
}

/** Weights are unpacked as value x scale + min: without both as numbers of 32 bits they would all be NaN or infinite. */
function refuseNoNumbers(
  name: string,
  quantization: Readonly<Record<string, unknown>>,
  malformed: (what: string) => ExpectedError,
): void {
  if (!/^u?int(8|16)$/.test(String(quantization['dtype']))) return;
  for (const field of ['min', 'scale']) {
    const value = quantization[field];
    if (typeof value === 'number' && Number.isFinite(Math.fround(value))) continue;
    const shown =
      value === undefined ? 'missing' : typeof value === 'number' ? String(value) : JSON.stringify(value);
    throw malformed(`the quantization of weight ${name} has no finite number as its ${field} (${shown})`);
  }
}

function numbersOf(quantization: Readonly<Record<string, unknown>>): {
  readonly min?: number;
  readonly scale?: number;
} {
  const { min, scale } = quantization;
  return {
    ...(typeof min === 'number' ? { min } : {}),
    ...(typeof scale === 'number' ? { scale } : {}),
  };
}

function isStrings(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((entry) => typeof entry === 'string');
}

function isShape(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every((size) => Number.isInteger(size) && Number(size) >= 0);
}
