import { scaleLinear, type ScaleLinear } from 'd3';
import { decimals, NO_NUMBER } from '../../vocabulary/formatNumber.js';
import { HEAD_HEIGHT, type ChartColumn } from './chartColumn.js';
import { axisLabels, diamond, ghostLift, ghostSize, gridLines, mark } from './chartMarks.js';
import { heightOf, type Row, type RowFrame } from '../parts/rows.js';

const LEFT = 12;
const RIGHT = 52;

/** Stability by layer: a lollipop from 0.5, or from below the smallest value. */
export const stabilityChart: ChartColumn = {
  name: 'stability',
  title: 'Stability',
  unit: 'share',
  widths: () => ({ least: 130, most: 340 }),
  drawHead: (svg, frame) => {
    const x = stabilityScale(frame);
    axisLabels(
      svg,
      ticksOf(x, frame.width).map((value) => ({ x: x(value), text: String(value) })),
      { width: frame.width, height: HEAD_HEIGHT },
    );
  },
  drawFrame: (svg, frame) => {
    const x = stabilityScale(frame);
    gridLines(svg, ticksOf(x, frame.width).map(x), heightOf(frame));
  },
  drawRows: (groups, frame) => {
    const { width, compact, rowHeight } = frame;
    const x = stabilityScale(frame);
    const old = groups.filter(({ previous }) => (previous?.stability.class ?? null) !== null);
    mark(old, { tag: 'path', kind: 'ghost class', run: 'previous' }).attr('d', ({ previous }) =>
      diamond(x(previous?.stability.class ?? 0), -ghostLift(frame), ghostSize(frame)),
    );
    mark(
      groups.filter(({ current }) => (current?.baseline ?? null) !== null),
      { tag: 'line', kind: 'baseline' },
    )
      .attr('x1', ({ current }) => x(current?.baseline?.stability ?? 0))
      .attr('x2', ({ current }) => x(current?.baseline?.stability ?? 0))
      .attr('y1', -rowHeight * 0.26)
      .attr('y2', rowHeight * 0.26);
    const known = groups.filter((row) => valueOf(row) !== null);
    mark(known, { tag: 'line', kind: 'stem' })
      .attr('x1', x.range()[0] ?? LEFT)
      .attr('x2', (row) => x(valueOf(row) ?? 0));
    mark(known, { tag: 'circle', kind: 'dot' })
      .attr('cx', (row) => x(valueOf(row) ?? 0))
      .attr('r', compact ? 3.5 : 5);
    mark(groups, { tag: 'text', kind: 'number' })
      .attr('text-anchor', 'end')
      .attr('x', width - 10)
      .attr('y', 4)
      .text((row) => (valueOf(row) === null ? NO_NUMBER : decimals(valueOf(row), 2)));
  },
  describe: ({ data: { report } }) => {
    const [first, last] = [report.layers[0], report.layers.at(-1)];
    if (first === undefined || last === undefined) return 'Stability by layer: no layers were measured.';
    return `Stability by layer, the share of neurons on which two samples of a class agree: ${decimals(first.stability.class)} at ${first.id}, ${decimals(last.stability.class)} at ${last.id}. The table of layers holds every number.`;
  },
};

function valueOf({ current }: Row): number | null {
  return current?.stability.class ?? null;
}

function stabilityScale({ rows, width }: RowFrame): ScaleLinear<number, number> {
  const values = rows.flatMap(({ current, previous }) =>
    [current?.stability.class, previous?.stability.class, current?.baseline?.stability].filter(
      (value) => typeof value === 'number',
    ),
  );
  const least = Math.min(0.5, ...values);
  return scaleLinear([Math.floor(least * 10 + 1e-9) / 10, 1], [LEFT, width - RIGHT]);
}

/** Where there is room for few, both ends are among them: the stems begin at the first. */
function ticksOf(x: ScaleLinear<number, number>, width: number): readonly number[] {
  const [least = 0, most = 1] = x.domain();
  return width < 240 ? [least, (least + most) / 2, most] : x.ticks(Math.floor(width / 54));
}
