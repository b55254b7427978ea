import type { Steps } from '../parts/slices.js';
import { clusterOrder } from './clusterOrder.js';
import { ratesOfColumn, type FiringRates } from './firingRates.js';

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
  readonly alwaysOn: readonly number[];
  readonly dead: readonly number[];
  readonly order: FiringOrder;
}

/** @param labels of the classes */
export function* orderColumns(
  rates: FiringRates,
  labels: readonly string[],
  order: FiringOrder,
): Steps<OrderedColumns> {
  const varying: number[] = [];
  const alwaysOn: number[] = [];
  const dead: number[] = [];
  for (let column = 0; column < rates.columns; column++) {
    const columnRates = ratesOfColumn(rates, column);
    if (columnRates.every((rate) => rate === 0)) dead.push(column);
    else if (columnRates.every((rate) => rate >= 1)) alwaysOn.push(column);
    else varying.push(column);
  }
  return { groups: yield* groupsOf(rates, varying, { labels, order }), alwaysOn, dead, order };
}

function* groupsOf(
  rates: FiringRates,
  varying: readonly number[],
  { labels, order }: { readonly labels: readonly string[]; readonly order: FiringOrder },
): Steps<OrderedColumns['groups']> {
  switch (order) {
    case 'similarity':
      return [{ label: null, columns: yield* clusterOrder(rates, varying) }];
    case 'entropy':
      return [{ label: null, columns: descending(varying, (column) => rates.entropy[column]!) }];
    case 'selectivity':
      return [{ label: null, columns: descending(varying, (column) => selectivity(rates, column)) }];
    case 'class': {
      const preferred = new Map(varying.map((column) => [column, preferredClass(rates, column)]));
      const byRate = descending(varying, (column) => highestRate(rates, column));
      return labels
        .map((label, index) => ({
          label,
          columns: byRate.filter((column) => preferred.get(column) === index),
        }))
        .filter(({ columns }) => columns.length > 0);
    }
  }
}

function descending(columns: readonly number[], score: (column: number) => number): readonly number[] {
  return columns
    .map((column) => ({ column, score: score(column) }))
    .sort((one, other) => other.score - one.score)
    .map(({ column }) => column);
}

/** The class in which the column fires most; the first of several. */
export function preferredClass(rates: FiringRates, column: number): number {
  const columnRates = ratesOfColumn(rates, column);
  return Math.max(0, columnRates.indexOf(Math.max(...columnRates)));
}

function highestRate(rates: FiringRates, column: number): number {
  return Math.max(...ratesOfColumn(rates, column));
}

/**
 * Class selectivity (Morcos et al. 2018): (highest rate - mean of the others) / (highest rate + mean of the others);
 * 0 where all classes fire alike, 1 where only one does.
 */
export function selectivity(rates: FiringRates, column: number): number {
  const { classes } = rates;
  if (classes < 2) return 0;
  const highest = highestRate(rates, column);
  const sum = ratesOfColumn(rates, column).reduce((total, rate) => total + rate, 0);
  const others = (sum - highest) / (classes - 1);
  return highest + others === 0 ? 0 : (highest - others) / (highest + others);
}
