import { line, scaleLinear, select, type ScaleLinear } from 'd3';
import type { RunSummary } from '../../protocol/pageMessages.js';
import { count, decimals, NO_NUMBER, signed } from '../../vocabulary/formatNumber.js';
import { sized } from '../overview/chartMarks.js';
import type { Controls } from '../parts/controls.js';
import { element } from '../parts/element.js';
import type { Steps } from '../parts/slices.js';
import { keepingFocus } from '../parts/slot.js';
import { timeText } from '../parts/timeText.js';
import {
  commonSpan,
  lastChange,
  QUANTITIES,
  timelineRows,
  type Quantity,
  type TimelineRow,
} from './timelineData.js';
import { timelineTable } from './timelineTable.js';

export interface TimelineOptions {
  readonly runs: readonly RunSummary[];
  readonly selected: string | null;
  readonly quantity: Quantity;
  readonly asTable: boolean;
  /** Pixels. */
  readonly width: number;
  readonly choose: (quantity: Quantity) => void;
  readonly toggleTable: () => void;
}

const ROW = 36;
const COMPACT_ROW = 16;
const COMPACT_FROM = 30;
const PAD = 5;
const EDGE = 10;
const NUMBERS = 112;
const WIDEST_STEP = 64;
const LEAST_SPAN = 0.02;
const STEP = 24;
const AT_ONCE = 48;
const SVG = 'http://www.w3.org/2000/svg';

/**
 * The model's runs from left to right, one row a layer: small multiples with one scale, each about its own middle, so
 * that equal steps are equal changes. The run on the page is a filled dot, the one compared with a hollow one.
 */
export class TimelineView {
  readonly node = element('section', { class: 'timeline', 'aria-label': 'Timeline', hidden: true });
  readonly #controls: Controls;
  readonly #svg = document.createElementNS(SVG, 'svg');
  readonly #pointed = element('p', { class: 'pointed', role: 'status' });
  readonly #chart: HTMLElement;
  #drawing: Drawing | null = null;
  #at = 0;

