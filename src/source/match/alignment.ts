import type { NameNumbers } from '../run/value.js';
import type { Compatibility } from './compatibility.js';
import type { ModelLayer } from './modelLayer.js';
import type { PartGraph } from './partGraph.js';
import { ScoreTable } from './scoreTable.js';
import { START, stationsOf, type Station } from './stations.js';

/** What the best alignments say of one layer of the model. */
export interface Choice {
  /** Index of the SourceLayer that it goes to; null for none. */
  readonly source: number | null;
  /** By how much the best alignment that sends it elsewhere is worse. */
  readonly margin: number;
  /** Other SourceLayers that alignments nearly as good send it to. */
  readonly rivals: ReadonlySet<number>;
  readonly serial: number;
  /** The numbers that the automatic name of the code's layer may have; null where it goes to none. */
  readonly numbers: NameNumbers | null;
  readonly compatibility: Compatibility | null;
}

export interface Alignment {
  readonly score: number;
  /** The pairs of one best alignment, those that are not certain included: by layer of the model. */
  readonly pairs: ReadonlyMap<number, Compatibility>;
  /** One a layer of the model. */
  readonly choices: readonly Choice[];
  /** Weight of the code's layers on the best way that no layer of the model goes to. */
  readonly unmatchedSource: number;
  /** Layers of the model that the best way takes as ones that the code does not show. */
  readonly hidden: ReadonlySet<number>;
}

/** Differences of scores that count as none. */
const EVEN = 1;
/** Pairs that contradict each other, and loops that could take anything, need a clearer lead; both a clear one. */
const LEAD = 2;

/**
 * Aligns a model's layers with the ways through the code's parts: Needleman and Wunsch's global alignment (1970) over a
 * directed acyclic graph, forwards and backwards, so that every pair's best total is known and a pair is only taken
 * where all alignments that are as good agree.
 */
export function align(graph: PartGraph, layers: readonly ModelLayer[], fused: boolean): Alignment {
  const stations = stationsOf(graph, layers, fused);
  const ends = graph.ends.map((end) => end + 1);
  const tables = {
    ...forwards(stations, layers.length),
    backward: backwards(stations, ends, layers.length),
  };
  const score = Math.max(...ends.map((end) => tables.forward.get(end, layers.length)));
  const search = { stations, ...tables, score };
  return {
    score,
    choices: layers.map((_, index) => choiceOf(index, search)),
    ...bestWay(ends, layers.length, search),
  };
}

interface Forward {
  /** Best score on arriving at a station. */
  readonly entry: ScoreTable;
  /** Best score on leaving it. */
  readonly forward: ScoreTable;
}

/** Best score of what came before. */
function forwards(stations: readonly Station[], n: number): Forward {
  const entry = new ScoreTable(stations.length, n);
  const forward = new ScoreTable(stations.length, n);
  entry.offer(START, 0, 0);
  for (const [row, { before, skip, moves }] of stations.entries()) {
    for (const earlier of before)
      for (let passed = 0; passed <= n; passed++) entry.offer(row, passed, forward.get(earlier, passed));
    let passed = 0;
    let arrived = entry.get(row, 0);
    let best = arrived - skip;
    forward.offer(row, 0, best);
    for (const { gap, pair } of moves) {
      const paired = pair === null ? -Infinity : arrived + pair.score;
      passed++;
      arrived = entry.get(row, passed);
      best = Math.max(arrived - skip, paired, best - gap);
      forward.offer(row, passed, best);
    }
  }
  return { entry, forward };
}

/** Best score of what is still to come, after leaving each station. */
function backwards(stations: readonly Station[], ends: readonly number[], n: number): ScoreTable {
  const backward = new ScoreTable(stations.length, n);
  for (const end of ends) backward.offer(end, n, 0);
  for (let row = stations.length - 1; row >= 0; row--) {
    const { before, skip, moves } = itemAt(stations, row);
    // All later stations have given this row what it has from them; now layers that go to none.
    for (let passed = n - 1; passed >= 0; passed--)
      backward.offer(row, passed, backward.get(row, passed + 1) - itemAt(moves, passed).gap);
    for (const earlier of before) {
      let passed = 0;
      let rest = backward.get(row, 0);
      for (const { pair } of moves) {
        backward.offer(earlier, passed, rest - skip);
        rest = backward.get(row, passed + 1);
        if (pair !== null) backward.offer(earlier, passed, rest + pair.score);
        passed++;
      }
      backward.offer(earlier, n, rest - skip);
    }
  }
  return backward;
}

