import { select, selectAll, type Selection } from 'd3';
import { shownText } from './shownText.js';
import type { Row, RowFrame } from './rows.js';

export type Run = 'current' | 'previous';
/** One group a row, moved to the row's middle. */
export type LayerGroup = Selection<SVGGElement, Row, null, undefined>;

const groupsOf = new WeakMap<SVGSVGElement, Map<string, SVGGElement>>();

/** Sizes the chart for its rows and drops the groups of rows that are gone. */
export function prepareRows(svg: SVGSVGElement, { rows, rowHeight, width }: RowFrame): void {
  sized(svg, width, rows.length * rowHeight);
  if (layer(svg, 'rows') === null) {
    for (const name of ['grid', 'rows', 'over']) {
      select(svg).append('g').attr('class', name);
    }
  }
  const groups = groupsOf.get(svg) ?? new Map<string, SVGGElement>();
  groupsOf.set(svg, groups);
  const ids = new Set(rows.map(({ id }) => id));
  for (const [id, group] of groups) {
    if (ids.has(id)) continue;
    group.remove();
    groups.delete(id);
  }
}

/**
 * The groups of some rows, kept by layer, with a transparent rectangle over the whole row that takes clicks and shows
 * the selection. What was in the groups before is removed.
 */
export function layerGroups(
  svg: SVGSVGElement,
  { rows, rowHeight, width }: RowFrame,
  [from, to]: readonly [number, number],
): LayerGroup {
  const known = groupsOf.get(svg);
  const parent = layer(svg, 'rows');
  const some = rows.slice(from, to);
  const nodes = some.map(({ id }) => {
    const node = known?.get(id) ?? document.createElementNS('http://www.w3.org/2000/svg', 'g');
    if (node.parentNode !== parent) {
      known?.set(id, node);
      parent?.append(node);
    }
    node.replaceChildren();
    return node;
  });
  const groups = selectAll<SVGGElement, Row>(nodes)
    .data(some)
    .attr('class', 'layer')
    .attr('data-layer', ({ id }) => id)
    .attr('data-run', ({ current }) => (current === null ? 'previous' : 'current'))
    .classed('lighter', ({ current, previous }) => !(current ?? previous)?.dense)
    .attr('transform', (_, index) => `translate(0,${(from + index + 0.5) * rowHeight})`);
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

/** Part of a chart: behind, in, or over its rows. */
export function layer(svg: SVGSVGElement, name: 'grid' | 'rows' | 'over'): SVGGElement | null {
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