  constructor(controls: Controls) {
    this.#controls = controls;
    this.#svg.setAttribute('data-chart', 'timeline');
    this.#svg.setAttribute('role', 'img');
    this.#svg.setAttribute('class', 'chart');
    this.#chart = element('div', {
      class: 'timeline-scroll',
      role: 'group',
      tabindex: 0,
      'aria-label': 'Runs: left and right move between runs, up and down between layers',
    });
    this.#chart.append(this.#svg);
    this.#svg.addEventListener('pointermove', (event) => {
      const place = this.#placeAt(event);
      this.#point(place?.row ?? null, place?.run ?? this.#at);
    });
    this.#svg.addEventListener('pointerleave', () => {
      this.#point(null, this.#at);
    });
    this.#chart.addEventListener('keydown', (event) => {
      const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
      const drawing = this.#drawing;
      if (step === undefined || drawing === null) return;
      event.preventDefault();
      this.#at = Math.min(drawing.runs.length - 1, Math.max(0, this.#at + step));
      this.#point(drawing.rows.find(({ id }) => id === drawing.selected) ?? null, this.#at);
    });
  }

  /** Shows itself from the second run on. */
  *draw(options: TimelineOptions): Steps {
    const { runs, quantity, asTable } = options;
    this.node.hidden = runs.length < 2;
    if (runs.length < 2) return;
    const rows = timelineRows(runs, quantity);
    const { text, unit } = QUANTITIES.find(({ value }) => value === quantity) ??
      QUANTITIES[0] ?? { text: '', unit: '' };
    keepingFocus(this.node, () => {
      this.node.replaceChildren(
        this.#head(options, text),
        ...(asTable ? [timelineTable(runs, rows, text)] : [this.#chart, this.#pointed]),
      );
    });
    this.#drawing = null;
    if (asTable) return;
    const drawing = drawingOf(options, rows, unit);
    this.#at = runs.length - 1;
    this.#drawing = drawing;
    this.#svg.setAttribute('aria-label', describe(drawing, text));
    this.#point(null, this.#at);
    yield* drawRows(this.#svg, drawing);
  }

  /** Another layer was selected: its row is marked by the page; the line below speaks of it. */
  select(id: string | null): void {
    if (this.#drawing === null) return;
    this.#drawing = { ...this.#drawing, selected: id };
    if (!this.#chart.contains(document.activeElement)) return;
    this.#point(this.#drawing.rows.find((row) => row.id === id) ?? null, this.#at);
  }

  #head({ runs, quantity, asTable, choose, toggleTable }: TimelineOptions, text: string): HTMLElement {
    return element(
      'div',
      { class: 'chart-head' },
      element(
        'h2',
        {},
        'Timeline ',
        element('span', { class: 'unit' }, `${text} over ${count(runs.length)} runs`),
      ),
      this.#controls.dropdown({
        action: 'timeline-quantity',
        label: 'Quantity of the timeline',
        value: quantity,
        options: QUANTITIES,
        choose: (value) => {
          const chosen = QUANTITIES.find((option) => option.value === value);
          if (chosen !== undefined) choose(chosen.value);
        },
      }),
      this.#controls.button({
        action: 'timeline-table',
        text: 'As table',
        look: 'quiet',
        run: toggleTable,
        attributes: { 'aria-pressed': String(asTable) },
      }),
    );
  }

  #point(row: TimelineRow | null, run: number): void {
    const drawing = this.#drawing;
    if (drawing === null) return;
    const of = drawing.runs[run];
    const cursor = select(this.#svg).selectAll<SVGLineElement, number>('line.cursor');
    cursor
      .attr('x1', drawing.x(run))
      .attr('x2', drawing.x(run))
      .attr('data-on', row === null ? null : 'true');
    const text =
      row === null || of === undefined
        ? hint(drawing)
        : `${row.id}, run of ${timeText(of.createdAt)}: ${valueText(row.values[run] ?? null, drawing.unit)}; ${count(of.samples)} samples${of.accuracy === null ? '' : `, accuracy ${decimals(of.accuracy)}`}`;
    if (this.#pointed.textContent !== text) this.#pointed.textContent = text;
  }

  #placeAt(event: PointerEvent): { readonly row: TimelineRow; readonly run: number } | null {
    const drawing = this.#drawing;
    if (drawing === null) return null;
    const box = this.#svg.getBoundingClientRect();
    const row = drawing.rows[Math.floor((event.clientY - box.top - HEAD) / drawing.rowHeight)];
    const run = Math.round(drawing.x.invert(event.clientX - box.left));
    return row === undefined ? null : { row, run: Math.min(drawing.runs.length - 1, Math.max(0, run)) };
  }
}

const HEAD = 20;

interface Drawing {
  readonly runs: readonly RunSummary[];
  readonly rows: readonly TimelineRow[];
  readonly selected: string | null;
  readonly unit: string;
  readonly rowHeight: number;
  readonly width: number;
  readonly names: number;
  /** Of all rows: units from the lower to the upper edge. */
  readonly span: number;
  /** Index of the run to pixels. */
  readonly x: ScaleLinear<number, number>;
}

function drawingOf(
  { runs, selected, width }: TimelineOptions,
  rows: readonly TimelineRow[],
  unit: string,
): Drawing {
  const names = Math.round(Math.min(240, Math.max(96, width * 0.17)));
  const last = runs.length - 1;
  const room = Math.min(WIDEST_STEP * last, width - names - NUMBERS - 2 * EDGE);
  const x = scaleLinear([0, last], [names + EDGE, names + EDGE + Math.max(20, room)]);
  const rowHeight = rows.length > COMPACT_FROM ? COMPACT_ROW : ROW;
  const own = x(last) + EDGE + NUMBERS;
  return { runs, rows, selected, unit, rowHeight, width: own, names, span: commonSpan(rows, LEAST_SPAN), x };
}

