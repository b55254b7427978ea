import { quantitiesIn } from '../../vocabulary/quantities.js';
import { FIRING_ORDERS, type FiringOrder } from '../details/firingOrder.js';
import type { TableOrder } from '../table/tableOrder.js';

/** What the reader chose: kept over hiding and reloading, never part of a report. */
export interface ViewState {
  selected: string | null;
  order: TableOrder;
  firingOrder: FiringOrder;
  allFindings: boolean;
  exportOpen: boolean;
  helpOpen: boolean;
  /** The table, where it can be folded. */
  numbersOpen: boolean;
  /** A quantity's short name. */
  timelineQuantity: string;
  timelineTable: boolean;
  /** Pixels scrolled, by what scrolls. */
  scroll: Readonly<Record<string, number>>;
}

/** What can be opened and closed. */
export type Toggle = 'exportOpen' | 'helpOpen' | 'allFindings' | 'timelineTable';

/** Reads a kept view; what is missing or of another kind is as at the first opening. */
export function readViewState(kept: unknown): ViewState {
  const fields: Readonly<Record<string, unknown>> =
    typeof kept === 'object' && kept !== null ? Object.fromEntries(Object.entries(kept)) : {};
  const flag = (name: string): boolean => fields[name] === true;
  const quantity = quantitiesIn('timeline').find(({ short }) => short === fields['timelineQuantity']);
  return {
    selected: typeof fields['selected'] === 'string' ? fields['selected'] : null,
    order: tableOrder(fields['order']),
    firingOrder: FIRING_ORDERS.find(({ value }) => value === fields['firingOrder'])?.value ?? 'similarity',
    allFindings: flag('allFindings'),
    exportOpen: flag('exportOpen'),
    helpOpen: flag('helpOpen'),
    numbersOpen: flag('numbersOpen'),
    timelineQuantity: quantity?.short ?? 'class',
    timelineTable: flag('timelineTable'),
    scroll: numbersOf(fields['scroll']),
  };
}

function tableOrder(value: unknown): TableOrder {
  if (typeof value !== 'object' || value === null || !('path' in value) || !('descending' in value)) {
    return { path: null, descending: false };
  }
  return {
    path: typeof value.path === 'string' ? value.path : null,
    descending: value.descending === true,
  };
}

function numbersOf(value: unknown): Readonly<Record<string, number>> {
  if (typeof value !== 'object' || value === null) return {};
  const entries: readonly (readonly [string, unknown])[] = Object.entries(value);
  return Object.fromEntries(
    entries.filter((entry): entry is [string, number] => typeof entry[1] === 'number'),
  );
}
