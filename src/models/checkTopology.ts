import { ExpectedError } from '../errors/expectedError.js';
import { isRecord } from './recogniseModel.js';
import type { ModelFile } from './modelFile.js';

type Malformed = (what: string) => ExpectedError;

/** Deeper nesting than any real model's: what is deeper would overflow the stack of those who load it. */
const DEEPEST = 64;

/**
 * Checks a layers-model's graph before it is built: tfjs-layers loops forever on an inbound node that names a missing
 * layer, and on a cycle, and allocates whatever a config asks for.
 * @throws ExpectedError model-malformed
 */
export function checkTopology({ path, topology, groups }: ModelFile): void {
  const malformed: Malformed = (what) =>
    new ExpectedError('model-malformed', `${path}: ${what}: save or convert the model again`);
  const model = isRecord(topology['model_config']) ? topology['model_config'] : topology;
  const bytes = groups
    .flatMap(({ weights }) => weights)
    .reduce((sum, weight) => sum + weight.shape.reduce((product, size) => product * size, 1), 0);
  checkContainer(model, malformed, { promised: bytes, depth: 0 });
}

interface Bounds {
  /** Elements of all weights in the manifest. */
  readonly promised: number;
  readonly depth: number;
}

function checkContainer(
  container: Readonly<Record<string, unknown>>,
  malformed: Malformed,
  bounds: Bounds,
): void {
  if (bounds.depth > DEEPEST) throw malformed(`models are nested more than ${String(DEEPEST)} deep`);
  const config = container['config'];
  const layers = Array.isArray(config) ? config : isRecord(config) ? config['layers'] : undefined;
  if (!Array.isArray(layers)) throw malformed(`the ${String(container['class_name'])} lists no layers`);
  const names = new Map<string, readonly string[]>();
  layers.forEach((layer: unknown, index) => {
    if (!isRecord(layer) || typeof layer['class_name'] !== 'string')
      throw malformed(`layer ${String(index)} has no class_name`);
    const inner = layer['config'];
    if (isRecord(inner) && Array.isArray(inner['layers']))
      checkContainer(layer, malformed, { ...bounds, depth: bounds.depth + 1 });
    else if (isRecord(inner)) checkSize(layer['class_name'], inner, malformed, bounds);
    const name =
      typeof layer['name'] === 'string'
        ? layer['name']
        : isRecord(inner) && typeof inner['name'] === 'string'
          ? inner['name']
          : `#${String(index)}`;
    names.set(name, inboundNames(layer['inbound_nodes']));
  });
  for (const [name, inbound] of names) {
    for (const from of inbound)
      if (!names.has(from)) throw malformed(`layer ${name} takes its input from ${from}, which is not there`);
  }
  refuseCycle(names, malformed);
}

/** Names of the layers that a layer's calls take their inputs from, in tfjs' form and in Keras 3's. */
function inboundNames(nodes: unknown): readonly string[] {
  const found = new Set<string>();
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) {
      const [first, node, tensor] = value as readonly unknown[];
      if (typeof first === 'string' && typeof node === 'number' && typeof tensor === 'number')
        found.add(first);
      else for (const entry of value) visit(entry);
    } else if (isRecord(value)) {
      for (const entry of Object.values(value)) visit(entry);
    }
  };
  visit(nodes);
  return [...found];
}

function refuseCycle(inbound: ReadonlyMap<string, readonly string[]>, malformed: Malformed): void {
  // A layer may be called several times, so that by names alone an honest graph can look like a cycle: only a layer
  // that can never start (Kahn 1962: each of its inputs waits for another such layer) proves one.
  const waiting = new Map([...inbound].map(([name, from]) => [name, new Set(from)]));
  const readers = new Map<string, string[]>();
  for (const [name, from] of inbound)
    for (const source of from) readers.set(source, [...(readers.get(source) ?? []), name]);
  const ready = [...waiting].filter(([, from]) => from.size === 0).map(([name]) => name);
  for (let next = ready.pop(); next !== undefined; next = ready.pop()) {
    waiting.delete(next);
    for (const reader of readers.get(next) ?? []) {
      const left = waiting.get(reader);
      left?.delete(next);
      if (left?.size === 0) ready.push(reader);
    }
  }
  const stuck = [...waiting.keys()];
  const shared = stuck.some((name) => (inbound.get(name)?.length ?? 0) > 1);
  if (stuck.length > 0 && !shared)
    throw malformed(`the layers ${stuck.slice(0, 5).join(', ')} wait for each other in a circle`);
}

/** Sizes in a config that ask for more weights than the manifest holds would be allocated before anybody compares. */
function checkSize(
  type: string,
  config: Readonly<Record<string, unknown>>,
  malformed: Malformed,
  { promised }: Bounds,
): void {
  for (const field of ['units', 'filters', 'output_dim', 'input_dim'] as const) {
    const size = config[field];
    if (typeof size === 'number' && size > Math.max(1, promised)) {
      throw malformed(
        `${type} ${String(config['name'])} asks for ${field} ${String(size)}, more than all weights in the files`,
      );
    }
  }
}
