import { line, select } from 'd3';
import { decimals, signed } from '../../vocabulary/formatNumber.js';
import { shortText } from '../parts/layerName.js';
import type { Steps } from '../parts/slices.js';
import { sized } from '../parts/svg.js';
import { runName } from '../parts/timeText.js';
import { HEAD, NUMBERS, type TimelineLayout } from './timelineLayout.js';
import { knownValues, lastChange, type TimelineRow } from './timelineRows.js';
import '../parts/marks.css';

/** Rows drawn in one step, and before the first paint. */
const STEP = 24;
const AT_ONCE = 48;
/** Pixels above and below a course. */
const PAD = 5;
/** Pixels of a character, about. */
const CHARACTER = 6.4;
/** Pixels between the first and the last run from which on both have their date. */
const BOTH_DATES = 260;

/** Draws all rows anew, in steps. */
export function* drawTimeline(svg: SVGSVGElement, layout: TimelineLayout, selected: string | null): Steps {
  const { rows, rowHeight, width } = layout;
  const height = HEAD + rows.length * rowHeight;
  sized(svg, width, height);
  select(svg).selectAll('*').remove();
  drawDates(svg, layout);
  select(svg).append('line').attr('class', 'cursor').attr('y1', HEAD).attr('y2', height);
  for (let from = 0; from < rows.length; from += STEP) {
    for (const [place, row] of rows.slice(from, from + STEP).entries()) {
      const group = drawRow(svg, row, layout, HEAD + (from + place + 0.5) * rowHeight);
      if (row.id === selected) group.setAttribute('data-selected', 'true');
    }
    if (from + STEP < rows.length) yield from + STEP >= AT_ONCE;
  }
}

function drawDates(svg: SVGSVGElement, { runs, x }: TimelineLayout): void {
  const ends = [
    { run: runs.at(0), at: 0, anchor: 'start' },
    { run: runs.at(-1), at: runs.length - 1, anchor: 'end' },
  ];
  const head = select(svg).append('g');
  for (const { run, at, anchor } of x(runs.length - 1) - x(0) > BOTH_DATES ? ends : ends.slice(0, 1)) {
    head
      .append('text')
      .attr('class', 'tick')
      .attr('text-anchor', anchor)
      .attr('x', x(at))
      .attr('y', 12)
      .text(run === undefined ? '' : runName(run));
  }
}

function drawRow(svg: SVGSVGElement, row: TimelineRow, layout: TimelineLayout, middle: number): SVGGElement {
  const { rowHeight, width, names } = layout;
  const group = select(svg)
    .append('g')
    .attr('class', row.dense ? 'layer' : 'layer lighter')
    .attr('data-layer', row.id)
    .attr('transform', `translate(0,${middle})`);
  group
    .append('rect')
    .attr('class', 'row')
    .attr('data-layer', row.id)
    .attr('y', -rowHeight / 2)
    .attr('width', width)
    .attr('height', rowHeight);
  const name = shortText(row.id, Math.floor((names - 12) / CHARACTER));
  group.append('text').attr('x', 8).attr('y', 4).text(name);
  const [root] = group.nodes();
  if (root === undefined) throw new RangeError('a group that was just made is missing');
  drawCourse(root, row, layout);
  const numbers = [
    { kind: 'number', x: width - NUMBERS + 42, text: decimals(knownValues(row).at(-1) ?? null, 2) },
    { kind: 'value', x: width - NUMBERS + 100, text: signed(lastChange(row)) },
  ];
  group
    .selectAll('text.end')
    .data(numbers)
    .join('text')
    .attr('class', ({ kind }) => kind)
    .attr('text-anchor', 'end')
    .attr('x', ({ x }) => x)
    .attr('y', 4)
    .text(({ text }) => text);
  return root;
}

interface Point {
  readonly run: TimelineLayout['runs'][number];
  readonly x: number;
  readonly y: number;
}

/** The line over the runs and a dot a run; a run that lacks the layer breaks the line. */
function drawCourse(
  root: SVGGElement,
  row: TimelineRow,
  { runs, rowHeight, compact, span, x }: TimelineLayout,
): void {
  const known = knownValues(row);
  const middle = known.length === 0 ? 0 : (Math.max(...known) + Math.min(...known)) / 2;
  const points = runs.map((run, index): Point | null => {
    const value = row.values[index] ?? null;
    return value === null ? null : { run, x: x(index), y: ((middle - value) / span) * (rowHeight - 2 * PAD) };
  });
  const path = piecesOf(points).map((piece) =>
    line<Point>()
      .x((point) => point.x)
      .y((point) => point.y)(piece),
  );
  select(root).append('path').attr('class', 'course').attr('d', path.join(''));
  const dots = points.filter((point) => point !== null).filter(({ run }) => run.shown !== null || !compact);
  select(root)
    .selectAll('circle')
    .data(dots)
    .join('circle')
    .attr('class', ({ run: { shown } }) =>
      shown === 'current' ? 'dot' : shown === 'previous' ? 'ghost class' : 'past',
    )
    .attr('data-layer', row.id)
    .attr('data-run', ({ run: { shown } }) => shown)
    .attr('cx', (point) => point.x)
    .attr('cy', (point) => point.y)
    .attr('r', ({ run: { shown } }) => (shown === null ? 1.75 : shown === 'current' ? 3.5 : 3));
}

/** Stretches without a gap. */
function piecesOf(points: readonly (Point | null)[]): readonly (readonly Point[])[] {
  const pieces: Point[][] = [[]];
  for (const point of points) {
    if (point === null) pieces.push([]);
    else pieces.at(-1)?.push(point);
  }
  return pieces.filter((piece) => piece.length > 0);
}
