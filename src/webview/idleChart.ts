import { HEAD_HEIGHT, type ChartColumn } from './chartColumn.js';
import { axisLabels, mark } from './chartMarks.js';
import type { Row } from './rows.js';

const TEXT = 78;
/** From this share of never-firing neurons on a layer is worth a look: the colour of its count says so, too. */
const NOTABLE = 0.1;

/** Neurons that never and that always fire: counts, and a bar whose two ends grow towards each other. */
export const idleChart: ChartColumn = {
  name: 'idle',
  title: 'Never / always',
  unit: '',
  widths: () => ({ least: 128, most: 190 }),
  drawHead: (svg, frame) => {
    axisLabels(svg, [], { width: frame.width, height: HEAD_HEIGHT });
  },
  drawFrame: () => undefined,
  drawRows: (groups, frame) => {
    const bar = Math.max(20, frame.width - TEXT - 10);
    const known = groups.filter(({ current }) => current !== null);
    mark(known, { tag: 'text', kind: 'number' })
      .classed('notable', (row) => share(row, 'dead') >= NOTABLE)
      .attr('x', 8)
      .attr('y', 4)
      .text(
        ({ current }) => `${short(current?.neurons.dead ?? 0)} / ${short(current?.neurons.alwaysOn ?? 0)}`,
      );
    mark(known, { tag: 'rect', kind: 'track' })
      .attr('x', TEXT)
      .attr('y', -3)
      .attr('width', bar)
      .attr('height', 6);
    mark(known, { tag: 'rect', kind: 'never' })
      .attr('x', TEXT)
      .attr('y', -3)
      .attr('width', (row) => share(row, 'dead') * bar)
      .attr('height', 6);
    mark(known, { tag: 'rect', kind: 'always' })
      .attr('x', (row) => TEXT + (1 - share(row, 'alwaysOn')) * bar)
      .attr('y', -3)
      .attr('width', (row) => share(row, 'alwaysOn') * bar)
      .attr('height', 6);
  },
  describe: ({ data: { report } }) => {
    const dead = report.layers.filter(({ neurons }) => neurons.dead > 0).length;
    return `Neurons that never or always fire: ${dead} of ${report.layers.length} layers have some that never fire.`;
  },
};

function share({ current }: Row, name: 'dead' | 'alwaysOn'): number {
  if (current === null || current.neurons.measured === 0) return 0;
  return current.neurons[name] / current.neurons.measured;
}

/** Four characters at most: 950, 1.2k, 12k. */
function short(value: number): string {
  if (value < 1000) return String(value);
  return value < 10_000 ? `${(value / 1000).toFixed(1)}k` : `${Math.round(value / 1000)}k`;
}
