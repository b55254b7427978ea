import { line, scaleLinear, select, type ScaleLinear } from 'd3';
import { decimals, signed } from '../report/formatNumber.js';
import type { Interval, LayerReport } from '../report/report.js';
import { HEAD_HEIGHT, type ChartColumn } from './chartColumn.js';
import { axisLabels, gridLines, layer, mark, type LayerGroup, type Run } from './chartMarks.js';
import { heightOf, type Row, type RowFrame } from './rows.js';

const LEFT = 14;
const RIGHT = 18;
/** The previous run's marks stand a little above the row's middle. */
const GHOST_Y = -6;

/**
 * Entropy by layer as a dumbbell: filled dot = within a class, ring = all classes pooled, the bar between = the gap;
 * below it the 95 % intervals about the corrected values, a dashed tick for the untrained baseline, hollow small marks
 * for the previous run. A thin line joins the dense layers.
 */
export const entropyChart: ChartColumn = {
  name: 'entropy',
  title: 'Entropy',
  unit: 'bit per neuron',
  widths: () => ({ least: 170, most: 640 }),
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
    previousMarks(groups, x);
    baselineMarks(groups, frame, x);
    currentMarks(groups, frame, x);
    exceptionMarks(groups, frame, x);
  },
  describe: ({ data: { report } }) => {
    const dense = report.layers.filter((layer) => layer.dense);
    const [first, last] = [dense[0] ?? report.layers[0], dense.at(-1) ?? report.layers.at(-1)];
    if (first === undefined || last === undefined) return 'Entropy by layer: no layers were measured.';
    const rises = report.depth.exceptions.map(({ layer, rise }) => `${layer} ${signed(rise)}`).join(', ');
    return `Entropy by layer: within a class ${decimals(first.entropy.class)} bit at ${first.id}, ${decimals(last.entropy.class)} bit at ${last.id}; gap ${decimals(first.entropy.gap)} to ${decimals(last.entropy.gap)} bit.${rises === '' ? '' : ` Rises: ${rises}.`} The table of layers holds every number.`;
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
  { rows, rowHeight, part: [from, to] }: RowFrame,
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
      (index - from + 0.5) * rowHeight + (run === 'previous' ? GHOST_Y : 0),
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
function currentMarks(groups: LayerGroup, { compact }: RowFrame, x: ScaleLinear<number, number>): void {
  const group = groups.filter(({ current }) => current !== null);
  const value = (pick: (entropy: LayerReport['entropy']) => number) => (row: Row) =>
    row.current === null ? 0 : pick(row.current.entropy);
  const own = value((entropy) => entropy.class);
  const all = value((entropy) => entropy.all);
  mark(group, { tag: 'line', kind: 'gap' })
    .attr('x1', (row) => x(own(row)))
    .attr('x2', (row) => x(all(row)));
  if (!compact) {
    whiskers(group, x, 'class');
    whiskers(group, x, 'all');
    // Where the earlier run's marks would lie on it, the number is left to the hover card.
    const free = (row: Row): boolean =>
      row.previous === null ||
      [row.previous.entropy.class, row.previous.entropy.all].every(
        (before) => Math.abs(x(before) - (x(own(row)) + x(all(row))) / 2) > 18,
      );
    mark(
      group.filter((row) => x(all(row)) - x(own(row)) > 34 && free(row)),
      { tag: 'text', kind: 'value' },
    )
      .attr('text-anchor', 'middle')
      .attr('x', (row) => (x(own(row)) + x(all(row))) / 2)
      .attr('y', -5)
      .text((row) => decimals(value((entropy) => entropy.gap)(row), 2));
  }
  mark(group, { tag: 'circle', kind: 'ring' })
    .attr('cx', (row) => x(all(row)))
    .attr('r', compact ? 3.5 : 5);
  mark(group, { tag: 'circle', kind: 'dot' })
    .attr('cx', (row) => x(own(row)))
    .attr('r', compact ? 3.5 : 5);
}

/** The interval about the corrected value, which is the short upright stroke on it. */
function whiskers(group: LayerGroup, x: ScaleLinear<number, number>, name: 'class' | 'all'): void {
  const bounds = (row: Row): Interval => row.current?.entropy.ci95[name] ?? [0, 0];
  const known = group.filter(({ current }) => (current?.entropy.ci95[name] ?? null) !== null);
  mark(known, { tag: 'path', kind: `whisker ${name}` }).attr('d', (row) => {
    const [lo, hi] = bounds(row);
    const middle = x(row.current?.entropy.corrected[name] ?? 0);
    // Ends closer than this would run into the stroke in the middle.
    const ends = x(hi) - x(lo) > 9 ? `M${x(lo)},8V12M${x(hi)},8V12` : '';
    return `M${x(lo)},10H${x(hi)}M${middle},7V13${ends}`;
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

function previousMarks(groups: LayerGroup, x: ScaleLinear<number, number>): void {
  const group = groups.filter(({ previous }) => previous !== null);
  const at = (row: Row, name: 'class' | 'all'): number => x(row.previous?.entropy[name] ?? 0);
  for (const name of ['class', 'all'] as const) {
    mark(
      group.filter(({ current }) => current !== null),
      { tag: 'line', kind: 'moved', run: 'previous' },
    )
      .attr('x1', (row) => at(row, name))
      .attr('x2', (row) => x(row.current?.entropy[name] ?? 0))
      .attr('y1', GHOST_Y);
    mark(group, { tag: 'circle', kind: `ghost ${name}`, run: 'previous' })
      .attr('cx', (row) => at(row, name))
      .attr('cy', GHOST_Y)
      .attr('r', 2.5);
  }
}

/** Where the fall with depth breaks: a triangle left of the dot, with the rise. */
function exceptionMarks(
  groups: LayerGroup,
  { data, compact }: RowFrame,
  x: ScaleLinear<number, number>,
): void {
  const rises = new Map(data.report.depth.exceptions.map(({ layer, rise }) => [layer, rise]));
  const group = groups.filter(({ id, current }) => current !== null && rises.has(id));
  const at = (row: Row): number => x(row.current?.entropy.class ?? 0);
  const roomy = (row: Row): boolean => at(row) > 70;
  mark(group, { tag: 'path', kind: 'exception' }).attr(
    'd',
    (row) => `M${at(row) - (compact ? 12 : 14)},4l4,-8l4,8z`,
  );
  mark(group.filter(roomy), { tag: 'text', kind: 'exception-value' })
    .attr('text-anchor', 'end')
    .attr('x', (row) => at(row) - 17)
    .attr('y', 4)
    .text(({ id }) => signed(rises.get(id) ?? null, compact ? 2 : 3));
}
