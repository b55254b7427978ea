import type { NonFiniteWeights } from '../engine/tap.js';
import type { NonFiniteWeight } from '../models/nonFiniteWeights.js';
import type { GraphLayer } from './graphLayers.js';
import type { OpGraph } from './graphOps.js';
import { containerOf, type Layer } from './layerInternals.js';
import type { LeafCall } from './leafCalls.js';

/** The layers that hold some of these weights, with the weights' names, as tfjs-layers finds them (engine/container). */
export function weightOwners(
  layers: readonly Layer[],
  weights: readonly NonFiniteWeight[],
): ReadonlyMap<Layer, readonly NonFiniteWeight[]> {
  const owners = new Map<Layer, NonFiniteWeight[]>();
  if (weights.length === 0) return owners;
  const named = new Map(
    layers
      .filter((layer) => containerOf(layer) === null)
      .flatMap((layer) => layer.weights.map(({ originalName }) => [originalName, layer] as const)),
  );
  for (const weight of weights) {
    const parts = weight.name.split('/');
    // TensorFlow 2.2 and later put the cell's name before the weight's.
    const withoutCell = [...parts.slice(0, -2), ...parts.slice(-1)].join('/');
    const owner = named.get(weight.name) ?? named.get(withoutCell);
    if (owner !== undefined) owners.set(owner, [...(owners.get(owner) ?? []), weight]);
  }
  return owners;
}

/** What weights that are no numbers spoil: their layers in order of execution, and all that depends on them. */
export function spoiledLayers(
  calls: readonly LeafCall[],
  whose: ReadonlyMap<Layer, readonly NonFiniteWeight[]>,
  nonFinite: readonly NonFiniteWeight[],
): NonFiniteWeights {
  const left = new Set(nonFinite);
  const weights = calls.flatMap(({ call }) =>
    (whose.get(call.node.outboundLayer) ?? []).flatMap((weight) =>
      left.delete(weight) ? [told(weight, call.id)] : [],
    ),
  );
  return {
    weights: [...weights, ...[...left].map((weight) => told(weight, null))],
    behind: calls.flatMap(({ call, isBehind }) => (isBehind ? [call.id] : [])),
  };
}

function told(
  { name, numbers, of }: NonFiniteWeight,
  layer: string | null,
): NonFiniteWeights['weights'][number] {
  return { name, layer, numbers, of };
}

/**
 * The same of a graph-model; null where no constant spoils anything. Masks and bounds are made of infinities: only NaN,
 * and infinities among other numbers, are weights that a training lost.
 * @param layers in order of execution
 */
export function spoiledGraphLayers(
  graph: OpGraph,
  layers: readonly GraphLayer[],
  nonFinite: readonly NonFiniteWeight[],
): NonFiniteWeights | null {
  const lost = nonFinite.filter(({ isMask }) => !isMask);
  if (lost.length === 0) return null;
  const behind = readersOf(graph, new Set(lost.map(({ name }) => name)));
  const places = lost.map((weight) => {
    const readers = readersOf(graph, new Set([weight.name]));
    return { weight, place: layers.findIndex(({ tap }) => readers.has(tap)) };
  });
  const placed = places.filter(({ place }) => place >= 0).sort((one, other) => one.place - other.place);
  const unplaced = places.filter(({ place }) => place < 0);
  return {
    weights: [...placed, ...unplaced].map(({ weight, place }) => told(weight, layers[place]?.id ?? null)),
    behind: layers.flatMap(({ id, tap }) => (behind.has(tap) ? [id] : [])),
  };
}

/** Every op that reads some of these, directly or by others. */
function readersOf({ consumers }: OpGraph, sources: ReadonlySet<string>): ReadonlySet<string> {
  const reached = new Set<string>();
  const open = [...sources];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    for (const reader of consumers.get(name) ?? []) {
      if (reached.has(reader.name)) continue;
      reached.add(reader.name);
      open.push(reader.name);
    }
  }
  return reached;
}
