import { shareOf } from '../../vocabulary/formatNumber.js';
import { hasManyDead, NOTABLE } from '../../vocabulary/quantities.js';
import type { Row } from '../parts/rows.js';
import { HEAD_HEIGHT, type ChartColumn } from './chartColumn.js';
import { barIcon, type LegendItem } from './legend.js';
import { axisLabels, drawables, mark } from './marks.js';
import type { RowFrame } from './rowFrame.js';

/** Pixels from the left at which the counts end and the bars begin. */
const TEXT = 66;
const BAR = 74;
/** The least that a bar of some neurons is long. */
const LEAST = 2;

/**
 * Neurons that are dead and that are always on: counts, and where there are some, a bar whose two ends grow towards each
 * other.
 */
export const idleChart: ChartColumn = {
  name: 'idle',
  title: 'Dead / always on',
  unit: '',
  widths: () => ({ least: 136, most: 190 }),
  drawing: (frame) => {
    const bar = Math.max(20, frame.width - BAR - 10);
    return {
      headHeight: HEAD_HEIGHT,
      head: (svg) => {
        axisLabels(svg, [], { width: frame.width, height: HEAD_HEIGHT });
      },
      rows: (groups) => {
        const idle = drawables(groups, (row) => idleOf(row, bar));
        mark(idle, { tag: 'text', kind: 'number' })
          .classed('notable', ({ notable }) => notable)
          .attr('text-anchor', 'end')
          .attr('x', TEXT)
          .attr('y', 4)
          .text(({ text }) => text);
        const some = idle.filter(({ datum: { dead, alwaysOn } }) => dead + alwaysOn > 0);
        for (const { kind, from, width } of BARS) {
          mark(some, { tag: 'rect', kind })
            .attr('x', (lengths) => BAR + from(lengths, bar))
            .attr('y', -3)
            .attr('width', (lengths) => width(lengths, bar))
            .attr('height', 6);
        }
      },
      legend: legend(frame),
      description: description(frame),
    };
  },
};

/** Pixels of the two ends. */
interface Lengths {
  readonly dead: number;
  readonly alwaysOn: number;
}

const BARS: readonly {
  readonly kind: string;
  readonly from: (lengths: Lengths, bar: number) => number;
  readonly width: (lengths: Lengths, bar: number) => number;
}[] = [
  { kind: 'track', from: () => 0, width: (_, bar) => bar },
  { kind: 'dead', from: () => 0, width: ({ dead }) => dead },
  {
    kind: 'always-on',
    from: ({ alwaysOn }, bar) => bar - alwaysOn,
    width: ({ alwaysOn }) => alwaysOn,
  },
];

interface Idle extends Lengths {
  readonly text: string;
  readonly notable: boolean;
}

function idleOf({ current }: Row, bar: number): Idle | null {
  if (current === null) return null;
  const { dead, alwaysOn, measured } = current.neurons;
  const length = (neurons: number): number =>
    neurons === 0 ? 0 : Math.max(LEAST, shareOf(neurons, measured) * bar);
  return {
    text: `${short(dead)} / ${short(alwaysOn)}`,
    notable: hasManyDead(current),
    dead: length(dead),
    alwaysOn: length(alwaysOn),
  };
}

function legend({ data: { report } }: RowFrame): readonly LegendItem[] {
  if (!report.layers.some(({ neurons }) => neurons.dead + neurons.alwaysOn > 0)) return [];
  const red = report.layers.some(hasManyDead) ? ` (number red from ${NOTABLE.dead * 100}%)` : '';
  return [
    { text: `share of dead neurons${red}`, icon: barIcon('dead', 2) },
    { text: 'always on', icon: barIcon('always-on', 12) },
  ];
}

function description({ data: { report } }: RowFrame): string {
  const dead = report.layers.filter(({ neurons }) => neurons.dead > 0).length;
  return `Neurons that are dead or always on: ${dead} of ${report.layers.length} layers have dead ones.`;
}

/** Four characters at most: 950, 1.2k, 12k. */
function short(value: number): string {
  if (value < 1000) return String(value);
  return value < 10_000 ? `${(value / 1000).toFixed(1)}k` : `${Math.round(value / 1000)}k`;
}
