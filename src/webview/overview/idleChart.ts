import type { LayerReport } from '../../report/report.js';
import { HEAD_HEIGHT, type ChartColumn } from './chartColumn.js';
import { axisLabels, mark } from './chartMarks.js';
import type { Row } from '../parts/rows.js';

/** Pixels from the left at which the counts end and the bars begin. */
const TEXT = 66;
const BAR = 74;
/** The least that a bar of some neurons is long. */
const LEAST = 2;
/** From this share of never-firing neurons on a layer is worth a look: the colour of its count says so, too. */
export const NOTABLE = 0.1;

/**
 * Neurons that never and that always fire: counts, and where there are some, a bar whose two ends grow towards each
 * other.
 */
export const idleChart: ChartColumn = {
  name: 'idle',
  title: 'Never / always',
  unit: '',
  widths: () => ({ least: 124, most: 190 }),
  drawHead: (svg, frame) => {
    axisLabels(svg, [], { width: frame.width, height: HEAD_HEIGHT });
  },
  drawFrame: () => undefined,
  drawRows: (groups, frame) => {
    const bar = Math.max(20, frame.width - BAR - 10);
    const known = groups.filter(({ current }) => current !== null);
    mark(known, { tag: 'text', kind: 'number' })
      .classed('notable', ({ current }) => current !== null && isNotable(current))
      .attr('text-anchor', 'end')
      .attr('x', TEXT)
      .attr('y', 4)
      .text(
        ({ current }) => `${short(current?.neurons.dead ?? 0)} / ${short(current?.neurons.alwaysOn ?? 0)}`,
      );
    const some = known.filter((row) => share(row, 'dead') + share(row, 'alwaysOn') > 0);
    const length = (row: Row, name: 'dead' | 'alwaysOn'): number =>
      share(row, name) === 0 ? 0 : Math.max(LEAST, share(row, name) * bar);
    mark(some, { tag: 'rect', kind: 'track' })
      .attr('x', BAR)
      .attr('y', -3)
      .attr('width', bar)
      .attr('height', 6);
    mark(some, { tag: 'rect', kind: 'never' })
      .attr('x', BAR)
      .attr('y', -3)
      .attr('width', (row) => length(row, 'dead'))
      .attr('height', 6);
    mark(some, { tag: 'rect', kind: 'always' })
      .attr('x', (row) => BAR + bar - length(row, 'alwaysOn'))
      .attr('y', -3)
      .attr('width', (row) => length(row, 'alwaysOn'))
      .attr('height', 6);
  },
  describe: ({ data: { report } }) => {
    const dead = report.layers.filter(({ neurons }) => neurons.dead > 0).length;
    return `Neurons that never or always fire: ${dead} of ${report.layers.length} layers have some that never fire.`;
  },
};

/** Does so large a share of a layer's neurons never fire that its number is marked? */
export function isNotable({ neurons }: LayerReport): boolean {
  return neurons.measured > 0 && neurons.dead / neurons.measured >= NOTABLE;
}

function share({ current }: Row, name: 'dead' | 'alwaysOn'): number {
  if (current === null || current.neurons.measured === 0) return 0;
  return current.neurons[name] / current.neurons.measured;
}

/** Four characters at most: 950, 1.2k, 12k. */
function short(value: number): string {
  if (value < 1000) return String(value);
  return value < 10_000 ? `${(value / 1000).toFixed(1)}k` : `${Math.round(value / 1000)}k`;
}
