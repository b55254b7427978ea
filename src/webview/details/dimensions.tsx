import { line, scaleLog, scalePoint, select } from 'd3';
import type { VNode } from 'preact';
import type { LayerReport } from '../../report/report.js';
import { count } from '../../vocabulary/formatNumber.js';
import { MOST_SCIENCE_SAMPLES } from '../../vocabulary/mostScienceSamples.js';
import { Drawn } from '../parts/drawn.js';
import { sized } from '../parts/svg.js';
import '../parts/marks.css';

interface DimensionsProps {
  readonly layers: readonly LayerReport[];
  /** The selected one. */
  readonly layer: LayerReport;
  /** Of the run. */
  readonly samples: number;
  /** Pixels. */
  readonly width: number;
}

interface Point {
  readonly id: string;
  readonly dimensions: number;
}

interface DimensionsData {
  readonly points: readonly Point[];
  readonly selected: string;
  readonly width: number;
}

const HEIGHT = 92;
const MARGIN = { left: 40, right: 14, top: 10, bottom: 12 };
const WIDEST = 420;

/** How many dimensions the selected layer uses, and a line over all layers. */
export function DimensionsPart({ layers, layer, samples, width }: DimensionsProps): VNode | null {
  const dimensions = layer.rank?.dimensions ?? null;
  if (dimensions === null) return null;
  const points = layers.flatMap(({ id, rank }): readonly Point[] =>
    rank?.dimensions ? [{ id, dimensions: rank.dimensions }] : [],
  );
  const { measured } = layer.neurons;
  const data: DimensionsData = { points, selected: layer.id, width: Math.min(width, WIDEST) };
  return (
    <div class="dimensions">
      <p class="sentence">
        {count(dimensions)} of {count(measured)} dimensions carry 99% of what {layer.id} does
        {Math.min(samples, MOST_SCIENCE_SAMPLES) < 2 * measured &&
          ', at least: the samples are fewer than twice the neurons'}
        .
      </p>
      {points.length > 1 && (
        <Drawn data={data} draw={drawDimensions}>
          {(place) => <svg ref={place} data-chart="dimensions" data-layer={layer.id} role="img" />}
        </Drawn>
      )}
    </div>
  );
}

function drawDimensions(svg: SVGSVGElement, { points, selected, width }: DimensionsData): void {
  sized(svg, width, HEIGHT);
  const named = points.map(({ id, dimensions }) => `${id} ${dimensions}`).join(', ');
  svg.setAttribute('aria-label', `Dimensions used by layer: ${named}.`);
  const x = scalePoint(
    points.map(({ id }) => id),
    [MARGIN.left, width - MARGIN.right],
  );
  const most = Math.max(2, ...points.map(({ dimensions }) => dimensions));
  const y = scaleLog([1, most], [HEIGHT - MARGIN.bottom, MARGIN.top]);
  const ticks = [1, 2, 5, 10, 20, 50, 100, 200, 500].filter((tick) => tick <= most);
  const shown = ticks.filter((_, index) => (ticks.length - 1 - index) % Math.ceil(ticks.length / 4) === 0);
  const root = select(svg);
  root.selectAll('*').remove();
  for (const tick of shown) {
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
      .attr('x', MARGIN.left - 12)
      .attr('y', y(tick) + 4)
      .text(String(tick));
  }
  const at = ({ id, dimensions }: Point): [number, number] => [x(id) ?? 0, y(dimensions)];
  root
    .append('path')
    .attr('class', 'joining')
    .attr('d', line()(points.map(at)));
  const dots = root.append('g').selectAll('circle').data(points).join('circle');
  dots
    .attr('class', ({ id }) => (id === selected ? 'dot' : 'ring'))
    .attr('cx', (point) => at(point)[0])
    .attr('cy', (point) => at(point)[1])
    .attr('r', ({ id }) => (id === selected ? 5 : 3.5));
}
