import { line, scaleLinear, select, type ScaleLinear } from 'd3';
import type { LayerReport } from '../../report/report.js';
import { decimals, signed } from '../../vocabulary/formatNumber.js';
import { headlineEntropies } from '../../vocabulary/quantities.js';
import type { Interval } from '../../vocabulary/schema.js';
import type { Row } from '../parts/rows.js';
import { HEAD_HEIGHT, type ChartColumn } from './chartColumn.js';
import { entropyLegend, riseArrow } from './entropyLegend.js';
import {
  axisLabels,
  diamond,
  drawables,
  ghostLift,
  ghostSize,
  gridLines,
  mark,
  plane,
  type Drawable,
  type RowGroups,
  type Run,
} from './marks.js';
import { heightOf, type Part, type RowFrame } from './rowFrame.js';

const LEFT = 14;
/** Room for a gap's number. */
const RIGHT = 38;
/** Room for a rise's number left of its arrow. */
const RISE = 70;

type Scale = ScaleLinear<number, number>;

/**
 * Entropy by layer as a dumbbell: filled dot = class entropy, ring = pooled entropy, the bar between = the gap; over it
 * the 95 % intervals that reach beyond their marks, above it a thin dumbbell of hollow diamonds for the previous run. A
 * thin line joins the dense layers.
 */
export const entropyChart: ChartColumn = {
  name: 'entropy',
  title: 'Entropy',
  unit: 'bit per neuron',
  widths: () => ({ least: 192, most: 640 }),
  drawing: (frame) => {
    const x = entropyScale(frame);
    const ticks = x.ticks(Math.max(2, Math.floor(frame.width / 62)));
    const rises = new Map(frame.data.report.depth.exceptions.map(({ layer, rise }) => [layer, rise]));
    return {
      headHeight: HEAD_HEIGHT,
      head: (svg) => {
        const texts = ticks.map((value) => ({ x: x(value), text: String(value) }));
        axisLabels(svg, texts, { width: frame.width, height: HEAD_HEIGHT });
      },
      behind: (svg, part) => {
        gridLines(svg, ticks.map(x), heightOf(part, frame.rowHeight));
        for (const run of ['previous', 'current'] as const) joiningLine(svg, frame, { x, run, part });
      },
      rows: (groups) => {
        previousMarks(groups, frame, x);
        const current = drawables(groups, (row) => dumbbellOf(row, frame, x));
        baselineMarks(groups, frame, x);
        currentMarks(current, frame);
        riseMarks(current, rises, frame);
      },
      legend: entropyLegend(frame.data, {
        intervals: frame.rows.some((row) => (dumbbellOf(row, frame, x)?.whiskers.length ?? 0) > 0),
      }),
      description: description(frame),
    };
  },
};

