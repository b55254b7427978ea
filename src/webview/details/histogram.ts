import { bin, max, scaleLinear, select } from 'd3';
import { printable } from '../../vocabulary/cleanText.js';
import { sized } from '../parts/svg.js';

export interface HistogramData {
  readonly layer: string;
  /** Class entropy of each neuron in bits. */
  readonly entropy: Float64Array;
  /** Pixels. */
  readonly width: number;
}

interface Bar {
  readonly kind: string;
  readonly x: number;
  readonly width: number;
  readonly neurons: number;
  readonly text: string;
}

const HEIGHT = 132;
const MARGIN = { top: 8, right: 12, bottom: 20, left: 40 };
/** Pixels of the bar of constant neurons with its word, before the axis. */
const CONSTANT = 44;
const BINS = 20;

/** How the neurons' class entropies are spread: 20 bins over 0..1 bit; constant neurons have a bar of their own at 0. */
export function drawHistogram(svg: SVGSVGElement, { layer, entropy, width }: HistogramData): void {
  const values = [...entropy];
  const constant = values.filter((value) => value === 0).length;
  const bins = bin()
    .domain([0, 1])
    .thresholds(Array.from({ length: BINS - 1 }, (_, index) => (index + 1) / BINS))(
    values.filter((value) => value > 0),
  );
  const most = Math.max(1, constant, max(bins, ({ length }) => length) ?? 1);
  const x = scaleLinear([0, 1], [MARGIN.left + CONSTANT, width - MARGIN.right]);
  const y = scaleLinear([0, most], [HEIGHT - MARGIN.bottom, MARGIN.top]).nice(3);
  sized(svg, width, HEIGHT);
  svg.setAttribute(
    'aria-label',
    `Histogram of the class entropy of ${values.length} neurons of ${printable(layer)}: ${constant} have none at all, ${values.filter((value) => value >= 0.5).length} have half a bit or more.`,
  );
  select(svg).selectAll('*').remove();
  for (const tick of y.ticks(3).filter(Number.isInteger)) {
    select(svg)
      .append('line')
      .attr('class', 'gridline')
      .attr('x1', MARGIN.left)
      .attr('x2', width - MARGIN.right)
      .attr('y1', y(tick))
      .attr('y2', y(tick));
    label(svg, { text: String(tick), x: MARGIN.left - 6, y: y(tick) + 4, anchor: 'end' });
  }
  const under = HEIGHT - 5;
  for (const tick of x.ticks(width < 400 ? 3 : 6)) label(svg, { text: String(tick), x: x(tick), y: under });
  label(svg, { text: 'none', x: MARGIN.left + 14, y: under });
  const bars: readonly Bar[] = [
    {
      kind: 'bar constant',
      x: MARGIN.left + 8,
      width: 12,
      neurons: constant,
      text: `${constant} neurons with entropy 0`,
    },
    ...bins.map(({ x0 = 0, x1 = 1, length }) => ({
      kind: 'bar',
      x: x(x0) + 1,
      width: Math.max(1, x(x1) - x(x0) - 2),
      neurons: length,
      text: `${length} neurons from ${x0} to ${x1} bit`,
    })),
  ];
  select(svg)
    .selectAll('rect')
    .data(bars)
    .join('rect')
    .attr('class', ({ kind }) => kind)
    .attr('data-layer', layer)
    .attr('data-run', 'current')
    .attr('x', (bar) => bar.x)
    .attr('width', (bar) => bar.width)
    .attr('y', ({ neurons }) => y(neurons))
    .attr('height', ({ neurons }) => y(0) - y(neurons))
    .append('title')
    .text(({ text }) => text);
}

interface Label {
  readonly text: string;
  readonly x: number;
  readonly y: number;
  readonly anchor?: 'middle' | 'end';
}

function label(svg: SVGSVGElement, { text, x, y, anchor = 'middle' }: Label): void {
  select(svg)
    .append('text')
    .attr('class', 'tick')
    .attr('text-anchor', anchor)
    .attr('x', x)
    .attr('y', y)
    .text(text);
}
