import { select, selectAll, type Selection } from 'd3';
import { shownText } from '../parts/shownText.js';
import { heightOf, type Row, type RowFrame } from '../parts/rows.js';

export type Run = 'current' | 'previous';
/** One group a row, moved to the row's middle. */
export type LayerGroup = Selection<SVGGElement, Row, null, undefined>;

interface RowNodes {
  readonly back: SVGRectElement;
  readonly marks: SVGGElement;
}

const nodesOf = new WeakMap<SVGSVGElement, Map<string, RowNodes>>();

/** Sizes the chart for its rows and drops the groups of rows that are gone. */
export function prepareRows(svg: SVGSVGElement, frame: RowFrame): void {
  sized(svg, frame.width, heightOf(frame));
  if (layer(svg, 'rows') === null) {
    for (const name of ['grid', 'backs', 'lines', 'rows']) select(svg).append('g').attr('class', name);
  }
  const known = nodesOf.get(svg) ?? new Map<string, RowNodes>();
  nodesOf.set(svg, known);
  const ids = new Set(frame.rows.slice(...frame.part).map(({ id }) => id));
  for (const [id, { back, marks }] of known) {
    if (ids.has(id)) continue;
    back.remove();
    marks.remove();
    known.delete(id);
  }
}

/**
 * The groups of some rows, kept by layer; what was in them before is removed. Behind them, and behind the joining lines,
 * each row has a transparent rectangle that takes clicks and shows the selection.
 */
export function layerGroups(
  svg: SVGSVGElement,
  { rows, part: [start], rowHeight, width, last }: RowFrame,
  [from, to]: readonly [number, number],
): LayerGroup {
  const known = nodesOf.get(svg);
  const some = rows.slice(from, to);
  const nodes = some.map(({ id }) => {
    const there = known?.get(id) ?? newRow(svg);
    known?.set(id, there);
    there.marks.replaceChildren();
    return there;
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
  return selectAll<SVGGElement, Row>(nodes.map(({ marks }) => marks))
    .data(some)
    .attr('class', 'layer')
    .attr('data-layer', ({ id }) => id)
    .attr('data-run', runOf)
    .classed('lighter', ({ current, previous }) => !(current ?? previous)?.dense)
    .attr('transform', (_, index) => `translate(0,${(from - start + index + 0.5) * rowHeight})`);
}

function newRow(svg: SVGSVGElement): RowNodes {
  const space = 'http://www.w3.org/2000/svg';
  const back = document.createElementNS(space, 'rect');
  const marks = document.createElementNS(space, 'g');
  layer(svg, 'backs')?.append(back);
  layer(svg, 'rows')?.append(marks);
  return { back, marks };
}

function runOf({ current }: Row): Run {
  return current === null ? 'previous' : 'current';
}

/** Part of a chart, from the back to the front. */
export function layer(svg: SVGSVGElement, name: 'grid' | 'backs' | 'lines' | 'rows'): SVGGElement | null {
  return svg.querySelector<SVGGElement>(`:scope > g.${name}`);
}

/** A mark of a layer; every mark says whose it is, and of which run. */
export function mark(
  group: LayerGroup,
  options: {
    readonly tag: 'circle' | 'line' | 'rect' | 'path' | 'text';
    readonly kind: string;
    readonly run?: Run;
  },
): Selection<SVGElement, Row, null, undefined> {
  return group
    .append<SVGElement>((row) => {
      const made = document.createElementNS('http://www.w3.org/2000/svg', options.tag);
      made.setAttribute('data-layer', row.id);
      made.setAttribute('data-run', options.run ?? 'current');
      return made;
    })
    .attr('class', options.kind);
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

/** Width and height as attributes and as the view box. */
export function sized(svg: SVGSVGElement, width: number, height: number): void {
  svg.setAttribute('width', String(width));
  svg.setAttribute('height', String(height));
  svg.setAttribute('viewBox', `0 0 ${width} ${height}`);
}

/** Vertical grid lines behind the rows. */
export function gridLines(svg: SVGSVGElement, positions: readonly number[], height: number): void {
  select(layer(svg, 'grid'))
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
    .text(({ text }) => shownText(text));
}
