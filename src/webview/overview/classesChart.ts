import { select } from 'd3';
import { decimals } from '../../vocabulary/formatNumber.js';
import type { Report } from '../../report/report.js';
import { HEAD_HEIGHT, type ChartColumn } from './chartColumn.js';
import { axisLabels } from './chartMarks.js';
import type { Row, RowFrame } from '../parts/rows.js';

/** Above this many classes the strip shows the highest ones, sorted. */
const SHOWN = 20;
const EDGE = 8;

interface Cell {
  readonly layer: string;
  readonly label: string;
  readonly value: number;
}

/** Class entropy of each class as a strip of bars, whose height and tint say the same; in high contrast the height alone. */
export const classesChart: ChartColumn = {
  name: 'classes',
  title: 'By class',
  unit: 'bit',
  widths: (classes) => {
    const cells = Math.min(classes, SHOWN);
    return { least: Math.max(120, cells * 10.4 + 2 * EDGE), most: Math.max(124, cells * 16 + 2 * EDGE) };
  },
  drawHead: (svg, frame) => {
    const classes = frame.data.report.dataset.classes;
    const step = stepOf(frame);
    const size = { width: frame.width, height: HEAD_HEIGHT };
    if (classes.length > SHOWN) {
      axisLabels(svg, [{ x: frame.width / 2, text: `highest ${SHOWN} of ${classes.length}` }], size);
      return;
    }
    // A label that does not fit its cell would run into its neighbour: one or two letters, the rest on hover.
    const letters = Math.max(1, Math.floor(step / 7));
    axisLabels(
      svg,
      classes.map(({ label }, index) => ({
        x: EDGE + (index + 0.5) * step,
        text: Array.from(label).slice(0, letters).join(''),
      })),
      size,
    );
    const texts = select(svg).selectAll<SVGTextElement, unknown>('text.tick');
    texts.selectAll('title').remove();
    texts.append('title').text((_, index) => classes[index]?.label ?? '');
  },
  drawFrame: () => undefined,
  drawRows: (groups, frame, theme) => {
    const { rowHeight, data } = frame;
    const labels = data.report.dataset.classes.map(({ label }) => label);
    const step = stepOf(frame);
    const height = rowHeight - (rowHeight > 24 ? 12 : 5);
    const most = highestOf(data.report);
    const cells = groups
      .selectAll<SVGGElement, Cell>('g.cell')
      .data((row) => cellsOf(row, labels))
      .join('g')
      .attr('class', 'cell')
      .attr('data-layer', ({ layer }) => layer)
      .attr('data-run', 'current')
      .attr('data-class', ({ label }) => label)
      .attr('data-value', ({ value }) => value)
      .attr('transform', (_, index) => `translate(${EDGE + index * step + 1},${-height / 2})`);
    const wide = Math.max(2, step - 2);
    cells
      .append('rect')
      .attr('class', theme.contrast ? 'outlined' : 'empty')
      .attr('width', wide)
      .attr('height', height)
      .attr('rx', 1);
    const level = cells
      .append('rect')
      .attr('class', theme.contrast ? 'level' : 'tinted')
      .attr('y', ({ value }) => height * (1 - value / most))
      .attr('width', wide)
      .attr('height', ({ value }) => (height * value) / most);
    if (!theme.contrast) level.attr('fill', ({ value }) => theme.ramp(value / most));
  },
  describe: ({ data: { report } }) => {
    const labels = report.dataset.classes.map(({ label }) => label);
    const last = report.layers.at(-1);
    const worst = last === undefined ? -1 : last.entropy.byClass.indexOf(Math.max(...last.entropy.byClass));
    const end =
      last === undefined || worst < 0
        ? ''
        : ` In ${last.id} class ${labels[worst] ?? ''} has the highest: ${decimals(last.entropy.byClass[worst] ?? null)} bit.`;
    return `Class entropy of each layer for each of ${labels.length} classes.${end}`;
  },
};

/** Bits that the darkest cell stands for (the brightest in dark themes). */
export function highestOf({ layers }: Report): number {
  return Math.max(0.2, ...layers.flatMap(({ entropy }) => entropy.byClass));
}

function stepOf({ data, width }: RowFrame): number {
  const shown = Math.min(SHOWN, Math.max(1, data.report.dataset.classes.length));
  return Math.min(28, (width - 2 * EDGE) / shown);
}

function cellsOf({ id, current }: Row, labels: readonly string[]): readonly Cell[] {
  const cells = (current?.entropy.byClass ?? []).map((value, index) => ({
    layer: id,
    label: labels[index] ?? String(index),
    value,
  }));
  if (cells.length <= SHOWN) return cells;
  return cells.sort((one, other) => other.value - one.value).slice(0, SHOWN);
}
