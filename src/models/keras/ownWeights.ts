import type { WeightSpec } from '../weightsManifest.js';
import { everyDraft, type DraftContainer, type DraftLayer } from './draft.js';
import { placesOf } from './layerWeights.js';
import type { Renamed } from './matchWeights.js';

/** A layer of a class of the user's own, and where a .keras file keeps its weights. */
export interface OwnLayer {
  readonly layer: DraftLayer;
  /** "layers/scale_1"; null where two layers of the name leave it open. */
  readonly place: string | null;
}

/**
 * The layers of a model whose classes are neither Keras' nor TensorFlow.js', before anything is renamed. A config that
 * leaves out the name, as Keras makes it of a class without get_config, is given it: TensorFlow.js makes one up otherwise.
 */
export function ownLayers(model: DraftContainer): readonly OwnLayer[] {
  const drafts = everyDraft(model);
  for (const { config, name } of drafts) if (name !== '') config['name'] ??= name;
  const own = drafts.filter(isOwn);
  if (own.length === 0) return [];
  const places = [...placesOf(model)];
  return own.map((layer) => {
    const those = places.filter(([, name]) => name === layer.name);
    const isOnly = drafts.filter(({ name }) => name === layer.name).length === 1;
    return { layer, place: isOnly && those.length === 1 ? (those[0]?.[0] ?? null) : null };
  });
}

/** Does a file say that a layer's class was registered, as "package>Class", or is of a module of the user's? */
function isOwn({ entry, type, nested }: DraftLayer): boolean {
  if (nested !== null) return false;
  if (!('registered_name' in entry)) return type.includes('>');
  const { module } = entry;
  return typeof module !== 'string' || !/^(tf_)?keras(\.|$)/.test(module);
}

/**
 * The weights of the user's own layers, under the names that a layer of TensorFlow.js asks for: LAYER/gain where the file
 * has names, LAYER/vars/0 and LAYER/inner/vars/1 in a .keras file, which only counts them.
 * @param renamed what is known already
 */
export function ownWeights(
  stored: readonly WeightSpec[],
  renamed: Renamed,
  layers: readonly OwnLayer[],
): Renamed {
  const found = new Map<WeightSpec, string>();
  for (const { layer, place } of layers) {
    const name = String(layer.config['name']);
    for (const spec of stored) {
      if (renamed.has(spec)) continue;
      const rest = place === null ? null : below(spec.name, place);
      const target = rest ?? below(afterModels(spec.name, layer.name), layer.name);
      if (target !== null) found.set(spec, `${name}/${target}`);
    }
  }
  return found;
}

function below(path: string, folder: string): string | null {
  return path.startsWith(`${folder}/`) ? path.slice(folder.length + 1) : null;
}

/** A .h5 file may name the models around a layer before it. */
function afterModels(path: string, layer: string): string {
  const words = path.split('/');
  const place = words.lastIndexOf(layer, words.length - 2);
  return place < 0 ? path : words.slice(place).join('/');
}
