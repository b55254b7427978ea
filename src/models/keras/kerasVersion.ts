import { isRecord } from '../../vocabulary/isRecord.js';

/** Which Keras wrote a layers-model; null for TensorFlow.js itself, and where the file does not say. */
export interface KerasVersion {
  readonly major: 2 | 3 | null;
  /** Does this Keras resize pictures with half-pixel centres? Those on TensorFlow 2 do. */
  readonly halfPixelCentres: boolean;
}

type Json = Readonly<Record<string, unknown>>;

/** Reads the version, and where none is given recognises Keras 3 by fields that only it writes. */
export function kerasVersionOf(json: Json, topology: Json): KerasVersion {
  const { keras_version: written } = topology;
  const generated = json['generatedBy'];
  const text =
    typeof written === 'string' && /^v?\d/.test(written)
      ? written
      : typeof generated === 'string' && /^keras v?\d/i.test(generated)
        ? generated.replace(/^keras\s*/i, '')
        : null;
  const found = /^v?(\d+)\.(\d+)(.*)/.exec(text ?? '');
  const [major, minor] = [Number(found?.[1] ?? NaN), Number(found?.[2] ?? NaN)];
  if (major >= 3 || writtenAsKeras3(topology)) return { major: 3, halfPixelCentres: true };
  if (major !== 2) return { major: null, halfPixelCentres: false };
  return { major: 2, halfPixelCentres: minor >= 4 || (found?.[3] ?? '').includes('-tf') };
}

function writtenAsKeras3(topology: Json): boolean {
  const model = isRecord(topology['model_config']) ? topology['model_config'] : topology;
  const { config } = model;
  const layers: unknown = isRecord(config) ? config['layers'] : config;
  return (
    Array.isArray(layers) &&
    layers.some(
      (layer: unknown) =>
        isRecord(layer) &&
        ((isRecord(layer['config']) && Array.isArray(layer['config']['batch_shape'])) ||
          (Array.isArray(layer['inbound_nodes']) && layer['inbound_nodes'].some(isRecord))),
    )
  );
}
