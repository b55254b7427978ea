import { scaleOf } from '../unpackWeights.js';
import type { WeightSpec } from '../weightsManifest.js';
import { targetName, type LayerWeights } from './layerWeights.js';
import type { RepairLog } from './repairLog.js';

/** The state of optimizers, metrics, random and lookup layers: no weight of the network. */
const TRAINING_STATE =
  /^(optimizer|metrics|loss|loss_tracker|compile_metrics)(\/|$)|(^|\/)seed_generator(_\d+)?\/|\/(seed_generator_state|random_seed|vector_u|sn_u)$|\/vars\/idf_weights$/;

/** What becomes of each stored weight: its new name, or null where its bytes are passed over. */
export type Renamed = ReadonlyMap<WeightSpec, string | null>;

/**
 * Finds the layer of every stored weight of a Keras 3 export.
 * @returns the names by which TensorFlow.js asks for them; weights that no layer is known for keep theirs
 */
export function matchWeights(
  stored: readonly WeightSpec[],
  layers: readonly LayerWeights[],
  log: RepairLog,
): Renamed {
  const renamed = new Map<WeightSpec, string | null>();
  const network: WeightSpec[] = [];
  for (const spec of stored) {
    if (!TRAINING_STATE.test(spec.name)) network.push(spec);
    else {
      renamed.set(spec, null);
      log.add('training-state', '');
    }
  }
  const isKerasFile = network.some(({ name }) => /^layers\/.*\/vars\/\d+$/.test(name));
  const found = withScales(isKerasFile ? byPlace(layers) : byPath(network, layers), network);
  for (const spec of network) {
    const target = isKerasFile ? found.get(placeOf(spec.name)) : found.get(spec);
    if (target === undefined || target === spec.name) continue;
    renamed.set(spec, target);
    if (target === null) continue;
    // A recurrent cell's own name is in every path, and TensorFlow.js reads over it.
    if (isKerasFile) log.add('weight-order', '');
    else if (spec.name.split('/').slice(0, -2).join('/') !== target.split('/').slice(0, -1).join('/'))
      log.add('weight-names', `${spec.name} is ${target}`);
  }
  return renamed;
}

/**
 * What divides a weight of 8 bits is called after it: in a .keras file it is the last one of its group, in a .h5 it has its
 * name.
 */
function withScales(
  found: ReadonlyMap<string | WeightSpec, string | null>,
  stored: readonly WeightSpec[],
): ReadonlyMap<string | WeightSpec, string | null> {
  const all = new Map(found);
  for (const spec of stored) {
    const target = found.get(placeOf(spec.name)) ?? found.get(spec);
    if (spec.quantization?.dtype !== 'scaled-int8' || typeof target !== 'string') continue;
    const place = /^(.*\/vars\/)\d+$/.exec(spec.name)?.[1];
    const beside = stored.filter(({ name }) =>
      place === undefined ? name === scaleOf(spec.name) : name.startsWith(place),
    );
    const scale = beside.at(-1);
    if (scale !== undefined) all.set(place === undefined ? scale : placeOf(scale.name), scaleOf(target));
  }
  return all;
}

/** Attention keeps its projections in fields that some versions of Keras hide: "_query_dense". */
function placeOf(name: string): string {
  return name.replace(/\/_(\w+_dense)\//, '/$1/');
}

/** "layers/dense_1/vars/0" -> the first variable of the second Dense of the container. */
function byPlace(layers: readonly LayerWeights[]): ReadonlyMap<string | WeightSpec, string | null> {
  return new Map(
    layers.flatMap((weights) =>
      weights.variables.map((variable, index) => [
        `${weights.storedAt}/vars/${String(index)}`,
        targetName(weights, variable),
      ]),
    ),
  );
}

/**
 * "sequential/dense/kernel": the layer on whose path all words but the last lie, in order. Models nested in one another
 * may hold layers of one name and store them under one name, too; then the outer models come in alphabetical order.
 */
function byPath(
  stored: readonly WeightSpec[],
  layers: readonly LayerWeights[],
): ReadonlyMap<string | WeightSpec, string | null> {
  const byVariable = new Map<string, { weights: LayerWeights; target: string | null }[]>();
  for (const weights of [...layers].sort(byOuterModel))
    for (const variable of weights.variables) {
      const target = targetName(weights, variable);
      // Keras 3 calls the weights of a wrapped layer by that layer's name alone.
      for (const layer of new Set([weights.layer.name, weights.path.at(-1) ?? '']))
        for (const name of new Set([variable.keras, variable.tfjs ?? variable.keras])) {
          const key = `${layer}/${name}`;
          byVariable.set(key, [...(byVariable.get(key) ?? []), { weights, target }]);
        }
    }
  const found = new Map<WeightSpec, string | null>();
  const taken = new Set<string | null>();
  for (const spec of stored) {
    const words = spec.name.split('/');
    // Keras counts those that have no name.
    const variable = (words.pop() ?? '').replace(/^variable_\d+$/, 'variable');
    const candidates = [...new Set(words)].flatMap((word) => byVariable.get(`${word}/${variable}`) ?? []);
    const fits = (path: readonly string[]): (typeof candidates)[number] | undefined =>
      candidates.find(
        ({ weights, target }) => (target === null || !taken.has(target)) && lies(path, weights),
      );
    // In front of a layer's name may stand a scope that its author opened, which is no layer.
    const fitting = fits(words) ?? fits(words.slice(-1));
    if (fitting === undefined) continue;
    taken.add(fitting.target);
    found.set(spec, fitting.target);
  }
  return found;
}

function byOuterModel({ path: a }: LayerWeights, { path: b }: LayerWeights): number {
  const [one, other] = [a[1] ?? '', b[1] ?? ''];
  return one < other ? -1 : one > other ? 1 : 0;
}

/** Do the words stand in this order on the way to the layer, which is among them? */
function lies(words: readonly string[], { path, layer, direction, hasCell }: LayerWeights): boolean {
  if (!words.includes(layer.name) && !words.includes(path.at(-1) ?? '')) return false;
  if (direction !== null && !words.some((word) => word.startsWith(`${direction}_`))) return false;
  let place = 0;
  for (const [index, word] of words.entries()) {
    const at = path.indexOf(word, place);
    const isCell = hasCell && index === words.length - 1 && /cell/.test(word);
    if (at < 0) return isCell;
    place = at + 1;
  }
  return true;
}
