import type { WeightSpec } from '../weightsManifest.js';
import type { DraftLayer } from './draft.js';
import type { Renamed } from './matchWeights.js';
import type { RepairLog } from './repairLog.js';

const WEIGHTS = ['mean', 'variance', 'count'];

/**
 * Normalization of Keras 2, which TensorFlow.js lacks, with mean and variance among the weights, which
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
  for (const layer of found) repairOne(layer, specs, { isOnly: found.length === 1, renamed, log });
  return renamed;
}

interface Into {
  /** Is it the model's only one, so that weights without a layer's name are its? */
  readonly isOnly: boolean;
  readonly renamed: Map<WeightSpec, string | null>;
  readonly log: RepairLog;
}

function repairOne(layer: DraftLayer, specs: readonly WeightSpec[], { isOnly, renamed, log }: Into): void {
  const weights = WEIGHTS.map((name) =>
    specs.find((spec) => (isOnly && spec.name === name) || spec.name === `${layer.name}/${name}`),
  );
  const [mean, variance, count] = weights;
  if ((layer.config['mean'] ?? null) === null) {
    if (mean === undefined || variance === undefined) return;
    renamed.set(mean, `${layer.name}/mean`);
    renamed.set(variance, `${layer.name}/variance`);
    // How many samples it was adapted to.
    if (count !== undefined) renamed.set(count, null);
  }
  addNormalization(layer, log);
}

/** Normalization whose weights are matched as those of other layers are: of Keras 3, and of any .keras file. */
export function addNormalization({ entry, name }: DraftLayer, log: RepairLog): void {
  entry['class_name'] = 'KerasNormalization';
  log.add('normalization', name);
}
