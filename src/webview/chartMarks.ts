import { select, type Selection } from 'd3';
import { shownText } from './shownText.js';
import type { Row, RowFrame } from './rows.js';

export type Run = 'current' | 'previous';
export type LayerGroup = Selection<SVGGElement, Row, SVGSVGElement, unknown>;
type AnyGroup = Selection<SVGGElement, Row, SVGSVGElement | null, unknown>;

/**
 * One group a row, joined by layer id, moved to the row's middle, with a transparent rectangle over the whole row that
 * takes clicks and shows the selection. What was in the groups before is removed.
 */
export function layerGroups(svg: SVGSVGElement, frame: RowFrame): LayerGroup {
  const { rows, rowHeight, width } = frame;
  sized(svg, width, rows.length * rowHeight);
  const groups = select(svg)
    .selectAll<SVGGElement, Row>('g.layer')
    .data(rows, ({ id }) => id)
    .join('g')
    .attr('class', 'layer')
    .attr('data-layer', ({ id }) => id)
    .attr('data-run', ({ current }) => (current === null ? 'previous' : 'current'))
    .classed('lighter', ({ current, previous }) => !(current ?? previous)?.dense)
    .attr('transform', (_, index) => `translate(0,${(index + 0.5) * rowHeight})`);
  groups.selectAll('*').remove();
  groups
    .append('rect')
    .attr('class', 'row')
    // Wider than the column, so that the outline of high contrast runs through all columns of a row.
    .attr('x', -2)
    .attr('y', -rowHeight / 2)
    .attr('width', width + 4)
    .attr('height', rowHeight);
  return groups;
}

/** A mark of a layer; every mark says whose it is, and of which run. */
export function mark(
  group: AnyGroup,
  options: {
    readonly tag: 'circle' | 'line' | 'rect' | 'path' | 'text';
    readonly kind: string;
    readonly run?: Run;
  },
): Selection<SVGElement, Row, SVGSVGElement | null, unknown> {
  return group
    .append<SVGElement>((row) => {
      const made = document.createElementNS('http://www.w3.org/2000/svg', options.tag);
      made.setAttribute('data-layer', row.id);
      made.setAttribute('data-run', options.run ?? 'current');
      return made;
    })
    .attr('class', options.kind);
}

/** Width and height as attributes and as the view box. */
export function sized(svg: SVGSVGElement, width: number, height: number): void {
  svg.setAttribute('width', String(width));
  svg.setAttribute('height', String(height));
  svg.setAttribute('viewBox', `0 0 ${width} ${height}`);
}

/** Vertical grid lines behind the rows. */
export function gridLines(svg: SVGSVGElement, positions: readonly number[], height: number): void {
  const lines = select(svg)
    .selectAll<SVGGElement, null>('g.grid')
    .data([null])
    .join((enter) => enter.insert('g', ':first-child').attr('class', 'grid'));
  lines
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
