import { everyContainer, isDraft, type DraftContainer, type DraftLayer } from './draft.js';
import type { LayerWeights } from './layerWeights.js';
import type { RepairLog } from './repairLog.js';

/**
 * Gives layers with weights names of their own where two models hold layers of one name: TensorFlow.js tells weights
 * apart by the layer's name alone. Calls must have been rewritten as lists.
 * @returns new name -> name in the file
 */
export function uniqueNames(
  model: DraftContainer,
  layers: readonly LayerWeights[],
  log: RepairLog,
): ReadonlyMap<string, string> {
  const used = new Set(
    everyContainer(model).flatMap((container) => container.layers.map(({ name }) => name)),
  );
  const seen = new Set<string>();
  const original = new Map<string, string>();
  for (const layer of new Set(layers.map((weights) => weights.layer))) {
    if (!seen.has(layer.name)) {
      seen.add(layer.name);
      continue;
    }
    let count = 1;
    while (used.has(`${layer.name}_${String(count)}`)) count++;
    const name = `${layer.name}_${String(count)}`;
    used.add(name);
    rename(layer, name);
    original.set(name, layer.name);
    log.add('layer-names', `${layer.containers.at(-1)?.name ?? ''}/${layer.name}`);
  }
  return original;
}

function rename({ entry, config, name, containers }: DraftLayer, to: string): void {
  if ('name' in entry) entry['name'] = to;
  config['name'] = to;
  const container = containers.at(-1);
  if (container === undefined) return;
  const follow = (value: unknown): void => {
    if (!Array.isArray(value)) {
      if (isDraft(value)) Object.values(value).forEach(follow);
    } else if (value[0] === name && typeof value[1] === 'number') value[0] = to;
    else value.forEach(follow);
  };
  for (const layer of container.layers) follow(layer.entry['inbound_nodes']);
  follow(container.config['input_layers']);
  follow(container.config['output_layers']);
}
