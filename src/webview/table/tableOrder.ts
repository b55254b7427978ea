import type { Row } from '../parts/rows.js';
import type { Column, Value } from './columns.js';

/** Which column the rows are sorted by; null is the order of execution. */
export interface TableOrder {
  readonly path: string | null;
  readonly descending: boolean;
}

/** Of the layers' names. */
export const NAME_PATH = 'id';

/** Numbers first descending, then ascending, then the order of execution again; words the other way round. */
export function nextOrder(order: TableOrder, path: string, columns: readonly Column[]): TableOrder {
  const words =
    path === NAME_PATH || columns.some((column) => column.path === path && column.kind === 'word');
  const firstDescending = !words;
  if (order.path !== path) return { path, descending: firstDescending };
  if (order.descending === firstDescending) return { path, descending: !firstDescending };
  return { path: null, descending: false };
}

export function sortedRows(
  rows: readonly Row[],
  columns: readonly Column[],
  { path, descending }: TableOrder,
): readonly Row[] {
  if (path === null) return rows;
  const column = columns.find((one) => one.path === path && one.sortedBy !== null);
  const valueOf = column?.sortedBy ?? (({ id }: Row): Value => id);
  const sign = descending ? -1 : 1;
  return [...rows].sort((one, other) => {
    const [a, b] = [valueOf(one), valueOf(other)];
    // What has no value comes last, whichever way it is sorted.
    if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
    return sign * compared(a, b);
  });
}

function compared(a: NonNullable<Value>, b: NonNullable<Value>): number {
  if (typeof a === 'string' || typeof b === 'string') return String(a).localeCompare(String(b), 'en');
  const [x, y] = [typeof a === 'number' ? a : a[0], typeof b === 'number' ? b : b[0]];
  return x - y;
}
