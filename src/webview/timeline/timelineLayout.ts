import { scaleLinear, type ScaleLinear } from 'd3';
import type { RunSummary } from '../../protocol/pageMessages.js';
import { decimals, signed } from '../../vocabulary/formatNumber.js';
import type { Quantity } from '../../vocabulary/quantities.js';
import { commonSpan, lastChange, timelineRows, type TimelineRow } from './timelineRows.js';

export interface TimelineOptions {
  /** Two at least. */
  readonly runs: readonly RunSummary[];
  readonly quantity: Quantity;
  /** Pixels. */
  readonly width: number;
}

/** Where everything of the timeline stands, in pixels. */
export interface TimelineLayout {
  readonly runs: readonly RunSummary[];
  readonly quantity: Quantity;
  readonly rows: readonly TimelineRow[];
  readonly rowHeight: number;
  readonly compact: boolean;
  readonly width: number;
  /** Where the courses begin. */
  readonly names: number;
  /** Of all rows: units from the lower to the upper edge. */
  readonly span: number;
  /** Index of the run to pixels. */
  readonly x: ScaleLinear<number, number>;
}

const ROW = 36;
const COMPACT_ROW = 16;
const COMPACT_FROM = 30;
const EDGE = 10;
/** Pixels of the numbers at the right, and of the dates above the rows. */
export const NUMBERS = 112;
export const HEAD = 20;
const WIDEST_STEP = 64;
const LEAST_SPAN = 0.02;

export function timelineLayout({ runs, quantity, width }: TimelineOptions): TimelineLayout {
  const rows = timelineRows(runs, quantity);
  const names = Math.round(Math.min(240, Math.max(96, width * 0.17)));
  const last = runs.length - 1;
  const room = Math.max(20, Math.min(WIDEST_STEP * last, width - names - NUMBERS - 2 * EDGE));
  const compact = rows.length > COMPACT_FROM;
  return {
    runs,
    quantity,
    rows,
    compact,
    rowHeight: compact ? COMPACT_ROW : ROW,
    width: names + 2 * EDGE + room + NUMBERS,
    names,
    span: commonSpan(rows, LEAST_SPAN),
    x: scaleLinear([0, last], [names + EDGE, names + EDGE + room]),
  };
}

/** Says what the rows' height means. */
export function scaleText({ span, quantity }: TimelineLayout): string {
  const unit = quantity.unit === 'bit' ? ' bit' : '';
  return `Every row has the same scale, about its own middle: its height is ${decimals(span, 2)}${unit}. At the right the last value and its change from the run before.`;
}

/** The chart in a sentence or two, for those who do not see it. */
export function timelineDescription({ runs, rows, quantity }: TimelineLayout): string {
  const changes = rows.flatMap((row) => {
    const change = lastChange(row);
    return change === null ? [] : [{ id: row.id, change }];
  });
  const [most] = changes.sort((one, other) => Math.abs(other.change) - Math.abs(one.change));
  const changed =
    most === undefined ? '' : ` Since the run before, ${most.id} changed most: ${signed(most.change)}.`;
  return `Timeline of ${quantity.name.toLowerCase()}: ${rows.length} layers over ${runs.length} runs.${changed} "As table" shows every number.`;
}
