import { classesChart } from './classesChart.js';
import { HEAD_HEIGHT, type ChartColumn } from './chartColumn.js';
import { element } from './element.js';
import { entropyChart } from './entropyChart.js';
import { idleChart } from './idleChart.js';
import { layerList } from './layerList.js';
import { legendView } from './legendView.js';
import type { PageData } from '../protocol/pageState.js';
import { COMPACT_FROM, rowsOf, type RowFrame } from './rows.js';
import { stabilityChart } from './stabilityChart.js';
import type { Theme } from './theme.js';

const COLUMNS: readonly ChartColumn[] = [entropyChart, stabilityChart, classesChart, idleChart];
const ROW = 36;
const COMPACT_ROW = 20;

export interface OverviewData {
  readonly data: PageData;
  readonly growing: boolean;
  /** Pixels there are. */
  readonly width: number;
  readonly selected: string | null;
}

/**
 * Draws the rows of layers with one column a quantity. Columns that do not fit beside each other go into a further band
 * below, with the layers' names again: at 300 px each band has one.
 */
export function drawOverview(
  root: HTMLElement,
  { data, growing, width, selected }: OverviewData,
  theme: Theme,
): void {
  const rows = rowsOf(data);
  const compact = rows.length > COMPACT_FROM;
  const names = Math.round(Math.min(240, Math.max(96, width * 0.17)));
  const rowHeight = compact ? COMPACT_ROW : ROW;
  const kept = [...root.querySelectorAll('.band')].map(({ scrollTop }) => scrollTop);
  const bands = bandsOf(data.report.dataset.classes.length, width - names).map((columns) => {
    const band = element('div', { class: compact ? 'band compact' : 'band' });
    band.style.setProperty('--es-row', `${rowHeight}px`);
    band.style.setProperty(
      'grid-template-columns',
      [`${names}px`, ...columns.map((column) => `${column.width}px`)].join(' '),
    );
    const frames = columns.map(({ chart, width: own }) => ({
      chart,
      frame: { data, rows, rowHeight, width: own, compact, growing } satisfies RowFrame,
    }));
    band.append(element('div', { class: 'head name-head' }, 'Layer'));
    for (const { chart, frame } of frames) band.append(head(chart, frame, theme));
    band.append(
      layerList(rows, {
        label: `Layers, ${columns.map(({ chart }) => chart.title.toLowerCase()).join(', ')}`,
        selected,
        compact,
        comparing: data.previous !== null,
        narrow: names < 120,
      }),
    );
    for (const { chart, frame } of frames) band.append(body(chart, frame, theme));
    return band;
  });
  // The legend explains the entropy column's marks, which is in the first band.
  root.replaceChildren(...bands.slice(0, 1), legendView(data), ...bands.slice(1));
  bands.forEach((band, index) => {
    band.scrollTop = kept[index] ?? 0;
  });
}

interface Placed {
  readonly chart: ChartColumn;
  readonly width: number;
}

/** Fills band after band with columns at their least width, then shares out what is left. */
function bandsOf(classes: number, width: number): readonly (readonly Placed[])[] {
  const bands: ChartColumn[][] = [];
  let left = 0;
  for (const chart of COLUMNS) {
    const { least } = chart.widths(classes);
    const band = bands.at(-1);
    if (band === undefined || left < least) {
      bands.push([chart]);
      left = width - least;
    } else {
      band.push(chart);
      left -= least;
    }
  }
  return bands.map((charts) => placed(charts, classes, width));
}

function placed(charts: readonly ChartColumn[], classes: number, width: number): readonly Placed[] {
  const sizes = charts.map((chart) => ({ chart, ...chart.widths(classes) }));
  const least = sizes.reduce((sum, size) => sum + size.least, 0);
  const most = sizes.reduce((sum, size) => sum + size.most, 0);
  const share = most === least ? 0 : Math.min(1, Math.max(0, (width - least) / (most - least)));
  return sizes.map((size) => ({
    chart: size.chart,
    width: Math.floor(Math.min(size.least + share * (size.most - size.least), Math.max(80, width))),
  }));
}

function head(chart: ChartColumn, frame: RowFrame, theme: Theme): HTMLElement {
  const svg = svgElement();
  svg.setAttribute('aria-hidden', 'true');
  svg.setAttribute('data-axis', chart.name);
  chart.drawHead(svg, frame, theme);
  sizeHead(svg);
  return element(
    'div',
    { class: 'head' },
    element('div', { class: 'head-text' }, chart.title, ' ', element('span', { class: 'unit' }, chart.unit)),
    svg,
  );
}

function sizeHead(svg: SVGSVGElement): void {
  svg.setAttribute('height', String(HEAD_HEIGHT));
}

function body(chart: ChartColumn, frame: RowFrame, theme: Theme): SVGSVGElement {
  const svg = svgElement();
  svg.setAttribute('class', `chart ${chart.name}`);
  svg.setAttribute('data-chart', chart.name);
  svg.setAttribute('role', 'img');
  svg.setAttribute('aria-label', chart.describe(frame));
  chart.drawRows(svg, frame, theme);
  return svg;
}

function svgElement(): SVGSVGElement {
  return document.createElementNS('http://www.w3.org/2000/svg', 'svg');
}
