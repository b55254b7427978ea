import type { PageData } from '../../protocol/pageState.js';
import type { LayerReport } from '../../report/report.js';

/** One layer of the page: its numbers in this run and in the one compared with. At least one of them is there. */
export interface Row {
  readonly id: string;
  readonly current: LayerReport | null;
  readonly previous: LayerReport | null;
}

/** Above this many rows they get one line each, and are cut into blocks. */
export const COMPACT_FROM = 60;

/** In the order of execution of this run; layers that only the previous run has come last. Once a run's data. */
export function rowsOf(data: PageData): readonly Row[] {
  const before = rowsByData.get(data);
  if (before !== undefined) return before;
  const rows = joined(data);
  rowsByData.set(data, rows);
  return rows;
}

const rowsByData = new WeakMap<PageData, readonly Row[]>();

function joined({ report, previous }: PageData): readonly Row[] {
  const old = new Map((previous?.layers ?? []).map((layer) => [layer.id, layer]));
  const ids = new Set(report.layers.map(({ id }) => id));
  return [
    ...report.layers.map((layer) => ({ id: layer.id, current: layer, previous: old.get(layer.id) ?? null })),
    ...[...old.values()]
      .filter(({ id }) => !ids.has(id))
      .map((layer) => ({ id: layer.id, current: null, previous: layer })),
  ];
}

/** The layer in this run, or in the previous one where only that has it. */
export function layerOf({ current, previous }: Row): LayerReport | null {
  return current ?? previous;
}

/** "dense · 96 · relu"; says so where not all neurons were measured. */
export function layerFacts(row: Row, narrow = false): string {
  const layer = layerOf(row);
  if (layer === null) return '';
  const parts = [
    ...(narrow ? [] : [layer.type]),
    layer.outputShape.join('×'),
    ...(layer.activation === null ? [] : [layer.activation]),
  ];
  if (layer.neurons.measured < layer.neurons.total) parts.push(`${layer.neurons.measured} measured`);
  return parts.join(' · ');
}
