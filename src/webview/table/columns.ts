import type { LayerReport } from '../../report/report.js';
import { count, decimals, interval, NO_NUMBER } from '../../vocabulary/formatNumber.js';
import {
  changeText,
  quantitiesIn,
  quantityHead,
  quantityText,
  type Quantity,
} from '../../vocabulary/quantities.js';
import type { Interval } from '../../vocabulary/schema.js';
import type { Row } from '../parts/rows.js';

export type Value = number | string | null | Interval;

/** A column of the table of all layers. */
export interface Column {
  /** The field's path in the report; a change has "change." before it. */
  readonly path: string;
  readonly head: string;
  readonly kind: 'word' | 'range' | 'number' | 'count';
  /** What it is sorted by; null: it is not. */
  readonly sortedBy: ((row: Row) => Value) | null;
  /** Which of the two runs its number is of; null: of both. */
  readonly run: 'current' | 'previous' | null;
  readonly value: (row: Row) => Value;
  readonly text: (value: Value) => string;
}

/** Digits of what is no quantity of its own. */
const DIGITS = 3;

/** @param comparing there is a previous run, whose numbers and changes have columns of their own */
export function tableColumns(comparing: boolean): readonly Column[] {
  return [
    ofLayer('type', 'Type', 'word', ({ type }) => type),
    ofLayer('activation', 'Activation', 'word', ({ activation }) => activation),
    ofLayer('neurons.total', 'Neurons', 'count', ({ neurons }) => neurons.total),
    ofLayer('neurons.measured', 'Measured', 'count', ({ neurons }) => neurons.measured),
    ...withHeads(quantitiesIn('table').flatMap((quantity) => columnsOf(quantity, comparing))),
    ofLayer('threshold', 'Threshold', 'number', ({ threshold }) => threshold),
  ];
}

function ofLayer(
  path: string,
  head: string,
  kind: Column['kind'],
  read: (layer: LayerReport) => Value,
  text: (value: Value) => string = plainText(kind),
): Column {
  const value = ({ current }: Row): Value => (current === null ? null : read(current));
  return { path, head, kind, run: 'current', value, sortedBy: value, text };
}

function plainText(kind: Column['kind']): (value: Value) => string {
  return (value) => {
    if (value === null || typeof value === 'string') return value ?? NO_NUMBER;
    if (typeof value !== 'number') return interval(value, DIGITS);
    return kind === 'count' ? count(value) : decimals(value, DIGITS);
  };
}

/** A quantity with what stands beside it. */
function columnsOf(quantity: Quantity, comparing: boolean): readonly Column[] {
  const { path, read, digits, beside = [], corrected, ci95 } = quantity;
  const kind = digits === 0 ? 'count' : 'number';
  const text = (value: Value): string => quantityText(quantity, typeof value === 'number' ? value : null);
  return [
    ofLayer(path, quantityHead(quantity), kind, read, text),
    ...(comparing && beside.includes('change') ? changeColumns(quantity, { kind, text }) : []),
    ...(beside.includes('corrected') && corrected !== undefined
      ? [ofLayer(fieldBeside(path, 'corrected'), 'Corrected', 'number', corrected, text)]
      : []),
    ...(beside.includes('ci95') && ci95 !== undefined
      ? [ofLayer(fieldBeside(path, 'ci95'), '95% interval', 'range', ci95)]
      : []),
  ];
}

/** "entropy.class" has its interval in "entropy.ci95.class". */
function fieldBeside(path: string, field: 'corrected' | 'ci95'): string {
  const cut = path.lastIndexOf('.') + 1;
  return `${path.slice(0, cut)}${field}.${path.slice(cut)}`;
}

function changeColumns(quantity: Quantity, { kind, text }: Pick<Column, 'kind' | 'text'>): readonly Column[] {
  const { path, read } = quantity;
  const before = ({ previous }: Row): number | null => (previous === null ? null : read(previous));
  const change = (row: Row): number | null => {
    const [now, old] = [row.current === null ? null : read(row.current), before(row)];
    return now === null || old === null ? null : now - old;
  };
  return [
    { path, head: 'Before', kind, run: 'previous', value: before, sortedBy: null, text },
    {
      path: `change.${path}`,
      head: 'Change',
      kind: 'number',
      run: null,
      value: change,
      sortedBy: null,
      text: (value) => changeText(quantity, typeof value === 'number' ? value : null),
    },
  ];
}

/** Of two intervals the second says whose it is. */
function withHeads(columns: readonly Column[]): readonly Column[] {
  const first = columns.find(({ kind }) => kind === 'range');
  return columns.map((column) =>
    column.kind !== 'range' || column === first
      ? column
      : { ...column, head: `${column.head} of ${column.path.slice(column.path.lastIndexOf('.') + 1)}` },
  );
}
