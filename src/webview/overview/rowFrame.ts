import type { PageData } from '../../protocol/pageState.js';
import type { Row } from '../parts/rows.js';

/** Rows in one drawing, from and to (exclusive): many rows are cut into blocks. */
export type Part = readonly [from: number, to: number];

/** The rows that all charts share, so that one look along a row meets all of a layer's marks. */
export interface RowFrame {
  readonly data: PageData;
  /** All of them: what scales depend on. */
  readonly rows: readonly Row[];
  /** Pixels. */
  readonly rowHeight: number;
  readonly width: number;
  readonly compact: boolean;
  /** While samples still come in, the entropy axis reaches at least here (bits), so that it does not jump; else null. */
  readonly reach: number | null;
}

/** Pixels of a drawing's rows together. */
export function heightOf([from, to]: Part, rowHeight: number): number {
  return (to - from) * rowHeight;
}
