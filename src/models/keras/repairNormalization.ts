import type { WeightSpec } from '../weightsManifest.js';
import type { DraftLayer } from './draft.js';
import type { Renamed } from './matchWeights.js';
import type { RepairLog } from './repairLog.js';

const WEIGHTS = ['mean', 'variance', 'count'];

/**
 * Normalization of Keras 2, which TensorFlow.js lacks: by its last axis, with mean and variance among the weights, which
 * tf_keras names so, without the layer's name. Where a model has several such layers, nobody can tell whose they are.
 * @returns the weights' names in the layers
 */
export function repairNormalization(
  layers: readonly DraftLayer[],
  specs: readonly WeightSpec[],
  log: RepairLog,
): Renamed {
  const renamed = new Map<WeightSpec, string | null>();
  const found = layers.filter(({ type }) => type === 'Normalization');
  const [layer] = found;
  if (layer === undefined || found.length > 1 || !isPlain(layer.config)) return renamed;
  const weights = WEIGHTS.map((name) =>
    specs.find((spec) => spec.name === name || spec.name === `${layer.name}/${name}`),
  );
  const [mean, variance, count] = weights;
  if (mean === undefined || variance === undefined || mean.shape.length > 1) return renamed;
  renamed.set(mean, `${layer.name}/mean`);
  renamed.set(variance, `${layer.name}/variance`);
  // How many samples it was adapted to.
  if (count !== undefined) renamed.set(count, null);
  layer.entry['class_name'] = 'KerasNormalization';
  layer.entry['config'] = {
    name: layer.config['name'],
    dtype: layer.config['dtype'],
    size: mean.shape[0] ?? 0,
    ...(Array.isArray(layer.config['batch_input_shape'])
      ? { batch_input_shape: layer.config['batch_input_shape'] }
      : {}),
  };
  log.add('normalization', layer.name);
  return renamed;
}

/** By the last axis or by none, forwards, with no numbers in the config. */
function isPlain({ axis, invert, mean, variance }: DraftLayer['config']): boolean {
  const only: unknown = Array.isArray(axis) && axis.length <= 1 ? (axis[0] ?? null) : axis;
  const isLast = only === null || only === undefined || only === -1;
  return isLast && invert !== true && (mean ?? null) === null && (variance ?? null) === null;
}
