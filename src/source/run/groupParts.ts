import type { Part } from '../sourceProgram.js';
import type { Frame } from './frame.js';
import type { CallNode, Group, GroupEvent, MadeLayer, Place } from './value.js';

/** Layers that all models of a program together may show: models in models in models have more than anybody could count. */
const MOST_EVENTS = 60_000;

/** Counts the layers that the models of one program show. */
export class EventBudget {
  #left = MOST_EVENTS;

  get isSpent(): boolean {
    return this.#left < 0;
  }

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
  if (budget.isSpent) return [[{ kind: 'any' }]];
  const orders = different(eventOrders(group));
  // A class of models called as a layer is one layer in files of layers, and all of its own in graphs.
  const closings = orders.some((events) => events.some(isLayerItem)) ? [false, true] : [false];
  const all = closings.flatMap((closed) =>
    orders.map((events) => partsOf(flatten(events, group, budget, closed), group.frame, layerOf)),
  );
  if (all.length === 1) return all;
  const unlike = new Map(all.map((parts) => [JSON.stringify(parts), parts]));
  return [...unlike.values()];
}

function eventOrders(group: Group): readonly (readonly GroupEvent[])[] {
  if (group.kind !== 'functional') return [group.events];
  const lastFirst = depthFirst(group.outputs, true);
  const byCall = [...lastFirst].sort((a, b) => a.order - b.order);
  const named = group.named === null ? [] : [depthFirst(group.named, true)];
  return [lastFirst, byCall, depthFirst(group.outputs, false), ...named];
}

/** Without those that are the same as an earlier one: of a chain all are. */
function different(orders: readonly (readonly GroupEvent[])[]): readonly (readonly GroupEvent[])[] {
  return orders.filter((order, index) =>
    orders.slice(0, index).every((earlier) => earlier.some((event, place) => event !== order[place])),
  );
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

function isLayerItem({ item }: GroupEvent): boolean {
  return item !== null && 'isGroup' in item && item.asLayer !== null;
}

/** Models inside a model, opened; closed: those that are classes called as layers count as one layer. */
function flatten(
  events: readonly GroupEvent[],
  group: Group,
  budget: EventBudget,
  closed: boolean,
): readonly FlatEvent[] {
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
      } else if (closed && item.asLayer !== null) flat.push({ made: item.asLayer, frame });
      else if (!inside.has(item)) {
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

/** Loops and branches deeper than this in a model count as part of the one around them: nobody matches by them. */
const MOST_NESTED = 100;

/** Parts in order, of a model, a loop or an arm; tail is the loop or branch that its last part is, while that may grow. */
interface PartList {
  readonly parts: Part[];
  /** How many loops and branches are around. */
  readonly depth: number;
  tail: OpenFrame | null;
}

/** A loop or branch that the next layer may still belong to. */
interface OpenFrame {
  readonly id: number;
  readonly arms: readonly PartList[];
  open: boolean;
}

/** What a frame's layers are added to, which lasts as long as its loop or branch is the last part around. */
interface FramePlace {
  readonly list: PartList;
  readonly owner: OpenFrame | null;
}

/** Layers with their loops and branches, nested: in time that grows with their number, however deep they stand. */
function partsOf(
  events: readonly FlatEvent[],
  base: Frame | null,
  layerOf: ReadonlyMap<Place, number>,
): readonly Part[] {
  const root: FramePlace = { list: { parts: [], depth: 0, tail: null }, owner: null };
  const around = new Set<Frame | null>([null]);
  for (let frame = base; frame !== null; frame = frame.outer) around.add(frame);
  const places = new Map<Frame, FramePlace>();
  const placeOf = (inner: Frame | null): FramePlace => {
    const missing: Frame[] = [];
    let place = root;
    for (let frame = inner; frame !== null && !around.has(frame); frame = frame.outer) {
      const known = places.get(frame);
      if (known?.owner?.open === true) {
        place = known;
        break;
      }
      missing.push(frame);
    }
    for (const frame of missing.reverse()) {
      if (place.list.depth < MOST_NESTED) place = placeIn(place.list, frame);
      places.set(frame, place);
    }
    return place;
  };
  for (const { made, frame } of events) {
    const { list } = placeOf(frame);
    close(list);
    list.parts.push(layerPart(made, layerOf));
  }
  return root.list.parts;
}

/** The place of a frame in the list around it, whose last part may be its loop or branch already. */
function placeIn(list: PartList, frame: Frame): FramePlace {
  let owner = list.tail;
  if (owner?.id !== frame.id) {
    close(list);
    const arms = Array.from({ length: frame.arms }, (): PartList => ({
      parts: [],
      depth: list.depth + 1,
      tail: null,
    }));
    owner = { id: frame.id, arms, open: true };
    list.tail = owner;
    const parts = arms.map((arm) => arm.parts);
    list.parts.push(
      frame.kind === 'loop' ? { kind: 'loop', parts: parts[0] ?? [] } : { kind: 'choice', arms: parts },
    );
  }
  const arm = owner.arms[frame.arm];
  if (arm === undefined) throw new RangeError(`arm ${frame.arm} of ${owner.arms.length}`);
  return { list: arm, owner };
}

/** Something else follows: the loop or branch at the end of a list, and those in it, are complete. */
function close(list: PartList): void {
  const { tail } = list;
  list.tail = null;
  if (tail === null) return;
  tail.open = false;
  for (const arm of tail.arms) close(arm);
}

function layerPart(made: MadeLayer | null, layerOf: ReadonlyMap<Place, number>): Part {
  const layer = made === null ? undefined : layerOf.get(made.place);
  if (made === null || layer === undefined) return { kind: 'any' };
  const { serial, type, name, nameHidden, sizes, numbers } = made;
  return { kind: 'layer', layer, serial, type, name, nameHidden, sizes, numbers };
}
