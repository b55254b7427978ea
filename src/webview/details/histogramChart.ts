import { bin, max, scaleLinear, select } from 'd3';
import { sized } from '../overview/chartMarks.js';

export interface HistogramData {
  readonly layer: string;
  /** Class entropy of each neuron in bits. */
  readonly entropy: Float64Array;
  readonly width: number;
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
  const most = Math.max(1, constant, max(bins, ({ length }) => length) ?? 0);
  const x = scaleLinear([0, 1], [MARGIN.left + CONSTANT, width - MARGIN.right]);
  const y = scaleLinear([0, most], [HEIGHT - MARGIN.bottom, MARGIN.top]).nice(3);
  sized(svg, width, HEIGHT);
  svg.setAttribute(
    'aria-label',
    `Histogram of the class entropy of ${values.length} neurons of ${layer}: ${constant} have none at all, ${values.filter((value) => value >= 0.5).length} have half a bit or more.`,
  );
  const root = select(svg);
  root.selectAll('*').remove();
  const floor = y(0);
  for (const tick of y.ticks(3).filter(Number.isInteger)) {
    root
      .append('line')
      .attr('class', 'gridline')
      .attr('x1', MARGIN.left)
      .attr('x2', width - MARGIN.right)
      .attr('y1', y(tick))
      .attr('y2', y(tick));
    root
      .append('text')
      .attr('class', 'tick')
      .attr('text-anchor', 'end')
      .attr('x', MARGIN.left - 6)
      .attr('y', y(tick) + 4)
      .text(tick);
  }
  for (const tick of x.ticks(width < 400 ? 3 : 6)) {
    root
      .append('text')
      .attr('class', 'tick')
      .attr('text-anchor', 'middle')
      .attr('x', x(tick))
      .attr('y', HEIGHT - 5)
      .text(tick);
  }
  const bar = (kind: string, at: { x: number; width: number; count: number; text: string }): void => {
    root
      .append('rect')
      .attr('class', kind)
      .attr('data-layer', layer)
      .attr('data-run', 'current')
      .attr('x', at.x)
      .attr('width', Math.max(1, at.width))
      .attr('y', y(at.count))
      .attr('height', floor - y(at.count))
      .append('title')
      .text(at.text);
  };
  bar('bar constant', {
    x: MARGIN.left + 8,
    width: 12,
    count: constant,
    text: `${constant} neurons with entropy 0`,
  });
  root
    .append('text')
    .attr('class', 'tick')
    .attr('text-anchor', 'middle')
    .attr('x', MARGIN.left + 14)
    .attr('y', HEIGHT - 5)
    .text('none');
  for (const group of bins) {
    const [from, to] = [group.x0 ?? 0, group.x1 ?? 0];
    bar('bar', {
      x: x(from) + 1,
      width: x(to) - x(from) - 2,
      count: group.length,
      text: `${group.length} neurons from ${from} to ${to} bit`,
    });
  }
}