function* drawRows(svg: SVGSVGElement, drawing: Drawing): Steps {
  const { runs, rows, rowHeight, width, x } = drawing;
  sized(svg, width, HEAD + rows.length * rowHeight);
  const root = select(svg);
  root.selectAll('*').remove();
  const head = root.append('g');
  const label = (index: number, anchor: string): void => {
    head
      .append('text')
      .attr('class', 'tick')
      .attr('text-anchor', anchor)
      .attr('x', x(index))
      .attr('y', 12)
      .text(timeText(runs[index]?.createdAt ?? '').replace(' UTC', ''));
  };
  label(0, 'start');
  if (x(runs.length - 1) - x(0) > 260) label(runs.length - 1, 'end');
  root
    .append('line')
    .attr('class', 'cursor')
    .attr('y1', HEAD)
    .attr('y2', HEAD + rows.length * rowHeight);
  for (let from = 0; from < rows.length; from += STEP) {
    for (const [place, row] of rows.slice(from, from + STEP).entries()) {
      drawRow(svg, row, drawing, HEAD + (from + place + 0.5) * rowHeight);
    }
    if (from + STEP < rows.length) yield from + STEP >= AT_ONCE;
  }
}

function drawRow(svg: SVGSVGElement, row: TimelineRow, drawing: Drawing, middle: number): void {
  const { runs, rowHeight, width, names, span, x } = drawing;
  const group = select(svg)
    .append('g')
    .attr('class', row.dense ? 'layer' : 'layer lighter')
    .attr('data-layer', row.id)
    .attr('transform', `translate(0,${middle})`);
  if (row.id === drawing.selected) group.attr('data-selected', 'true');
  group
    .append('rect')
    .attr('class', 'row')
    .attr('data-layer', row.id)
    .attr('y', -rowHeight / 2)
    .attr('width', width)
    .attr('height', rowHeight);
  const room = Math.floor((names - 12) / 6.4);
  const name = row.id.length > room ? `…${row.id.slice(1 - room)}` : row.id;
  group.append('text').attr('x', 8).attr('y', 4).text(name);
  const known = row.values.filter((value) => value !== null);
  const centre = known.length === 0 ? 0 : (Math.max(...known) + Math.min(...known)) / 2;
  const y = (value: number): number => ((centre - value) / span) * (rowHeight - 2 * PAD);
  const points = row.values.map((value, index): [number, number] | null =>
    value === null ? null : [x(index), y(value)],
  );
  // A run that lacks the layer breaks the line.
  const path = line<[number, number] | null>()
    .defined((point) => point !== null)
    .x((point) => point?.[0] ?? 0)
    .y((point) => point?.[1] ?? 0);
  group
    .append('path')
    .attr('class', 'course')
    .attr('d', path(points) ?? '');
  runs.forEach(({ shown }, index) => {
    const point = points[index];
    if (point === null || point === undefined || (shown === null && rowHeight < ROW)) return;
    group
      .append('circle')
      .attr('class', shown === 'current' ? 'dot' : shown === 'previous' ? 'ghost class' : 'past')
      .attr('data-layer', row.id)
      .attr('data-run', shown)
      .attr('cx', point[0])
      .attr('cy', point[1])
      .attr('r', shown === null ? 1.75 : shown === 'current' ? 3.5 : 3);
  });
  const at = width - NUMBERS;
  group
    .append('text')
    .attr('class', 'number')
    .attr('text-anchor', 'end')
    .attr('x', at + 42)
    .attr('y', 4)
    .text(decimals(known.at(-1) ?? null, 2));
  group
    .append('text')
    .attr('class', 'value')
    .attr('text-anchor', 'end')
    .attr('x', at + 100)
    .attr('y', 4)
    .text(signed(lastChange(row)));
}

/** All digits. */
function valueText(value: number | null, unit: string): string {
  if (value === null) return NO_NUMBER;
  return unit === '' ? String(value) : `${value} ${unit}`;
}

function hint({ span, unit }: Drawing): string {
  return `Every row has the same scale, about its own middle: its height is ${decimals(span, 2)}${unit === '' ? '' : ` ${unit}`}. At the right the last value and its change from the run before.`;
}

function describe({ runs, rows }: Drawing, text: string): string {
  const moved = [...rows].sort((a, b) => Math.abs(lastChange(b) ?? 0) - Math.abs(lastChange(a) ?? 0))[0];
  const most =
    moved === undefined
      ? ''
      : ` Since the run before, ${moved.id} changed most: ${signed(lastChange(moved))}.`;
  return `Timeline of ${text}: ${rows.length} layers over ${runs.length} runs.${most} "As table" shows every number.`;
}
