import type { Part } from '../sourceProgram.js';
import { framesWithin, type Frame } from './frame.js';
import type { CallNode, Group, GroupEvent, MadeLayer, Place } from './value.js';

/** Layers that all models of a program together may show: models in models in models have more than anybody could count. */
const MOST_EVENTS = 60_000;

/** Counts the layers that the models of one program show. */
export class EventBudget {
  #left = MOST_EVENTS;

  /** False where there are too many. */
  take(): boolean {
    return --this.#left >= 0;
  }
}

/**
 * The orders in which a model's layers may run, each as parts; layerOf has the index of each place's layer. Where the
 * budget ends, the rest of the layers is not known.
 */
export function groupOrders(
  group: Group,
  layerOf: ReadonlyMap<Place, number>,
  budget: EventBudget,
): readonly (readonly Part[])[] {
  const all = eventOrders(group).map((events) =>
    partsOf(flatten(events, group, budget), group.frame, layerOf),
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
  // By hand, since a chain of calls may be longer than the stack is deep; done: all inputs were visited.
  const stack: { readonly node: CallNode; readonly done: boolean }[] = [];
  const later = (nodes: readonly CallNode[], reverse: boolean): void => {
    for (const node of reverse ? nodes : nodes.toReversed()) stack.push({ node, done: false });
  };
  later(outputs, false);
  for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
    const { node, done } = top;
    if (done) sorted.push(node);
    else if (!visited.has(node)) {
      visited.add(node);
      stack.push({ node, done: true });
      later(node.inputs, lastFirst);
    }
  }
  return sorted;
}

interface FlatEvent {
  readonly made: MadeLayer | null;
  readonly frame: Frame | null;
}

/** Models inside a model, opened. */
function flatten(events: readonly GroupEvent[], group: Group, budget: EventBudget): readonly FlatEvent[] {
  const flat: FlatEvent[] = [];
  const inside = new Set([group]);
  const opened = new Map<Group, readonly GroupEvent[]>();
  /** False at the end of the budget. */
  const open = (inner: readonly GroupEvent[]): boolean =>
    inner.every(({ item, frame }) => {
      if (!budget.take()) {
        flat.push({ made: null, frame });
        return false;
      }
      if (item === null) flat.push({ made: null, frame });
      else if ('place' in item) {
        if (!item.wrapped) flat.push({ made: item, frame });
      } else if (!inside.has(item)) {
        const its = opened.get(item) ?? eventOrders(item)[0] ?? [];
        opened.set(item, its);
        inside.add(item);
        const whole = open(its);
        inside.delete(item);
        return whole;
      }
      return true;
    });
  open(events);
  return flat;
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
