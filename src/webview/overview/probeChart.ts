import { line, scaleLinear, select, type ScaleLinear } from 'd3';
import { ownAccuracy } from '../../report/ownAccuracy.js';
import type { LayerReport, Report } from '../../report/report.js';
import { decimals } from '../../vocabulary/formatNumber.js';
import { HEAD_HEIGHT, type ChartColumn } from './chartColumn.js';
import { circleIcon, lineIcon, type LegendItem } from './legend.js';
import { axisLabels, diamond, drawables, ghostLift, ghostSize, gridLines, mark, plane } from './marks.js';
import { heightOf, type Part, type RowFrame } from './rowFrame.js';

const LEFT = 12;
const RIGHT = 52;
/** Standard errors of a 95 % interval. */
const Z95 = 1.96;

type Scale = ScaleLinear<number, number>;

/**
 * What a linear read-out of each layer names rightly, with its 95 % interval; a line joins the layers, two upright lines
 * say what chance and what the network itself does.
 */
export const probeChart: ChartColumn = {
  name: 'probe',
  title: 'Linear read-out',
  unit: 'share',
  widths: () => ({ least: 150, most: 340 }),
  drawing: (frame) => {
    const { width, rowHeight, compact } = frame;
    const x = probeScale(frame);
    const ticks = x.ticks(Math.max(2, Math.floor(width / 70)));
    return {
      headHeight: HEAD_HEIGHT,
      head: (svg) => {
        const texts = ticks.map((value) => ({ x: x(value), text: String(value) }));
        axisLabels(svg, texts, { width, height: HEAD_HEIGHT });
      },
      behind: (svg, part) => {
        gridLines(svg, ticks.map(x), heightOf(part, rowHeight));
        levelLines(svg, frame, { x, part });
        joiningLine(svg, frame, { x, part });
      },
      rows: (groups) => {
        const before = drawables(groups, ({ previous }) => previous?.probe?.accuracy ?? null);
        mark(before, { tag: 'path', kind: 'ghost class', run: 'previous' }).attr('d', (value) =>
          diamond(x(value), -ghostLift(frame), ghostSize(frame)),
        );
        const now = drawables(groups, ({ current }) => current?.probe ?? null);
        const wide = now.filter(({ datum }) => x(Z95 * datum.se) - x(0) > (compact ? 4.5 : 6));
        mark(now, { tag: 'circle', kind: 'dot' })
          .attr('cx', ({ accuracy }) => x(accuracy))
          .attr('r', compact ? 3.5 : 5);
        mark(wide, { tag: 'path', kind: 'whisker class' }).attr('d', ({ accuracy, se }) => {
          const [lo, hi] = [x(Math.max(0, accuracy - Z95 * se)), x(Math.min(1, accuracy + Z95 * se))];
          return `M${lo},0H${hi}M${lo},-4V4M${hi},-4V4`;
        });
        mark(now, { tag: 'text', kind: 'number' })
          .attr('text-anchor', 'end')
          .attr('x', width - 10)
          .attr('y', 4)
          .text(({ accuracy }) => decimals(accuracy));
      },
      legend: legend(frame),
      description: description(frame),
    };
  },
};

/** Does any layer of either run have a read-out? */
export function hasProbes(reports: readonly (Report | null)[]): boolean {
  return reports.some((report) => report?.layers.some(({ probe }) => (probe ?? null) !== null) === true);
}

function probeScale({ rows, data: { report }, width }: RowFrame): Scale {
  const values = rows.flatMap(({ current, previous }) =>
    [current?.probe?.accuracy, previous?.probe?.accuracy].filter((value) => typeof value === 'number'),
  );
  const levels = levelsOf(report).map(({ share }) => share);
  const least = Math.floor(Math.min(0.9, ...values, ...levels) * 10 + 1e-9) / 10;
  return scaleLinear([least, 1], [LEFT, width - RIGHT]);
}

interface Level {
  readonly kind: 'chance' | 'own';
  readonly share: number;
}

/** Chance, and what the network itself names rightly. */
function levelsOf({ task, layers }: Report): readonly Level[] {
  const own = ownAccuracy(layers);
  return [
    ...(task === null ? [] : [{ kind: 'chance' as const, share: task.chance }]),
    ...(own === null ? [] : [{ kind: 'own' as const, share: own }]),
  ];
}

function levelLines(
  svg: SVGSVGElement,
  { data: { report }, rowHeight }: RowFrame,
  { x, part }: { readonly x: Scale; readonly part: Part },
): void {
  select(plane(svg, 'lines'))
    .selectAll<SVGLineElement, Level>('line.level-line')
    .data(levelsOf(report))
    .join('line')
    .attr('class', ({ kind }) => `level-line ${kind}`)
    .attr('x1', ({ share }) => x(share))
    .attr('x2', ({ share }) => x(share))
    .attr('y1', 0)
    .attr('y2', heightOf(part, rowHeight));
}

/** Over all layers: each one's read-out is of the same samples. */
function joiningLine(
  svg: SVGSVGElement,
  { rows, rowHeight }: RowFrame,
  { x, part: [from, to] }: { readonly x: Scale; readonly part: Part },
): void {
  const points = rows
    .map(({ current }, index): [LayerReport | null, number] => [current, index])
    // One beyond each edge, so that the line runs on from block to block.
    .slice(Math.max(0, from - 1), to + 1)
    .flatMap(([layer, index]): [number, number][] =>
      layer?.probe ? [[x(layer.probe.accuracy), (index - from + 0.5) * rowHeight]] : [],
    );
  select(plane(svg, 'lines'))
    .selectAll<SVGPathElement, string>('path.joining')
    .data(points.length < 2 ? [] : [line()(points) ?? ''])
    .join('path')
    .attr('class', 'joining')
    .attr('data-run', 'current')
    .attr('d', (d) => d);
}

function legend({ data: { report } }: RowFrame): readonly LegendItem[] {
  const levels = levelsOf(report);
  const texts = { chance: 'what chance names rightly', own: 'what the network itself names rightly' };
  return [
    { text: 'what a linear read-out of the layer names rightly', icon: circleIcon('dot') },
    ...levels.map(({ kind, share }) => ({
      text: `${texts[kind]}: ${decimals(share)}`,
      icon: lineIcon(`level-line ${kind}`),
    })),
  ];
}

function description({ data: { report } }: RowFrame): string {
  const read = report.layers.flatMap(({ id, probe }) => (probe ? [{ id, accuracy: probe.accuracy }] : []));
  const [first, last] = [read[0], read.at(-1)];
  if (first === undefined || last === undefined) return 'Linear read-out by layer: none was computed.';
  const own = ownAccuracy(report.layers);
  const network = own === null ? '' : `; the network itself ${decimals(own)}`;
  return `Share of samples that a linear read-out of each layer names rightly: ${decimals(first.accuracy)} at ${first.id}, ${decimals(last.accuracy)} at ${last.id}${network}. The table of layers holds every number.`;
}
