import { layerGroups, prepareRows } from './chartMarks.js';
import { classesChart } from './classesChart.js';
import { HEAD_HEIGHT, type ChartColumn } from './chartColumn.js';
import { element } from './element.js';
import { entropyChart, entropyScale } from './entropyChart.js';
import { idleChart } from './idleChart.js';
import { LayerList } from './layerList.js';
import { legendKey, legendView } from './legendView.js';
import type { PageData } from '../protocol/pageState.js';
import { COMPACT_FROM, rowsOf, type RowFrame } from './rows.js';
import type { Steps } from './slices.js';
import { Slot } from './slot.js';
import { stabilityChart } from './stabilityChart.js';
import type { Theme } from './theme.js';

const COLUMNS: readonly ChartColumn[] = [entropyChart, stabilityChart, classesChart, idleChart];
const ROW = 36;
const COMPACT_ROW = 20;
/** Rows drawn in one step, and before the first paint: more than fit on a screen. */
const STEP = 12;
const AT_ONCE = 60;

export interface OverviewData {
  readonly data: PageData;
  /** Samples still come in. */
  readonly growing: boolean;
  /** Name and entropy only: the side view. */
  readonly brief: boolean;
  /** Pixels there are. */
  readonly width: number;
  readonly selected: string | null;
}

interface Band {
  readonly node: HTMLElement;
  readonly list: LayerList;
  readonly columns: readonly {
    readonly chart: ChartColumn;
    readonly head: SVGSVGElement;
    readonly body: SVGSVGElement;
  }[];
}

/**
 * The rows of layers with one column a quantity. Columns that do not fit beside each other go into a further band below,
 * with the layers' names again: at 300 px each band has one. Bands, rows and marks' groups stay as long as their
 * columns do, so that results stream in without moving anything.
 */
export class Overview {
  readonly node = element('div', { class: 'overview' });
  readonly #legend = new Slot(element('div'));
  #bands: readonly Band[] = [];
  #columnsKey = '';
  /** Where the entropy axis ended when all samples were in. */
  #reach: number | null = null;

  /** The rows in view are drawn before the first `yield true`. */
  *draw({ data, growing, brief, width, selected }: OverviewData, theme: Theme): Steps {
    const rows = rowsOf(data);
    const compact = rows.length > COMPACT_FROM;
    const names = Math.round(Math.min(240, Math.max(96, width * 0.17)));
    const rowHeight = compact ? COMPACT_ROW : ROW;
    const columns = brief ? [entropyChart] : COLUMNS;
    const placed = bandsOf(columns, data.report.dataset.classes.length, width - names);
    this.#rebuild(placed);
    const frameOf = (own: number): RowFrame => {
      const reach = growing ? (this.#reach ?? 1) : null;
      return { data, rows, rowHeight, width: own, compact, reach };
    };
    this.#bands.forEach(({ node, list, columns: drawn }, index) => {
      const sizes = placed[index] ?? [];
      node.className = compact ? 'band compact' : 'band';
      node.style.setProperty('--es-row', `${rowHeight}px`);
      node.style.setProperty(
        'grid-template-columns',
        [`${names}px`, ...sizes.map((column) => `${column.width}px`)].join(' '),
      );
      list.prepare(rows, {
        label: `Layers, ${sizes.map(({ chart }) => chart.title.toLowerCase()).join(', ')}`,
        selected,
        compact,
        comparing: data.previous !== null,
        narrow: names < 120,
      });
      drawn.forEach(({ chart, head, body }, place) => {
        const frame = frameOf(sizes[place]?.width ?? 0);
        chart.drawHead(head, frame, theme);
        head.setAttribute('height', String(HEAD_HEIGHT));
        body.setAttribute('aria-label', chart.describe(frame));
        prepareRows(body, frame);
        chart.drawFrame(body, frame, theme);
      });
    });
    if (!growing) this.#reach = entropyScale(frameOf(100)).domain()[1] ?? null;
    // The legend explains the entropy column's marks, which is in the first band.
    this.#legend.draw(legendKey(data), () => [legendView(data)]);
    for (let from = 0; from < rows.length; from += STEP) {
      const range = [from, Math.min(rows.length, from + STEP)] as const;
      this.#bands.forEach(({ list, columns: drawn }, index) => {
        list.draw(range);
        drawn.forEach(({ chart, body }, place) => {
          const frame = frameOf(placed[index]?.[place]?.width ?? 0);
          chart.drawRows(layerGroups(body, frame, range), frame, theme);
        });
      });
      if (range[1] < rows.length) yield range[1] >= AT_ONCE;
    }
  }

  #rebuild(placed: readonly (readonly Placed[])[]): void {
    const key = placed.map((columns) => columns.map(({ chart }) => chart.name).join()).join(';');
    if (key === this.#columnsKey) return;
    this.#columnsKey = key;
    this.#bands = placed.map(bandOf);
    const [first, ...rest] = this.#bands.map(({ node }) => node);
    this.node.replaceChildren(...(first === undefined ? [] : [first]), this.#legend.node, ...rest);
  }
}

function bandOf(columns: readonly Placed[]): Band {
  const node = element('div', { class: 'band' });
  const list = new LayerList();
  const drawn = columns.map(({ chart }) => {
    const head = svgElement();
    head.setAttribute('aria-hidden', 'true');
    head.setAttribute('data-axis', chart.name);
    const body = svgElement();
    body.setAttribute('class', `chart ${chart.name}`);
    body.setAttribute('data-chart', chart.name);
    body.setAttribute('role', 'img');
    return { chart, head, body };
  });
  node.append(
    element('div', { class: 'head name-head' }, 'Layer'),
    ...drawn.map(({ chart, head }) => headOf(chart, head)),
    list.node,
    ...drawn.map(({ body }) => body),
  );
  return { node, list, columns: drawn };
}

function headOf({ title, unit }: ChartColumn, axis: SVGSVGElement): HTMLElement {
  return element(
    'div',
    { class: 'head' },
    element('div', { class: 'head-text' }, title, ' ', element('span', { class: 'unit' }, unit)),
    axis,
  );
}

interface Placed {
  readonly chart: ChartColumn;
  readonly width: number;
}

/** Fills band after band with columns at their least width, then shares out what is left. */
function bandsOf(
  charts: readonly ChartColumn[],
  classes: number,
  width: number,
): readonly (readonly Placed[])[] {
  const bands: ChartColumn[][] = [];
  let left = 0;
  for (const chart of charts) {
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
  return bands.map((own) => placed(own, classes, width));
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

function svgElement(): SVGSVGElement {
  return document.createElementNS('http://www.w3.org/2000/svg', 'svg');
}
