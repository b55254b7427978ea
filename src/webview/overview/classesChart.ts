import { select, selectAll } from 'd3';
import type { Report } from '../../report/report.js';
import { printable } from '../../vocabulary/cleanText.js';
import { decimals } from '../../vocabulary/formatNumber.js';
import type { Row } from '../parts/rows.js';
import { shortLabels } from '../parts/shortLabels.js';
import type { Theme } from '../parts/theme.js';
import { HEAD_HEIGHT, type ChartColumn } from './chartColumn.js';
import type { Icon } from './legend.js';
import { axisLabels, type RowGroups } from './marks.js';
import type { RowFrame } from './rowFrame.js';

/** Above this many classes the strip shows the highest ones, sorted. */
const SHOWN = 20;
const EDGE = 8;
/** Pixels of a letter, about, and between the names and the rows. */
const CHARACTER = 6.4;
const BELOW = 5;
/** Letters of a turned name. */
const LETTERS = 14;

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
  drawing: (frame, theme) => {
    const { report } = frame.data;
    const step = stepOf(frame);
    const most = highestOf(report);
    const axis = classAxis(frame, step);
    return {
      headHeight: axis.height,
      head: (svg) => {
        classLabels(svg, frame, axis);
      },
      rows: (groups) => {
        cellMarks(groups, frame, { theme, step, most });
      },
      legend:
        report.layers.length === 0
          ? []
          : [{ text: `by class: entropy from 0 to ${decimals(most, 2)} bit`, icon: ramp }],
      description: description(report),
    };
  },
};

/** Bits that the darkest cell stands for (the brightest in dark themes). */
function highestOf({ layers }: Report): number {
  return Math.max(0.2, ...layers.flatMap(({ entropy }) => entropy.byClass));
}

function stepOf({ data, width }: RowFrame): number {
  const shown = Math.min(SHOWN, Math.max(1, data.report.dataset.classes.length));
  return Math.min(28, (width - 2 * EDGE) / shown);
}

interface ClassAxis {
  readonly ticks: readonly { readonly x: number; readonly text: string; readonly label: string }[];
  /** Names that do not fit side by side stand on end. */
  readonly turned: boolean;
  /** Pixels. */
  readonly height: number;
}

function classAxis({ data, width }: RowFrame, step: number): ClassAxis {
  const labels = data.report.dataset.classes.map(({ label }) => printable(label));
  if (labels.length > SHOWN) {
    const text = `highest ${SHOWN} of ${labels.length}`;
    return { ticks: [{ x: width / 2, text, label: text }], turned: false, height: HEAD_HEIGHT };
  }
  const longest = (texts: readonly string[]): number =>
    Math.max(1, ...texts.map((text) => Array.from(text).length));
  const turned = longest(labels) * CHARACTER > step;
  const texts = turned ? shortLabels(labels, LETTERS) : labels;
  return {
    ticks: labels.map((label, index) => ({
      x: EDGE + (index + 0.5) * step,
      text: texts[index] ?? label,
      label,
    })),
    turned,
    height: turned ? Math.max(HEAD_HEIGHT, longest(texts) * CHARACTER + 2 * BELOW) : HEAD_HEIGHT,
  };
}

function classLabels(svg: SVGSVGElement, { width }: RowFrame, { ticks, turned, height }: ClassAxis): void {
  axisLabels(svg, ticks, { width, height });
  const texts = select(svg)
    .selectAll<SVGTextElement, unknown>('text.tick')
    .data(ticks)
    .attr('text-anchor', turned ? 'start' : 'middle')
    // Turned about its beginning, with its middle line, instead of its foot, above the cell's middle.
    .attr('transform', ({ x }) => (turned ? `translate(${x + 4},${height - BELOW}) rotate(-90)` : null))
    .attr('x', ({ x }) => (turned ? 0 : x))
    .attr('y', turned ? 0 : height - BELOW);
  texts.selectAll('title').remove();
  texts.append('title').text(({ label }) => label);
}

interface CellOptions {
  readonly theme: Theme;
  readonly step: number;
  readonly most: number;
}

function cellMarks(
  { rows, groups }: RowGroups,
  { rowHeight, data }: RowFrame,
  { theme, step, most }: CellOptions,
): void {
  const labels = data.report.dataset.classes.map(({ label }) => label);
  const height = rowHeight - (rowHeight > 24 ? 12 : 5);
  const cells = selectAll<SVGGElement, Row>(groups)
    .data(rows)
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

function description({ layers, dataset: { classes } }: Report): string {
  const last = layers.at(-1);
  const highest = last === undefined ? 0 : Math.max(...last.entropy.byClass);
  const label = last === undefined ? undefined : classes[last.entropy.byClass.indexOf(highest)]?.label;
  const end =
    last === undefined || label === undefined
      ? ''
      : ` In ${last.id} class ${label} has the highest: ${decimals(highest)} bit.`;
  return `Class entropy of each layer for each of ${classes.length} classes.${end}`;
}

/** Rising bars: tint and height say the same, as in the column. */
const ramp: Icon = (svg) => {
  select(svg)
    .selectAll('rect')
    .data([0, 1, 2, 3])
    .join('rect')
    .attr('class', (step) => `ramp-${step}`)
    .attr('x', (step) => 2 + step * 5)
    .attr('y', (step) => 12 - step * 3)
    .attr('width', 5)
    .attr('height', (step) => 3 + step * 3);
};
