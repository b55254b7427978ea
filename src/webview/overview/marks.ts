import { select, selectAll, type Selection } from 'd3';
import { printable } from '../../vocabulary/cleanText.js';
import { layerOf, type Row } from '../parts/rows.js';
import { sized, svgElement } from '../parts/svg.js';
import '../parts/marks.css';
import { heightOf, type Part, type RowFrame } from './rowFrame.js';

export type Run = 'current' | 'previous';

/** Rows with the group that holds each one's marks, moved to the row's middle. */
export interface RowGroups {
  readonly rows: readonly Row[];
  readonly groups: readonly SVGGElement[];
}

/** A row's group with what is drawn in it. */
export interface Drawable<Datum> {
  readonly group: SVGGElement;
  readonly datum: Datum;
}

interface RowNodes {
  readonly back: SVGRectElement;
  readonly marks: SVGGElement;
}

const nodesOf = new WeakMap<SVGSVGElement, Map<string, RowNodes>>();

/** Sizes the chart for its rows and drops the groups of rows that are gone. */
export function prepareRows(svg: SVGSVGElement, { rows, width, rowHeight }: RowFrame, part: Part): void {
  sized(svg, width, heightOf(part, rowHeight));
  if (plane(svg, 'rows') === null) {
    for (const name of ['grid', 'backs', 'lines', 'rows']) select(svg).append('g').attr('class', name);
  }
  const nodes = nodesOf.get(svg) ?? new Map<string, RowNodes>();
  nodesOf.set(svg, nodes);
  const ids = new Set(rows.slice(...part).map(({ id }) => id));
  for (const [id, { back, marks }] of nodes) {
    if (ids.has(id)) continue;
    back.remove();
    marks.remove();
    nodes.delete(id);
  }
}

interface GroupsOptions {
  /** All rows of this drawing. */
  readonly part: Part;
  /** Those wanted now. */
  readonly range: Part;
  /** The rightmost column, where the outlines of its rows close. */
  readonly last: boolean;
}

/**
 * The groups of some rows, kept by layer; what was in them before is removed. Behind them, and behind the joining lines,
 * each row has a transparent rectangle that takes clicks and shows the selection.
 */
export function rowGroups(
  svg: SVGSVGElement,
  { rows, rowHeight, width }: RowFrame,
  { part: [start], range: [from, to], last }: GroupsOptions,
): RowGroups {
  const before = nodesOf.get(svg);
  const some = rows.slice(from, to);
  const nodes = some.map(({ id }) => {
    const row = before?.get(id) ?? newRow(svg);
    before?.set(id, row);
    row.marks.replaceChildren();
    return row;
  });
  selectAll<SVGRectElement, Row>(nodes.map(({ back }) => back))
    .data(some)
    .attr('class', 'row')
    .attr('data-layer', ({ id }) => id)
    .attr('data-run', runOf)
    // Wider than the column, so that the outline of high contrast runs through all columns of a row.
    .attr('x', -2)
    .attr('y', (_, index) => (from - start + index) * rowHeight)
    .attr('width', width + (last ? 1 : 4))
    .attr('height', rowHeight);
  const groups = nodes.map(({ marks }) => marks);
  selectAll<SVGGElement, Row>(groups)
    .data(some)
    .attr('class', (row) => (layerOf(row)?.dense === true ? 'layer' : 'layer lighter'))
    .attr('data-layer', ({ id }) => id)
    .attr('data-run', runOf)
    .attr('transform', (_, index) => `translate(0,${(from - start + index + 0.5) * rowHeight})`);
  return { rows: some, groups };
}

function newRow(svg: SVGSVGElement): RowNodes {
  const nodes = { back: svgElement('rect'), marks: svgElement('g') };
  plane(svg, 'backs')?.append(nodes.back);
  plane(svg, 'rows')?.append(nodes.marks);
  return nodes;
}

function runOf({ current }: Row): Run {
  return current === null ? 'previous' : 'current';
}

/** Part of a chart, from the back to the front. */
export function plane(svg: SVGSVGElement, name: 'grid' | 'backs' | 'lines' | 'rows'): SVGGElement | null {
  return svg.querySelector<SVGGElement>(`:scope > g.${name}`);
}

/** The groups of those rows that have something to draw, with what that is; null: nothing. */
export function drawables<Datum>(
  { rows, groups }: RowGroups,
  datumOf: (row: Row) => Datum | null,
): readonly Drawable<Datum>[] {
  return groups.flatMap((group, index) => {
    const row = rows[index];
    const datum = row === undefined ? null : datumOf(row);
    return datum === null ? [] : [{ group, datum }];
  });
}

interface MarkOptions {
  readonly tag: 'circle' | 'line' | 'rect' | 'path' | 'text';
  readonly kind: string;
  readonly run?: Run;
}

/** One mark in each group; every mark says whose it is, and of which run. */
export function mark<Datum>(
  drawn: readonly Drawable<Datum>[],
  { tag, kind, run = 'current' }: MarkOptions,
): Selection<SVGElement, Datum, null, undefined> {
  const nodes = drawn.map(({ group }): SVGElement => {
    const layer = group.getAttribute('data-layer') ?? '';
    const node = svgElement(tag, { class: kind, 'data-layer': layer, 'data-run': run });
    group.append(node);
    return node;
  });
  return selectAll<SVGElement, Datum>(nodes).data(drawn.map(({ datum }) => datum));
}

/** Pixels above a row's middle at which the previous run stands, clear of this run's marks. */
export function ghostLift({ compact }: Pick<RowFrame, 'compact'>): number {
  return compact ? 6 : 11;
}

/** The previous run's mark, as a path: a hollow diamond, since circles are this run's. */
export function diamond(x: number, y: number, size: number): string {
  return `M${x - size},${y}L${x},${y - size}L${x + size},${y}L${x},${y + size}Z`;
}

/** Half a diamond's width in pixels. */
export function ghostSize({ compact }: Pick<RowFrame, 'compact'>): number {
  return compact ? 3 : 4;
}

/** Vertical grid lines behind the rows. */
export function gridLines(svg: SVGSVGElement, positions: readonly number[], height: number): void {
  select(plane(svg, 'grid'))
    .selectAll('line')
    .data(positions)
    .join('line')
    .attr('x1', (x) => x)
    .attr('x2', (x) => x)
    .attr('y1', 0)
    .attr('y2', height);
}

/** The head of a column: an axis of tick labels at its lower edge. */
export function axisLabels(
  svg: SVGSVGElement,
  ticks: readonly { readonly x: number; readonly text: string }[],
  size: { readonly width: number; readonly height: number },
): void {
  sized(svg, size.width, size.height);
  select(svg)
    .selectAll('text.tick')
    .data(ticks)
    .join('text')
    .attr('class', 'tick')
    .attr('text-anchor', 'middle')
    .attr('x', ({ x }) => x)
    .attr('y', size.height - 5)
    .text(({ text }) => printable(text));
}
