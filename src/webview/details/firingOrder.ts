import { clusterOrder } from './clusterOrder.js';
import type { FiringRates } from './firingRates.js';
import type { Steps } from '../parts/slices.js';

export type FiringOrder = 'similarity' | 'class' | 'entropy' | 'selectivity';

/** The orders with their names on the page. */
export const FIRING_ORDERS: readonly { readonly value: FiringOrder; readonly text: string }[] = [
  { value: 'similarity', text: 'by similarity' },
  { value: 'class', text: 'by preferred class' },
  { value: 'entropy', text: 'by entropy' },
  { value: 'selectivity', text: 'by selectivity' },
];

/** Columns of the firing map from left to right; those without a difference between samples stand apart. */
export interface OrderedColumns {
  /** Grouped where the order has groups (by preferred class); one group without a label else. */
  readonly groups: readonly { readonly label: string | null; readonly columns: readonly number[] }[];
  readonly always: readonly number[];
  readonly never: readonly number[];
  readonly order: FiringOrder;
}

/** @param labels of the classes */
export function* orderColumns(
  rates: FiringRates,
  labels: readonly string[],
  order: FiringOrder,
): Steps<OrderedColumns> {
  const { columns, classes, values, entropy } = rates;
  const varying: number[] = [];
  const always: number[] = [];
  const never: number[] = [];
  for (let column = 0; column < columns; column++) {
    const own = values.subarray(column * classes, (column + 1) * classes);
    if (own.every((value) => value === 0)) never.push(column);
    else if (own.every((value) => value >= 1)) always.push(column);
    else varying.push(column);
  }
  const rest = { always, never, order };
  const descending = (score: (column: number) => number): readonly number[] => {
    const scores = new Map(varying.map((column) => [column, score(column)]));
    return [...varying].sort((one, other) => (scores.get(other) ?? 0) - (scores.get(one) ?? 0));
  };
  switch (order) {
    case 'similarity':
      return { ...rest, groups: [{ label: null, columns: yield* clusterOrder(rates, varying) }] };
    case 'entropy':
      return { ...rest, groups: [{ label: null, columns: descending((column) => entropy[column] ?? 0) }] };
    case 'selectivity':
      return {
        ...rest,
        groups: [{ label: null, columns: descending((column) => selectivity(rates, column)) }],
      };
    case 'class': {
      const preferred = new Map(varying.map((column) => [column, preferredClass(rates, column)]));
      const byRate = descending((column) => values[column * classes + (preferred.get(column) ?? 0)] ?? 0);
      const groups = labels.map((label, index) => ({
        label,
        columns: byRate.filter((column) => preferred.get(column) === index),
      }));
      return { ...rest, groups: groups.filter((group) => group.columns.length > 0) };
    }
  }
}

/** The class in which the column fires most; the first of several. */
export function preferredClass({ classes, values }: FiringRates, column: number): number {
  let best = 0;
  for (let label = 1; label < classes; label++) {
    if ((values[column * classes + label] ?? 0) > (values[column * classes + best] ?? 0)) best = label;
  }
  return best;
}

/**
 * Class selectivity (Morcos et al. 2018): (highest rate - mean of the others) / (highest rate + mean of the others);
 * 0 where all classes fire alike, 1 where only one does.
 */
export function selectivity(rates: FiringRates, column: number): number {
  const { classes, values } = rates;
  if (classes < 2) return 0;
  const highest = values[column * classes + preferredClass(rates, column)] ?? 0;
  const others = (meanRate(rates, column) * classes - highest) / (classes - 1);
  return highest + others === 0 ? 0 : (highest - others) / (highest + others);
}

function meanRate({ classes, values }: FiringRates, column: number): number {
  let sum = 0;
  for (let label = 0; label < classes; label++) sum += values[column * classes + label] ?? 0;
  return classes === 0 ? 0 : sum / classes;
}
