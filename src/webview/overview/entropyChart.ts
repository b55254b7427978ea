import { line, scaleLinear, select, type ScaleLinear } from 'd3';
import { decimals, signed } from '../../vocabulary/formatNumber.js';
import type { Interval, LayerReport } from '../../report/report.js';
import { HEAD_HEIGHT, type ChartColumn } from './chartColumn.js';
import {
  axisLabels,
  diamond,
  ghostLift,
  ghostSize,
  gridLines,
  layer,
  mark,
  type LayerGroup,
  type Run,
} from './chartMarks.js';
import { heightOf, type Row, type RowFrame } from '../parts/rows.js';

const LEFT = 14;
/** Room for a gap's number. */
const RIGHT = 38;
/**
 * Entropy by layer as a dumbbell: filled dot = class entropy, ring = pooled entropy, the bar between = the gap; over it
 * the 95 % intervals that reach beyond their marks, a dashed tick for the untrained baseline, above it a thin dumbbell of
 * hollow diamonds for the previous run. A thin line joins the dense layers.
 */
export const entropyChart: ChartColumn = {
  name: 'entropy',
  title: 'Entropy',
  unit: 'bit per neuron',
  widths: () => ({ least: 192, most: 640 }),
  drawHead: (svg, frame) => {
    const x = entropyScale(frame);
    const ticks = ticksOf(x, frame.width);
    axisLabels(
      svg,
      ticks.map((value) => ({ x: x(value), text: String(value) })),
      { width: frame.width, height: HEAD_HEIGHT },
    );
  },
  drawFrame: (svg, frame) => {
    const x = entropyScale(frame);
    gridLines(svg, ticksOf(x, frame.width).map(x), heightOf(frame));
    joiningLine(svg, frame, { x, run: 'previous' });
    joiningLine(svg, frame, { x, run: 'current' });
  },
  drawRows: (groups, frame) => {
    const x = entropyScale(frame);
    previousMarks(groups, frame, x);
    baselineMarks(groups, frame, x);
    currentMarks(groups, frame, x);
    exceptionMarks(groups, frame, x);
  },
  describe: ({ data: { report } }) => {
    const dense = report.layers.filter((layer) => layer.dense);
    const [first, last] = [dense[0] ?? report.layers[0], dense.at(-1) ?? report.layers.at(-1)];
    if (first === undefined || last === undefined) return 'Entropy by layer: no layers were measured.';
    const rises = report.depth.exceptions.map(({ layer, rise }) => `${layer} ${signed(rise)}`).join(', ');
    return `Entropy by layer: class entropy ${decimals(first.entropy.class)} bit at ${first.id}, ${decimals(last.entropy.class)} bit at ${last.id}; gap ${decimals(first.entropy.gap)} to ${decimals(last.entropy.gap)} bit.${rises === '' ? '' : ` Rises: ${rises}.`} The table of layers holds every number.`;
  },
};

export function entropyScale({ rows, width, reach }: RowFrame): ScaleLinear<number, number> {
  const values = rows.flatMap(({ current, previous }) =>
    [current, previous].flatMap((layer) => (layer === null ? [] : extentOf(layer))),
  );
  const least = Math.min(0, ...values);
  const most = Math.max(reach ?? 0.2, ...values);
  return scaleLinear(
    [least < 0 ? Math.floor(least * 10) / 10 : 0, Math.ceil(most * 10 - 1e-9) / 10],
    [LEFT, width - RIGHT],
  );
}

function extentOf({ entropy, baseline }: LayerReport): readonly number[] {
  return [
    entropy.class,
    entropy.all,
    ...(entropy.ci95.class ?? []),
    ...(entropy.ci95.all ?? []),
    ...(baseline === null ? [] : [baseline.class]),
  ];
}

function ticksOf(x: ScaleLinear<number, number>, width: number): readonly number[] {
  return x.ticks(Math.max(2, Math.floor(width / 62)));
}

/** Joins the dense layers' dots, over which entropy is said to fall; the claim is about them. */
function joiningLine(
  svg: SVGSVGElement,
  { rows, rowHeight, compact, part: [from, to] }: RowFrame,
  { x, run }: { readonly x: ScaleLinear<number, number>; readonly run: Run },
): void {
  const dense = rows.flatMap((row, index) => (row[run]?.dense === true ? [index] : []));
  // One beyond each edge, so that the line runs on from block to block.
  const before = dense.findLast((index) => index < from) ?? from;
  const after = dense.find((index) => index >= to) ?? to;
  const points = dense
    .filter((index) => index >= before && index <= after)
    .map((index): [number, number] => [
      x(rows[index]?.[run]?.entropy.class ?? 0),
      (index - from + 0.5) * rowHeight + (run === 'previous' ? -ghostLift({ compact }) : 0),
    ]);
  select(layer(svg, 'lines'))
    .selectAll<SVGPathElement, string>(`path.joining[data-run="${run}"]`)
    .data(points.length < 2 ? [] : [line()(points) ?? ''])
    .join('path')
    .attr('class', 'joining')
    .attr('data-run', run)
    .attr('d', (d) => d);
}

