import type { LayerSummary, RunSummary } from '../../protocol/pageMessages.js';
import type { Quantity } from '../../vocabulary/quantities.js';

/** One layer over all runs; null where a run has no such layer or no such number. */
export interface TimelineRow {
  readonly id: string;
  readonly dense: boolean;
  readonly values: readonly (number | null)[];
}

/** Layers in the order of the newest run that has them; what only older runs have comes last. */
export function timelineRows(
  runs: readonly RunSummary[],
  { short }: Pick<Quantity, 'short'>,
): readonly TimelineRow[] {
  const byRun = runs.map(({ layers }) => new Map(layers.map((layer) => [layer.id, layer])));
  const newest = new Map<string, LayerSummary>();
  for (const layers of [...byRun].reverse()) {
    for (const [id, layer] of layers) if (!newest.has(id)) newest.set(id, layer);
  }
  return [...newest.values()].map(({ id, dense }) => ({
    id,
    dense,
    values: byRun.map((layers) => layers.get(id)?.numbers[short] ?? null),
  }));
}

/** The values that there are. */
export function knownValues({ values }: TimelineRow): readonly number[] {
  return values.filter((value) => value !== null);
}

/**
 * The height of a row in units: that of the row which moves most, so that all rows have one scale and a step of some
 * pixels means the same change everywhere. Never less than the least given, so that noise looks like noise.
 */
export function commonSpan(rows: readonly TimelineRow[], least: number): number {
  const spans = rows
    .map(knownValues)
    .filter((values) => values.length > 0)
    .map((values) => Math.max(...values) - Math.min(...values));
  return Math.max(least, ...spans);
}

/** The last value less the one before it; null where one of them is missing. */
export function lastChange(row: TimelineRow): number | null {
  const known = knownValues(row);
  const [now, before] = [known.at(-1), known.at(-2)];
  return now === undefined || before === undefined ? null : now - before;
}
