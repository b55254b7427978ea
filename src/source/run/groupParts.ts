import type { Part } from '../sourceProgram.js';
import { framesWithin, type Frame } from './frame.js';
import type { CallNode, Group, GroupEvent, MadeLayer, Place } from './value.js';

/** The orders in which a model's layers may run, each as parts; layerOf has the index of each place's layer. */
export function groupOrders(group: Group, layerOf: ReadonlyMap<Place, number>): readonly (readonly Part[])[] {
  const all = eventOrders(group).map((events) =>
    partsOf(flatten(events, new Set([group])), group.frame, layerOf),
  );
  if (all.length === 1) return all;
  const orders = new Map(all.map((parts) => [JSON.stringify(parts), parts]));
  return [...orders.values()];
}

function eventOrders(group: Group): readonly (readonly GroupEvent[])[] {
  if (group.kind !== 'functional') return [group.events];
  const lastFirst = depthFirst(group.outputs, true);
  const byCall = [...lastFirst].sort((a, b) => a.order - b.order);
  return [lastFirst, byCall, depthFirst(group.outputs, false)];
}

/**
 * Nodes below the outputs, inputs before what reads them. TensorFlow.js runs one output after the other, and below each
 * the last input's branch first
 * (getTopologicalSortAndRecipientCounts in tfjs-layers' executor).
 */
function depthFirst(outputs: readonly CallNode[], lastFirst: boolean): readonly CallNode[] {
  const sorted: CallNode[] = [];
  const visited = new Set<CallNode>();
  const visit = (node: CallNode): void => {
    if (visited.has(node)) return;
    visited.add(node);
    const inputs = lastFirst ? [...node.inputs].reverse() : node.inputs;
    inputs.forEach(visit);
    sorted.push(node);
  };
  outputs.forEach(visit);
  return sorted;
}

interface FlatEvent {
  readonly made: MadeLayer | null;
  readonly frame: Frame | null;
}

/** Models inside a model, opened. */
function flatten(events: readonly GroupEvent[], inside: ReadonlySet<Group>): readonly FlatEvent[] {
  return events.flatMap(({ item, frame }): readonly FlatEvent[] => {
    if (item === null) return [{ made: null, frame }];
    if ('place' in item) return item.wrapped ? [] : [{ made: item, frame }];
    if (inside.has(item)) return [];
    const [inner = []] = eventOrders(item);
    return flatten(inner, new Set([...inside, item]));
  });
}

function partsOf(
  events: readonly FlatEvent[],
  base: Frame | null,
  layerOf: ReadonlyMap<Place, number>,
): readonly Part[] {
  const framed = events.map(({ made, frame }) => ({ made, frames: framesWithin(frame, base) }));
  return nested(framed, 0, layerOf);
}

function nested(
  events: readonly { readonly made: MadeLayer | null; readonly frames: readonly Frame[] }[],
  depth: number,
  layerOf: ReadonlyMap<Place, number>,
): readonly Part[] {
  const parts: Part[] = [];
  for (let at = 0; at < events.length;) {
    const event = events[at];
    if (event === undefined) break;
    const frame = event.frames[depth];
    if (frame === undefined) {
      parts.push(layerPart(event.made, layerOf));
      at++;
      continue;
    }
    let end = at;
    while (end < events.length && events[end]?.frames[depth]?.id === frame.id) end++;
    const run = events.slice(at, end);
    if (frame.kind === 'loop') parts.push({ kind: 'loop', parts: nested(run, depth + 1, layerOf) });
    else {
      const arms = Array.from({ length: frame.arms }, (_, arm) =>
        nested(
          run.filter(({ frames }) => frames[depth]?.arm === arm),
          depth + 1,
          layerOf,
        ),
      );
      parts.push({ kind: 'choice', arms });
    }
    at = end;
  }
  return parts;
}

function layerPart(made: MadeLayer | null, layerOf: ReadonlyMap<Place, number>): Part {
  const layer = made === null ? undefined : layerOf.get(made.place);
  if (made === null || layer === undefined) return { kind: 'any' };
  const { serial, type, name, nameHidden, sizes } = made;
  return { kind: 'layer', layer, serial, type, name, nameHidden, sizes };
}
