import type { LayerReport } from '../../report/report.js';
import type { PageData } from '../../protocol/pageState.js';

/** One layer of the page: its numbers in this run and in the one compared with. At least one of them is there. */
export interface Row {
  readonly id: string;
  readonly current: LayerReport | null;
  readonly previous: LayerReport | null;
}

/** The rows that all charts share, so that one look along a row meets all of a layer's marks. */
export interface RowFrame {
  readonly data: PageData;
  /** All of them: what scales depend on. */
  readonly rows: readonly Row[];
  /** Those that are in this drawing, from and to (exclusive): many rows are cut into blocks. */
  readonly part: readonly [from: number, to: number];
  /** Pixels. */
  readonly rowHeight: number;
  readonly width: number;
  readonly compact: boolean;
  /** The rightmost column, where the outlines of its rows close. */
  readonly last: boolean;
  /** While samples still come in, the entropy axis reaches at least here (bits), so that it does not jump; else null. */
  readonly reach: number | null;
}

/** Above this many rows they get one line each. */
export const COMPACT_FROM = 60;

/** Pixels of a drawing's rows together. */
export function heightOf({ part: [from, to], rowHeight }: Pick<RowFrame, 'part' | 'rowHeight'>): number {
  return (to - from) * rowHeight;
}

/** In the order of execution of this run; layers that only the previous run has come last. */
export function rowsOf(data: PageData): readonly Row[] {
  const known = rowsByData.get(data);
  if (known !== undefined) return known;
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
