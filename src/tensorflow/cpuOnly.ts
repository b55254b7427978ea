import { kerasVersionOf } from '../models/keras/kerasVersion.js';
import type { ModelFile } from '../models/modelFile.js';
import { isRecord } from '../vocabulary/isRecord.js';

type Json = Readonly<Record<string, unknown>>;

/**
 * Why a model must run on cpu although wasm would take it: measured with TensorFlow.js 4.22, wasm computes
 * Conv3DTranspose wrongly without a word, the maximum over three axes where windows reach over the edge or leave gaps, and
 * Dilation2D where all of a window is negative, and has no strings. Models that Keras wrote have layers of ours in the
 * place of the two (src/models/keras). null where nothing is known against wasm.
 */
export function cpuOnlyReason({ json, topology }: ModelFile): string | null {
  const isKeras = kerasVersionOf(json, topology).major !== null;
  let reason: string | null = null;
  const visit = (value: unknown): void => {
    if (reason !== null) return;
    if (Array.isArray(value)) for (const entry of value as readonly unknown[]) visit(entry);
    else if (isRecord(value)) {
      reason = reasonOf(value, isKeras);
      for (const entry of Object.values(value)) visit(entry);
    }
  };
  visit(topology);
  return reason;
}

/** @param entry any object of a topology: a layer, a graph's node, an attribute */
function reasonOf(entry: Json, isKeras: boolean): string | null {
  const { class_name: type, op, dtype, type: kind } = entry;
  if ((type === 'Conv3DTranspose' && !isKeras) || op === 'Conv3DBackpropInputV2')
    return 'wasm computes Conv3DTranspose wrongly';
  if (
    (type === 'MaxPooling3D' && !isKeras && isUneven(entry['config'])) ||
    (op === 'MaxPool3D' && isPadded(entry))
  )
    return 'wasm computes MaxPool3D wrongly';
  if (op === 'Dilation2D') return 'wasm computes Dilation2D wrongly';
  return [dtype, kind].some((one) => one === 'DT_STRING' || one === 'string') ? 'wasm has no strings' : null;
}

/** Windows over the edge, or with gaps between them. */
function isUneven(config: unknown): boolean {
  if (!isRecord(config)) return false;
  const [sizes, strides] = [config['pool_size'], config['strides']].map((value) =>
    (Array.isArray(value) ? (value as readonly unknown[]) : [value]).map(Number),
  );
  const hasGaps = strides?.some((stride, axis) => stride > (sizes?.[axis] ?? sizes?.[0] ?? 1)) === true;
  return config['padding'] === 'same' || hasGaps;
}

/** In a graph: padding SAME, as text or in base64. */
function isPadded({ attr }: Json): boolean {
  return isRecord(attr) && /SAME|U0FNRQ/.test(JSON.stringify(attr['padding'] ?? ''));
}
