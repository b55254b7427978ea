import { scaleLinear, type ScaleLinear } from 'd3';
import { decimals, NO_NUMBER } from '../../vocabulary/formatNumber.js';
import { HEAD_HEIGHT, type ChartColumn } from './chartColumn.js';
import { axisLabels, diamond, drawables, ghostLift, ghostSize, gridLines, mark } from './marks.js';
import { heightOf, type RowFrame } from './rowFrame.js';

const LEFT = 12;
const RIGHT = 52;

/** Stability by layer: a lollipop from 0.5, or from below the smallest value. */
export const stabilityChart: ChartColumn = {
  name: 'stability',
  title: 'Stability',
  unit: 'share',
  widths: () => ({ least: 130, most: 340 }),
  drawing: (frame) => {
    const { width, compact, rowHeight } = frame;
    const { x, least } = stabilityScale(frame);
    // Where there is room for few, both ends are among them: the stems begin at the first.
    const ticks = width < 240 ? [least, (least + 1) / 2, 1] : x.ticks(Math.floor(width / 54));
    return {
      headHeight: HEAD_HEIGHT,
      head: (svg) => {
        const texts = ticks.map((value) => ({ x: x(value), text: String(value) }));
        axisLabels(svg, texts, { width, height: HEAD_HEIGHT });
      },
      behind: (svg, part) => {
        gridLines(svg, ticks.map(x), heightOf(part, rowHeight));
      },
      rows: (groups) => {
        const before = drawables(groups, ({ previous }) => previous?.stability.class ?? null);
        mark(before, { tag: 'path', kind: 'ghost class', run: 'previous' }).attr('d', (value) =>
          diamond(x(value), -ghostLift(frame), ghostSize(frame)),
        );
        const now = drawables(groups, ({ current }) => current?.stability.class ?? null);
        mark(now, { tag: 'line', kind: 'stem' })
          .attr('x1', LEFT)
          .attr('x2', (value) => x(value));
        mark(now, { tag: 'circle', kind: 'dot' })
          .attr('cx', (value) => x(value))
          .attr('r', compact ? 3.5 : 5);
        const texts = drawables(groups, ({ current }) => {
          const value = current?.stability.class ?? null;
          return value === null ? NO_NUMBER : decimals(value, 2);
        });
        mark(texts, { tag: 'text', kind: 'number' })
          .attr('text-anchor', 'end')
          .attr('x', width - 10)
          .attr('y', 4)
          .text((text) => text);
      },
      legend: [],
      description: description(frame),
    };
  },
};

function description({ data: { report } }: RowFrame): string {
  const [first, last] = [report.layers[0], report.layers.at(-1)];
  if (first === undefined || last === undefined) return 'Stability by layer: no layers were measured.';
  return `Stability by layer, the share of neurons on which two samples of a class agree: ${decimals(first.stability.class)} at ${first.id}, ${decimals(last.stability.class)} at ${last.id}. The table of layers holds every number.`;
}

/** Shares to pixels, from the least, which is a tenth. */
function stabilityScale({ rows, width }: RowFrame): {
  readonly x: ScaleLinear<number, number>;
  readonly least: number;
} {
  const values = rows.flatMap(({ current, previous }) =>
    [current?.stability.class, previous?.stability.class].filter((value) => typeof value === 'number'),
  );
  const least = Math.floor(Math.min(0.5, ...values) * 10 + 1e-9) / 10;
  return { x: scaleLinear([least, 1], [LEFT, width - RIGHT]), least };
}
