import type { ExpectedError } from '../vocabulary/expectedError.js';
import { isRecord } from '../vocabulary/isRecord.js';

type Config = Readonly<Record<string, unknown>>;

/** Makes the error of a damaged topology: what is wrong, without file and remedy. */
export type Malformed = (what: string) => ExpectedError;

/** One layer as a topology lists it. */
export interface LayerEntry {
  /** The name by which other layers refer to it; null where it has none, as in a Sequential. */
  readonly name: string | null;
  readonly type: string;
  /** The name that its class is registered under in Python, as "package>Class"; null where the file tells none. */
  readonly registered: string | null;
  readonly config: Config;
  /** As listed; undefined in a Sequential. */
  readonly inboundNodes: unknown;
  /** What it holds where it is a nested model. */
  readonly nested: Container | null;
  /** The layers that a wrapper or recurrent layer runs by itself: its `layer`, `cell` or `cells`. */
  readonly wrapped: readonly LayerEntry[];
}

export interface Container {
  readonly type: string;
  readonly config: Config;
  readonly layers: readonly LayerEntry[];
}

/** Deeper nesting than any real model's: what is deeper would overflow the stack of those who load it. */
const DEEPEST = 64;

/**
 * Reads the layers of a layers-model's topology, nested ones included.
 * @throws what malformed makes, where pieces are missing
 */
export function readContainer(topology: Config, malformed: Malformed): Container {
  return container(isRecord(topology['model_config']) ? topology['model_config'] : topology, malformed, 0);
}

/** Every layer of a container, at any depth, wrapped ones included. */
export function everyLayer({ layers }: Container): readonly LayerEntry[] {
  return layers.flatMap(withInner);
}

function withInner(layer: LayerEntry): readonly LayerEntry[] {
  return [
    layer,
    ...(layer.nested === null ? [] : everyLayer(layer.nested)),
    ...layer.wrapped.flatMap(withInner),
  ];
}

function container(entry: Config, malformed: Malformed, depth: number): Container {
  if (depth > DEEPEST) throw malformed(`layers are nested more than ${String(DEEPEST)} deep`);
  const type = String(entry['class_name']);
  const { config } = entry;
  const layers = Array.isArray(config) ? config : isRecord(config) ? config['layers'] : undefined;
  if (!Array.isArray(layers)) throw malformed(`the ${type} lists no layers`);
  return {
    type,
    config: isRecord(config) ? config : {},
    layers: layers.map((layer: unknown, index) =>
      layerEntry(layer, `layer ${String(index)}`, malformed, depth),
    ),
  };
}

function layerEntry(layer: unknown, place: string, malformed: Malformed, depth: number): LayerEntry {
  if (depth > DEEPEST) throw malformed(`layers are nested more than ${String(DEEPEST)} deep`);
  if (!isRecord(layer) || typeof layer['class_name'] !== 'string')
    throw malformed(`${place} has no class_name`);
  const type = layer['class_name'];
  const config = isRecord(layer['config']) ? layer['config'] : {};
  // Older Sequential models hold their layers as the config itself.
  const holdsLayers =
    Array.isArray(config['layers']) || (type === 'Sequential' && Array.isArray(layer['config']));
  const cells = Array.isArray(config['cells']) ? (config['cells'] as readonly unknown[]) : [];
  const inner = [config['layer'], config['cell'], ...cells].filter(
    (entry) => isRecord(entry) && 'class_name' in entry,
  );
  return {
    name: typeof layer['name'] === 'string' ? layer['name'] : null,
    type,
    registered: typeof layer['registered_name'] === 'string' ? layer['registered_name'] : null,
    config,
    inboundNodes: layer['inbound_nodes'],
    nested: holdsLayers ? container(layer, malformed, depth + 1) : null,
    wrapped: inner.map((entry) => layerEntry(entry, `the layer inside ${type}`, malformed, depth + 1)),
  };
}
