import type { LayerSummary, RunSummary } from '../../protocol/pageMessages.js';

export type Quantity = 'class' | 'gap' | 'all' | 'stability';

/** What a timeline can show, with its name on the page. */
export const QUANTITIES: readonly {
  readonly value: Quantity;
  readonly text: string;
  readonly unit: string;
}[] = [
  { value: 'class', text: 'class entropy', unit: 'bit' },
  { value: 'gap', text: 'gap', unit: 'bit' },
  { value: 'all', text: 'pooled entropy', unit: 'bit' },
  { value: 'stability', text: 'stability', unit: '' },
];

/** One layer over all runs; null where a run has no such layer or no such number. */
export interface TimelineRow {
  readonly id: string;
  readonly dense: boolean;
  readonly values: readonly (number | null)[];
}

/** Layers in the order of the newest run that has them; what only older runs have comes last. */
export function timelineRows(runs: readonly RunSummary[], quantity: Quantity): readonly TimelineRow[] {
  const byRun = runs.map(({ layers }) => new Map(layers.map((layer) => [layer.id, layer])));
  const newest = new Map<string, LayerSummary>();
  for (const layers of [...byRun].reverse()) {
    for (const [id, layer] of layers) if (!newest.has(id)) newest.set(id, layer);
  }
  return [...newest.values()].map(({ id, dense }) => ({
    id,
    dense,
    values: byRun.map((layers) => layers.get(id)?.[quantity] ?? null),
  }));
}

/**
 * The height of a row in units: that of the row which moves most, so that all rows have one scale and a step of some
 * pixels means the same change everywhere. Never less than the least given, so that noise looks like noise.
 */
export function commonSpan(rows: readonly TimelineRow[], least: number): number {
  const spans = rows.map(({ values }) => {
    const known = values.filter((value) => value !== null);
    return known.length === 0 ? 0 : Math.max(...known) - Math.min(...known);
  });
  return Math.max(least, ...spans);
}

/** The last value less the one before it; null where one of them is missing. */
export function lastChange({ values }: TimelineRow): number | null {
  const known = values.filter((value) => value !== null);
  const [now, before] = [known.at(-1), known.at(-2)];
  return now === undefined || before === undefined ? null : now - before;
}
