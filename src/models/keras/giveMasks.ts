import type { DraftContainer, DraftLayer } from './draft.js';
import { isOp } from './layerWeights.js';

/** [layer, call, output]: a tensor by its history. */
export type Source = readonly [layer: string, call: number, output: number];

/** A mask that a call is given beside one of its inputs. */
export interface GivenMask {
  readonly call: number;
  /** Which of the call's inputs. */
  readonly input: number;
  readonly source: Source;
}

/**
 * Hands masks that the model's author gave by hand (`LSTM()(x, mask=mask)`) to the layers: one that puts the mask on the
 * input is set before them. Those that Keras made by itself, from what an Embedding or Masking reads, are made again by these.
 * Calls must have been rewritten as lists.
 * @returns the masks that were left: Keras' own
 */
export function giveMasks(
  container: DraftContainer,
  masks: ReadonlyMap<DraftLayer, readonly GivenMask[]>,
): ReadonlyMap<DraftLayer, readonly Source[]> {
  const left = new Map<DraftLayer, readonly Source[]>();
  const names = new Set(container.layers.map(({ name }) => name));
  const makers = container.layers.filter(makesMasks).flatMap((layer) => sourcesOf(layer).map(keyOf));
  const added: DraftLayer[] = [];
  for (const [layer, given] of masks) {
    const own = given.filter(({ source }) => isKerasOwn(container, source, new Set(makers)));
    if (own.length > 0)
      left.set(
        layer,
        own.map(({ source }) => source),
      );
    for (const { call, input, source } of given.filter((mask) => !own.includes(mask))) {
      const inputs = callOf(layer, call);
      const read = inputs?.[input];
      if (inputs === null || read === undefined) continue;
      const masked = maskedBy([read, source], names, layer);
      inputs[input] = [masked.name, 0, 0, {}];
      added.push(masked);
    }
  }
  if (added.length > 0) {
    container.layers.push(...added);
    container.config['layers'] = container.layers.map(({ entry }) => entry);
  }
  return left;
}

export function makesMasks({ type, config }: DraftLayer): boolean {
  return type === 'Masking' || (type === 'Embedding' && config['mask_zero'] === true);
}

/** Is a mask computed by ops that compare what an Embedding or Masking reads? */
function isKerasOwn({ layers }: DraftContainer, mask: Source, makers: ReadonlySet<string>): boolean {
  const named = new Map(layers.map((layer) => [layer.name, layer]));
  const seen = new Set<string>();
  const open: string[] = [mask[0]];
  let compared = 0;
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    const layer = named.get(name);
    if (layer === undefined || seen.has(name) || !isOp(layer)) continue;
    seen.add(name);
    const sources = sourcesOf(layer);
    if (layer.type === 'NotEqual') {
      if (!sources.every((source) => makers.has(keyOf(source)))) return false;
      compared++;
    } else open.push(...sources.map(([source]) => source));
  }
  return compared > 0;
}

function keyOf([layer, call, output]: Source): string {
  return JSON.stringify([layer, call, output]);
}

/** The inputs of one call, which may be changed. */
function callOf({ entry }: DraftLayer, call: number): unknown[] | null {
  const nodes = entry['inbound_nodes'];
  const node: unknown = Array.isArray(nodes) ? nodes[call] : null;
  return Array.isArray(node) ? (node as unknown[]) : null;
}

function sourcesOf({ entry }: DraftLayer): readonly Source[] {
  const nodes = entry['inbound_nodes'];
  return (Array.isArray(nodes) ? (nodes as unknown[]) : [])
    .flatMap((node) => (Array.isArray(node) ? (node as unknown[]) : []))
    .filter(
      (source): source is [string, number, number] => Array.isArray(source) && typeof source[0] === 'string',
    );
}

function maskedBy(
  inputs: readonly unknown[],
  names: Set<string>,
  { name: of, containers }: DraftLayer,
): DraftLayer {
  let name = `${of}_mask`;
  for (let count = 1; names.has(name); count++) name = `${of}_mask_${String(count)}`;
  names.add(name);
  const type = 'KerasMasked';
  const config = { name, trainable: false };
  const sources = inputs.map((source) => [...(Array.isArray(source) ? source.slice(0, 3) : []), {}]);
  const entry = { class_name: type, config, name, inbound_nodes: [sources] };
  return { entry, config, type, name, containers, nested: null, inner: [] };
}
