import { compatibility, type Compatibility } from './compatibility.js';
import { classOf, weightOf, type ModelLayer } from './modelLayer.js';
import type { PartGraph } from './partGraph.js';

/** What the best alignments say of one layer of the model. */
export interface Choice {
  /** Index of the SourceLayer that it goes to; null for none. */
  readonly source: number | null;
  /** By how much the best alignment that sends it elsewhere is worse. */
  readonly margin: number;
  /** Other SourceLayers that alignments nearly as good send it to. */
  readonly rivals: ReadonlySet<number>;
  readonly serial: number;
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
  const { steps, ends } = graph;
  const n = layers.length;
  const width = n + 1;
  const pairs = pairTable(graph, layers, fused);
  const gaps = layers.map((layer) => weightOf(classOf(layer)));
  const skips = steps.map(({ part }) => {
    if (part === null) return 0;
    const weight = weightOf(part.type);
    return fused && weight === 1 ? 0.2 : weight;
  });
  // Row 0 is the start, row s + 1 is step s.
  const forward = new Float64Array((steps.length + 1) * width).fill(-Infinity);
  const entry = new Float64Array(steps.length * width).fill(-Infinity);
  forward[0] = 0;
  for (let j = 1; j < width; j++) forward[j] = at(forward, j - 1) - (gaps[j - 1] ?? 0);
  steps.forEach(({ part, before }, s) => {
    const row = (s + 1) * width;
    for (let j = 0; j < width; j++) {
      let best = -Infinity;
      for (const step of before) best = Math.max(best, at(forward, (step + 1) * width + j));
      entry[s * width + j] = best;
    }
    for (let j = 0; j < width; j++) {
      let best = at(entry, s * width + j) - (skips[s] ?? 0);
      if (j > 0) {
        best = Math.max(best, at(entry, s * width + j - 1) + pairScore(pairs, s, j - 1, n));
        best = Math.max(best, at(forward, row + j - 1) - (part === null ? 0 : (gaps[j - 1] ?? 0)));
      }
      forward[row + j] = best;
    }
  });
  const backward = backwards(graph, { pairs, gaps, skips, n });
  let score = -Infinity;
  for (const end of ends) score = Math.max(score, at(forward, (end + 1) * width + n));
  const choices = layers.map((_, j) =>
    choiceOf(j, { graph, entry, forward, backward, pairs, gaps, n, score }),
  );
  const way = bestWay(graph, { forward, entry, pairs, gaps, skips, n, score });
  return { score, choices, ...way };
}

function at(table: Float64Array, index: number): number {
  return table[index] ?? -Infinity;
}

type Pairs = readonly (readonly Compatibility[] | null)[];

function pairTable({ steps }: PartGraph, layers: readonly ModelLayer[], fused: boolean): Pairs {
  // Copies of a loop's body are the same parts: each is weighed once.
  const known = new Map<object, readonly Compatibility[]>();
  return steps.map(({ part }) => {
    if (part === null) return null;
    let row = known.get(part);
    if (row === undefined) {
      row = layers.map((layer) => compatibility(part, layer, fused));
      known.set(part, row);
    }
    return row;
  });
}

function pairScore(pairs: Pairs, step: number, layer: number, n: number): number {
  return layer < n ? (pairs[step]?.[layer]?.score ?? -Infinity) : -Infinity;
}

interface Weights {
  readonly pairs: Pairs;
  readonly gaps: readonly number[];
  readonly skips: readonly number[];
  readonly n: number;
}