/** Bits to pixels; the domain ends at a tenth. */
export function entropyScale({ rows, width, reach }: Pick<RowFrame, 'rows' | 'width' | 'reach'>): Scale {
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

function extentOf(layer: LayerReport): readonly number[] {
  const { entropy } = layer;
  const shown = headlineEntropies(layer);
  const fresh = layer.baseline ? [shown.class + layer.baseline.gap.max] : [];
  return [shown.class, shown.all, ...(entropy.ci95.class ?? []), ...(entropy.ci95.all ?? []), ...fresh];
}

function description({ data: { report } }: RowFrame): string {
  const dense = report.layers.filter((layer) => layer.dense);
  const [first, last] = [dense[0] ?? report.layers[0], dense.at(-1) ?? report.layers.at(-1)];
  if (first === undefined || last === undefined) return 'Entropy by layer: no layers were measured.';
  const [begin, end] = [headlineEntropies(first), headlineEntropies(last)];
  const rises = report.depth.exceptions.map(({ layer, rise }) => `${layer} ${signed(rise)}`).join(', ');
  return `Entropy by layer: class entropy ${decimals(begin.class)} bit at ${first.id}, ${decimals(end.class)} bit at ${last.id}; gap ${decimals(begin.gap)} to ${decimals(end.gap)} bit.${rises === '' ? '' : ` Rises: ${rises}.`} The table of layers holds every number.`;
}

/** Joins the dense layers' dots, over which entropy is said to fall; the claim is about them. */
function joiningLine(
  svg: SVGSVGElement,
  { rows, rowHeight, compact }: RowFrame,
  { x, run, part: [from, to] }: { readonly x: Scale; readonly run: Run; readonly part: Part },
): void {
  const dense = rows.flatMap((row, index) => {
    const layer = row[run];
    return layer?.dense === true ? [{ index, entropy: headlineEntropies(layer).class }] : [];
  });
  // One beyond each edge, so that the line runs on from block to block.
  const before = dense.findLast(({ index }) => index < from)?.index ?? from;
  const after = dense.find(({ index }) => index >= to)?.index ?? to;
  const lift = run === 'previous' ? ghostLift({ compact }) : 0;
  const points = dense
    .filter(({ index }) => index >= before && index <= after)
    .map(({ index, entropy }): [number, number] => [x(entropy), (index - from + 0.5) * rowHeight - lift]);
  select(plane(svg, 'lines'))
    .selectAll<SVGPathElement, string>(`path.joining[data-run="${run}"]`)
    .data(points.length < 2 ? [] : [line()(points) ?? ''])
    .join('path')
    .attr('class', 'joining')
    .attr('data-run', run)
    .attr('d', (d) => d);
}

/** A layer's marks of this run, in pixels from the left. */
interface Dumbbell {
  readonly id: string;
  readonly dot: number;
  readonly ring: number;
  /** Where the gap's number begins. */
  readonly number: number;
  readonly gap: number;
  /** Intervals that reach beyond their mark. */
  readonly whiskers: readonly { readonly name: 'class' | 'all'; readonly ends: Interval }[];
}

function dumbbellOf({ id, current }: Row, frame: RowFrame, x: Scale): Dumbbell | null {
  if (current === null) return null;
  const { entropy } = current;
  const shown = headlineEntropies(current);
  const radius = radiusOf(frame);
  const whiskers = (['class', 'all'] as const).flatMap((name) => {
    const range = entropy.ci95[name];
    if (range === null) return [];
    const ends: Interval = [x(range[0]), x(range[1])];
    const middle = x(shown[name]);
    const reaches = ends[0] < middle - radius - 1 || ends[1] > middle + radius + 1;
    return reaches ? [{ name, ends }] : [];
  });
  const ring = x(shown.all);
  const right = entropy.ci95.all === null ? 0 : x(entropy.ci95.all[1]);
  return {
    id,
    dot: x(shown.class),
    ring,
    number: Math.max(ring + radius, right) + 4,
    gap: shown.gap,
    whiskers,
  };
}

function radiusOf({ compact }: Pick<RowFrame, 'compact'>): number {
  return compact ? 3.5 : 5;
}

function currentMarks(current: readonly Drawable<Dumbbell>[], frame: RowFrame): void {
  const radius = radiusOf(frame);
  mark(current, { tag: 'line', kind: 'gap' })
    .attr('x1', ({ dot }) => dot)
    .attr('x2', ({ ring }) => ring);
  // Right of the ring, and of its interval: one place for all rows, clear of the run before above.
  if (!frame.compact) {
    mark(current, { tag: 'text', kind: 'value' })
      .attr('x', ({ number }) => number)
      .attr('y', 4)
      .text(({ gap }) => decimals(gap, 2));
  }
  mark(current, { tag: 'circle', kind: 'ring' })
    .attr('cx', ({ ring }) => ring)
    .attr('r', radius);
  mark(current, { tag: 'circle', kind: 'dot' })
    .attr('cx', ({ dot }) => dot)
    .attr('r', radius);
  for (const name of ['class', 'all'] as const) {
    const wide = current.flatMap(({ group, datum }) =>
      datum.whiskers.flatMap((whisker) => (whisker.name === name ? [{ group, datum: whisker.ends }] : [])),
    );
    mark(wide, { tag: 'path', kind: `whisker ${name}` }).attr(
      'd',
      ([lo, hi]) => `M${lo},0H${hi}M${lo},-4V4M${hi},-4V4`,
    );
  }
}

/** How far the gap reaches from class entropy in copies with fresh weights: the bar beyond it was learned. */
function baselineMarks(groups: RowGroups, { compact }: RowFrame, x: Scale): void {
  const bands = drawables(groups, ({ current }) => {
    const baseline = current?.baseline ?? null;
    if (current === null || baseline === null) return null;
    const from = headlineEntropies(current).class;
    return { from: x(from + baseline.gap.min), to: x(from + baseline.gap.max) };
  });
  const height = compact ? 9 : 14;
  mark(bands, { tag: 'rect', kind: 'baseline' })
    .attr('x', ({ from }) => from)
    .attr('y', -height / 2)
    .attr('width', ({ from, to }) => Math.max(2, to - from))
    .attr('height', height);
}

function previousMarks(groups: RowGroups, frame: RowFrame, x: Scale): void {
  const previous = drawables(groups, (row) => {
    if (row.previous === null) return null;
    const shown = headlineEntropies(row.previous);
    return { class: x(shown.class), all: x(shown.all) };
  });
  const y = -ghostLift(frame);
  mark(previous, { tag: 'line', kind: 'ghost-gap', run: 'previous' })
    .attr('x1', (ends) => ends.class)
    .attr('x2', ({ all }) => all)
    .attr('y1', y)
    .attr('y2', y);
  for (const name of ['class', 'all'] as const) {
    mark(previous, { tag: 'path', kind: `ghost ${name}`, run: 'previous' }).attr('d', (ends) =>
      diamond(ends[name], y, ghostSize(frame)),
    );
  }
}

/** Where the fall with depth breaks: an arrow left of the dot, with the rise. */
function riseMarks(
  current: readonly Drawable<Dumbbell>[],
  rises: ReadonlyMap<string, number>,
  { compact }: RowFrame,
): void {
  const risen = current.flatMap(({ group, datum: { id, dot } }) => {
    const rise = rises.get(id);
    return rise === undefined ? [] : [{ group, datum: { dot, rise } }];
  });
  mark(risen, { tag: 'path', kind: 'exception' }).attr('d', ({ dot }) => riseArrow(dot - (compact ? 9 : 11)));
  const roomy = risen.filter(({ datum: { dot } }) => dot > RISE);
  mark(roomy, { tag: 'text', kind: 'exception-value' })
    .attr('text-anchor', 'end')
    .attr('x', ({ dot }) => dot - 17)
    .attr('y', 4)
    .text(({ rise }) => signed(rise, compact ? 2 : 3));
}
