import { select } from 'd3';
import type { RunSummary } from '../../protocol/pageMessages.js';
import { printable } from '../../vocabulary/cleanText.js';
import { count, decimals, NO_NUMBER } from '../../vocabulary/formatNumber.js';
import { element } from '../parts/element.js';
import { SlicedWork } from '../parts/slices.js';
import { svgElement } from '../parts/svg.js';
import { runName } from '../parts/timeText.js';
import {
  HEAD,
  scaleText,
  timelineDescription,
  timelineLayout,
  type TimelineLayout,
  type TimelineOptions,
} from './timelineLayout.js';
import { drawTimeline } from './timelineMarks.js';
import type { TimelineRow } from './timelineRows.js';

/**
 * The model's runs from left to right, one row a layer: small multiples with one scale, each about its own middle, so
 * that equal steps are equal changes. The run on the page is a filled dot, the one compared with a hollow one.
 */
export class TimelineChart {
  readonly node = element('div');
  readonly #svg = svgElement('svg', { 'data-chart': 'timeline', role: 'img', class: 'chart' });
  readonly #pointed = element('p', { class: 'pointed', role: 'status' });
  readonly #scroller = element('div', {
    class: 'timeline-scroll',
    role: 'group',
    tabindex: 0,
    'aria-label': 'Runs: left and right move between runs, up and down between layers',
  });
  readonly #work = new SlicedWork();
  #layout: TimelineLayout | null = null;
  #selected: string | null = null;
  /** The run that the keys have reached. */
  #run = 0;

  constructor() {
    this.#scroller.append(this.#svg);
    this.node.append(this.#scroller, this.#pointed);
    this.#svg.addEventListener('pointermove', (event) => {
      const place = this.#placeAt(event);
      this.#point(place?.row ?? null, place?.run ?? this.#run);
    });
    this.#svg.addEventListener('pointerleave', () => {
      this.#point(null, this.#run);
    });
    this.#scroller.addEventListener('keydown', (event) => {
      const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
      if (step === undefined || this.#layout === null) return;
      event.preventDefault();
      this.#run = Math.min(this.#layout.runs.length - 1, Math.max(0, this.#run + step));
      this.#point(this.#selectedRow(), this.#run);
    });
  }

  /** Draws in slices. @param done all rows are drawn */
  draw(options: TimelineOptions, selected: string | null, done: () => void): void {
    const layout = timelineLayout(options);
    this.#layout = layout;
    this.#selected = selected;
    this.#run = layout.runs.length - 1;
    this.#svg.setAttribute('aria-label', timelineDescription(layout));
    this.#work.start(drawTimeline(this.#svg, layout, selected), done);
    this.#point(null, this.#run);
  }

  /** Another layer was selected: its row is marked by the page; the line below speaks of it. */
  select(id: string | null): void {
    this.#selected = id;
    if (this.#scroller.contains(document.activeElement)) this.#point(this.#selectedRow(), this.#run);
  }

  stop(): void {
    this.#work.stop();
  }

  #selectedRow(): TimelineRow | null {
    return this.#layout?.rows.find(({ id }) => id === this.#selected) ?? null;
  }

  #point(row: TimelineRow | null, index: number): void {
    const layout = this.#layout;
    const run = layout?.runs[index];
    if (layout === null || run === undefined) return;
    select(this.#svg)
      .selectAll<SVGLineElement, number>('line.cursor')
      .attr('x1', layout.x(index))
      .attr('x2', layout.x(index))
      .attr('data-on', row === null ? null : 'true');
    const text = row === null ? scaleText(layout) : pointedText(layout, row, run);
    if (this.#pointed.textContent !== text) this.#pointed.textContent = text;
  }

  #placeAt(event: PointerEvent): { readonly row: TimelineRow; readonly run: number } | null {
    if (this.#layout === null) return null;
    const { rows, runs, rowHeight, x } = this.#layout;
    const box = this.#svg.getBoundingClientRect();
    const row = rows[Math.floor((event.clientY - box.top - HEAD) / rowHeight)];
    const run = Math.round(x.invert(event.clientX - box.left));
    return row === undefined ? null : { row, run: Math.min(runs.length - 1, Math.max(0, run)) };
  }
}

/** All digits. */
function pointedText({ quantity, runs }: TimelineLayout, row: TimelineRow, run: RunSummary): string {
  const value = row.values[runs.indexOf(run)] ?? null;
  const number = value === null ? NO_NUMBER : `${value}${quantity.unit === 'bit' ? ' bit' : ''}`;
  const accuracy = run.accuracy === null ? '' : `, accuracy ${decimals(run.accuracy)}`;
  return printable(
    `${row.id}, run ${run.name === undefined ? 'of ' : ''}${runName(run)}: ${number}; ${count(run.samples)} samples${accuracy}`,
  );
}