interface Search extends Forward {
  readonly stations: readonly Station[];
  readonly backward: ScoreTable;
  readonly score: number;
}

/** @param layer index of the model's layer */
function choiceOf(layer: number, { stations, entry, forward, backward, score }: Search): Choice {
  const totals = new Map<number | null, number>();
  let best: (Taken & { readonly total: number }) | null = null;
  const offer = (source: number | null, total: number): boolean => {
    if (total > (totals.get(source) ?? -Infinity)) totals.set(source, total);
    return best === null || total > best.total;
  };
  for (const [row, { part, looped, moves }] of stations.entries()) {
    const { gap, pair } = itemAt(moves, layer);
    const rest = backward.get(row, layer + 1);
    const total = forward.get(row, layer) - gap + rest;
    if (offer(null, total)) best = { total, serial: -1, numbers: null, compatibility: null, looped: false };
    if (part === null || pair === null) continue;
    const paired = entry.get(row, layer) + pair.score + rest;
    if (paired > -Infinity && offer(part.layer, paired))
      best = { total: paired, serial: part.serial, numbers: part.numbers, compatibility: pair, looped };
  }
  return concluded(totals, best, score);
}

interface Taken {
  readonly serial: number;
  readonly numbers: NameNumbers | null;
  readonly compatibility: Compatibility | null;
  readonly looped: boolean;
}

function concluded(totals: ReadonlyMap<number | null, number>, best: Taken | null, score: number): Choice {
  let source: number | null = null;
  let top = -Infinity;
  let second = -Infinity;
  for (const [place, total] of totals) {
    if (total > top) {
      second = top;
      top = total;
      source = place;
    } else second = Math.max(second, total);
  }
  const doubts = (best?.compatibility?.contradicts === true ? 1 : 0) + (best?.looped === true ? 1 : 0);
  const lead = doubts === 0 ? EVEN : doubts * LEAD;
  const rivals = new Set<number>();
  for (const [place, total] of totals)
    if (place !== null && place !== source && total >= score - lead) rivals.add(place);
  const margin = top - second;
  return margin <= lead
    ? {
        source: null,
        margin,
        rivals: source === null ? rivals : rivals.add(source),
        serial: -1,
        numbers: null,
        compatibility: null,
      }
    : {
        source,
        margin,
        rivals,
        serial: best?.serial ?? -1,
        numbers: best?.numbers ?? null,
        compatibility: best?.compatibility ?? null,
      };
}

/** Goes back along one best alignment, for what it leaves out. */
function bestWay(
  ends: readonly number[],
  n: number,
  { stations, forward, entry, score }: Search,
): Pick<Alignment, 'unmatchedSource' | 'hidden' | 'pairs'> {
  const hidden = new Set<number>();
  const pairs = new Map<number, Compatibility>();
  let unmatchedSource = 0;
  let row = ends.find((end) => forward.get(end, n) === score) ?? START;
  let passed = n;
  while (row !== START) {
    const { part, before, skip, moves } = itemAt(stations, row);
    const move = passed === 0 ? null : itemAt(moves, passed - 1);
    const here = forward.get(row, passed);
    if (move !== null && here === forward.get(row, passed - 1) - move.gap) {
      passed--;
      if (part === null) hidden.add(passed);
      continue;
    }
    const pair = move?.pair ?? null;
    if (pair !== null && here === entry.get(row, passed - 1) + pair.score) {
      passed--;
      pairs.set(passed, pair);
    } else unmatchedSource += skip;
    const arrived = entry.get(row, passed);
    row = before.find((earlier) => forward.get(earlier, passed) === arrived) ?? START;
  }
  return { unmatchedSource, hidden, pairs };
}

function itemAt<Item>(items: readonly Item[], index: number): Item {
  const item = items[index];
  if (item === undefined) throw new RangeError(`no item ${index} of ${items.length}`);
  return item;
}