/** Marks of this run, in the groups that have one. */
function currentMarks(groups: LayerGroup, frame: RowFrame, x: ScaleLinear<number, number>): void {
  const group = groups.filter(({ current }) => current !== null);
  const radius = radiusOf(frame);
  const at = (row: Row, name: 'class' | 'all'): number => x(row.current?.entropy[name] ?? 0);
  mark(group, { tag: 'line', kind: 'gap' })
    .attr('x1', (row) => at(row, 'class'))
    .attr('x2', (row) => at(row, 'all'));
  if (!frame.compact) gapNumbers(group, frame, x);
  mark(group, { tag: 'circle', kind: 'ring' })
    .attr('cx', (row) => at(row, 'all'))
    .attr('r', radius);
  mark(group, { tag: 'circle', kind: 'dot' })
    .attr('cx', (row) => at(row, 'class'))
    .attr('r', radius);
  for (const name of ['class', 'all'] as const) whiskers(group, { x, name, radius });
}

function radiusOf({ compact }: Pick<RowFrame, 'compact'>): number {
  return compact ? 3.5 : 5;
}

/** Right of the ring, and of its interval: one place for all rows, clear of the run before above. */
function gapNumbers(group: LayerGroup, frame: RowFrame, x: ScaleLinear<number, number>): void {
  mark(group, { tag: 'text', kind: 'value' })
    .attr('x', ({ current }) => {
      const { all, ci95 } = current?.entropy ?? { all: 0, ci95: { all: null } };
      return Math.max(x(all) + radiusOf(frame), x(ci95.all?.[1] ?? 0)) + 4;
    })
    .attr('y', 4)
    .text(({ current }) => decimals(current?.entropy.gap ?? null, 2));
}

interface Whiskers {
  readonly x: ScaleLinear<number, number>;
  readonly name: 'class' | 'all';
  /** Pixels of the mark: an interval that lies within it has nothing to show. */
  readonly radius: number;
}

/** Does any interval reach beyond its mark, so that it is drawn? */
export function hasWhiskers(frame: RowFrame): boolean {
  const x = entropyScale(frame);
  const radius = radiusOf(frame);
  return frame.rows.some((row) =>
    (['class', 'all'] as const).some((name) => whiskerOf(row, { x, name, radius }) !== null),
  );
}

/** The ends in pixels of the interval about the corrected value, where it reaches beyond the mark. */
function whiskerOf({ current }: Row, { x, name, radius }: Whiskers): Interval | null {
  const range = current?.entropy.ci95[name] ?? null;
  if (current === null || range === null) return null;
  const [lo, hi] = [x(range[0]), x(range[1])];
  const middle = x(current.entropy[name]);
  return lo < middle - radius - 1 || hi > middle + radius + 1 ? [lo, hi] : null;
}

function whiskers(group: LayerGroup, options: Whiskers): void {
  const wide = group.filter((row) => whiskerOf(row, options) !== null);
  mark(wide, { tag: 'path', kind: `whisker ${options.name}` }).attr('d', (row) => {
    const [lo, hi] = whiskerOf(row, options) ?? [0, 0];
    return `M${lo},0H${hi}M${lo},-4V4M${hi},-4V4`;
  });
}

function baselineMarks(groups: LayerGroup, { rowHeight }: RowFrame, x: ScaleLinear<number, number>): void {
  mark(
    groups.filter(({ current }) => (current?.baseline ?? null) !== null),
    { tag: 'line', kind: 'baseline' },
  )
    .attr('x1', ({ current }) => x(current?.baseline?.class ?? 0))
    .attr('x2', ({ current }) => x(current?.baseline?.class ?? 0))
    .attr('y1', -rowHeight * 0.26)
    .attr('y2', rowHeight * 0.26);
}

function previousMarks(groups: LayerGroup, frame: RowFrame, x: ScaleLinear<number, number>): void {
  const group = groups.filter(({ previous }) => previous !== null);
  const y = -ghostLift(frame);
  const at = (row: Row, name: 'class' | 'all'): number => x(row.previous?.entropy[name] ?? 0);
  mark(group, { tag: 'line', kind: 'ghost-gap', run: 'previous' })
    .attr('x1', (row) => at(row, 'class'))
    .attr('x2', (row) => at(row, 'all'))
    .attr('y1', y)
    .attr('y2', y);
  for (const name of ['class', 'all'] as const) {
    mark(group, { tag: 'path', kind: `ghost ${name}`, run: 'previous' }).attr('d', (row) =>
      diamond(at(row, name), y, ghostSize(frame)),
    );
  }
}

/** An arrow up, as a path about the row's middle. */
export function rise(x: number, y = 0): string {
  return `M${x},${y + 5}V${y - 4}M${x - 3},${y - 1}L${x},${y - 4.5}L${x + 3},${y - 1}`;
}

/** Where the fall with depth breaks: an arrow left of the dot, with the rise. */
function exceptionMarks(
  groups: LayerGroup,
  { data, compact }: RowFrame,
  x: ScaleLinear<number, number>,
): void {
  const rises = new Map(data.report.depth.exceptions.map(({ layer, rise }) => [layer, rise]));
  const group = groups.filter(({ id, current }) => current !== null && rises.has(id));
  const at = (row: Row): number => x(row.current?.entropy.class ?? 0);
  const roomy = (row: Row): boolean => at(row) > 70;
  mark(group, { tag: 'path', kind: 'exception' }).attr('d', (row) => rise(at(row) - (compact ? 9 : 11)));
  mark(group.filter(roomy), { tag: 'text', kind: 'exception-value' })
    .attr('text-anchor', 'end')
    .attr('x', (row) => at(row) - 17)
    .attr('y', 4)
    .text(({ id }) => signed(rises.get(id) ?? null, compact ? 2 : 3));
}