/** Best score of what is still to come, after each step and number of layers. */
function backwards({ steps, ends }: PartGraph, { pairs, gaps, skips, n }: Weights): Float64Array {
  const width = n + 1;
  const table = new Float64Array((steps.length + 1) * width).fill(-Infinity);
  for (const end of ends) table[(end + 1) * width + n] = 0;
  for (let s = steps.length - 1; s >= -1; s--) {
    const row = (s + 1) * width;
    const free = s >= 0 && steps[s]?.part === null;
    // All later steps have given this row what it has from them; now layers that go to none.
    for (let j = n - 1; j >= 0; j--)
      table[row + j] = Math.max(at(table, row + j), at(table, row + j + 1) - (free ? 0 : (gaps[j] ?? 0)));
    if (s < 0) break;
    for (const step of steps[s]?.before ?? []) {
      const to = (step + 1) * width;
      for (let j = 0; j < width; j++) {
        let best = at(table, row + j) - (skips[s] ?? 0);
        if (j < n) best = Math.max(best, at(table, row + j + 1) + pairScore(pairs, s, j, n));
        if (best > at(table, to + j)) table[to + j] = best;
      }
    }
  }
  return table;
}

interface Tables {
  readonly graph: PartGraph;
  readonly entry: Float64Array;
  readonly forward: Float64Array;
  readonly backward: Float64Array;
  readonly pairs: Pairs;
  readonly gaps: readonly number[];
  readonly n: number;
  readonly score: number;
}

function choiceOf(j: number, { graph, entry, forward, backward, pairs, gaps, n, score }: Tables): Choice {
  const width = n + 1;
  const totals = new Map<number | null, number>();
  let best: (Taken & { readonly total: number }) | null = null;
  const offer = (source: number | null, total: number): boolean => {
    if (total > (totals.get(source) ?? -Infinity)) totals.set(source, total);
    return best === null || total > best.total;
  };
  for (let row = 0; row <= graph.steps.length; row++) {
    const free = row > 0 && graph.steps[row - 1]?.part === null;
    const rest = at(backward, row * width + j + 1);
    const total = at(forward, row * width + j) - (free ? 0 : (gaps[j] ?? 0)) + rest;
    if (offer(null, total)) best = { total, serial: -1, compatibility: null, looped: false };
    const step = graph.steps[row - 1];
    const part = step?.part ?? null;
    if (step === undefined || part === null) continue;
    const pair = pairs[row - 1]?.[j] ?? null;
    const paired = at(entry, (row - 1) * width + j) + (pair?.score ?? -Infinity) + rest;
    if (paired > -Infinity && offer(part.layer, paired))
      best = { total: paired, serial: part.serial, compatibility: pair, looped: step.looped };
  }
  return concluded(totals, best, score);
}

interface Taken {
  readonly serial: number;
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
        compatibility: null,
      }
    : { source, margin, rivals, serial: best?.serial ?? -1, compatibility: best?.compatibility ?? null };
}

/** Goes back along one best alignment, for what it leaves out. */
function bestWay(
  { steps, ends }: PartGraph,
  { forward, entry, pairs, gaps, skips, n, score }: Weights & Pick<Tables, 'forward' | 'entry' | 'score'>,
): Pick<Alignment, 'unmatchedSource' | 'hidden' | 'pairs'> {
  const width = n + 1;
  const hidden = new Set<number>();
  const taken = new Map<number, Compatibility>();
  let unmatchedSource = 0;
  let s = ends.find((end) => at(forward, (end + 1) * width + n) === score) ?? -1;
  let j = n;
  while (s >= 0) {
    const step = steps[s];
    if (step === undefined) break;
    const here = at(forward, (s + 1) * width + j);
    const free = step.part === null;
    if (j > 0 && here === at(forward, (s + 1) * width + j - 1) - (free ? 0 : (gaps[j - 1] ?? 0))) {
      j--;
      if (free) hidden.add(j);
      continue;
    }
    if (j > 0 && here === at(entry, s * width + j - 1) + pairScore(pairs, s, j - 1, n)) {
      j--;
      const pair = pairs[s]?.[j];
      if (pair !== undefined) taken.set(j, pair);
    } else unmatchedSource += skips[s] ?? 0;
    const value = at(entry, s * width + j);
    s = step.before.find((before) => at(forward, (before + 1) * width + j) === value) ?? -1;
  }
  return { unmatchedSource, hidden, pairs: taken };
}
