import { layerGroups, prepareRows } from './chartMarks.js';
import { classesChart } from './classesChart.js';
import { HEAD_HEIGHT, type ChartColumn } from './chartColumn.js';
import { element } from '../parts/element.js';
import { entropyChart, entropyScale, hasWhiskers } from './entropyChart.js';
import { idleChart } from './idleChart.js';
import { LayerList } from './layerList.js';
import { legendKey, legendView } from './legendView.js';
import type { PageData } from '../../protocol/pageState.js';
import { COMPACT_FROM, heightOf, rowsOf, type RowFrame } from '../parts/rows.js';
import type { Steps } from '../parts/slices.js';
import { Slot } from '../parts/slot.js';
import { stabilityChart } from './stabilityChart.js';
import type { Theme } from '../page/theme.js';

const COLUMNS: readonly ChartColumn[] = [entropyChart, stabilityChart, classesChart, idleChart];
const ROW = 36;
const COMPACT_ROW = 20;
/** Rows drawn in one step, and before the first paint: more than fit on a screen. */
const STEP = 6;
const AT_ONCE = 60;
const BLOCK = 36;
/** Pixels of a character, about. */
const CHARACTER = 6.6;

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

/** Rows that the browser may leave out of layout and painting while they are out of sight. */
interface Block {
  readonly node: HTMLElement;
  readonly list: LayerList;
  readonly charts: readonly SVGSVGElement[];
}

interface Band {
  readonly node: HTMLElement;
  readonly heads: readonly SVGSVGElement[];
  readonly blocks: Block[];
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
  #blockOf: ReadonlyMap<string, number> = new Map();
  /** Where the entropy axis ended when all samples were in. */
  #reach: number | null = null;

  /** All that shows a layer here; looked for in its block alone, since a thousand layers have many marks. */
  marksOf(id: string): readonly Element[] {
    const place = this.#blockOf.get(id);
    if (place === undefined) return [];
    const selector = `[data-layer="${CSS.escape(id)}"]`;
    return this.#bands.flatMap(({ blocks }) => [...(blocks[place]?.node.querySelectorAll(selector) ?? [])]);
  }

  /** The rows in view are drawn before the first `yield true`. */
  *draw({ data, growing, brief, width, selected }: OverviewData, theme: Theme): Steps {
    const rows = rowsOf(data);
    const compact = rows.length > COMPACT_FROM;
    const names = Math.round(Math.min(240, Math.max(96, width * 0.15)));
    const rowHeight = compact ? COMPACT_ROW : ROW;
    const columns = brief ? [entropyChart] : COLUMNS;
    const placed = bandsOf(columns, data.report.dataset.classes.length, width - names);
    this.#rebuild(placed);
    const reach = growing ? (this.#reach ?? 1) : null;
    const parts = partsOf(rows.length);
    this.#blockOf = new Map(
      parts.flatMap((part, index) => rows.slice(...part).map(({ id }): [string, number] => [id, index])),
    );
    const frameOf = (own: number, part: readonly [number, number], last = false): RowFrame => {
      return { data, rows, part, rowHeight, width: own, compact, reach, last };
    };
    const reachable = rows.some(({ id }) => id === selected) ? selected : (rows[0]?.id ?? null);
    this.#bands.forEach((band, index) => {
      const own = placed[index] ?? [];
      band.node.className = compact ? 'band compact' : 'band';
      band.node.style.setProperty('--es-row', `${rowHeight}px`);
      const widths = [names, ...own.map((column) => column.width)];
      band.node.style.setProperty('--es-columns', widths.map((one) => `${one}px`).join(' '));
      own.forEach(({ chart, width: pixels }, place) => {
        const axis = band.heads[place];
        if (axis === undefined) return;
        chart.drawHead(axis, frameOf(pixels, [0, rows.length]), theme);
        axis.setAttribute('height', String(HEAD_HEIGHT));
      });
      fitBlocks(band, own, parts.length);
      const titles = own.map(({ chart }) => chart.title.toLowerCase()).join(', ');
      band.blocks.forEach(({ node, list }, place) => {
        const part = parts[place] ?? [0, 0];
        node.style.setProperty('contain-intrinsic-height', `${heightOf({ part, rowHeight })}px`);
        list.prepare(rows.slice(...part), {
          label: `Layers${parts.length === 1 ? '' : ` ${part[0] + 1} to ${part[1]}`}, ${titles}`,
          reachable,
          selected,
          compact,
          comparing: data.previous !== null,
          narrow: names < 120,
          room: Math.floor((names - 16) / CHARACTER),
        });
      });
    });
    if (!growing) this.#reach = entropyScale(frameOf(100, [0, rows.length])).domain()[1] ?? null;
    // The legend explains the entropy column's marks, which is in the first band.
    const entropyWidth = placed[0]?.[0]?.width ?? width;
    const whiskers = hasWhiskers(frameOf(entropyWidth, [0, rows.length]));
    const legend = { data, brief, whiskers };
    this.#legend.draw(legendKey(legend), () => [legendView(legend)]);
    for (const [index, part] of parts.entries()) {
      this.#bands.forEach(({ blocks }, band) => {
        placed[band]?.forEach(({ chart, width: pixels }, place) => {
          const svg = blocks[index]?.charts[place];
          if (svg === undefined) return;
          const frame = frameOf(pixels, part);
          const what =
            index === 0 ? chart.describe(frame) : `${chart.title}, layers ${part[0] + 1} to ${part[1]}`;
          svg.setAttribute('aria-label', what);
          prepareRows(svg, frame);
          chart.drawFrame(svg, frame, theme);
        });
      });
      for (let from = part[0]; from < part[1]; from += STEP) {
        const range = [from, Math.min(part[1], from + STEP)] as const;
        this.#bands.forEach(({ blocks }, band) => {
          const block = blocks[index];
          block?.list.draw([range[0] - part[0], range[1] - part[0]]);
          placed[band]?.forEach(({ chart, width: pixels }, place) => {
            const svg = block?.charts[place];
            if (block === undefined || svg === undefined) return;
            const frame = frameOf(pixels, part, place === block.charts.length - 1);
            chart.drawRows(layerGroups(svg, frame, range), frame, theme);
          });
        });
        if (range[1] < rows.length) yield range[1] >= AT_ONCE;
      }
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

/** As many rows as one sees without compact rows are one block; more are cut. */
function partsOf(rows: number): readonly (readonly [from: number, to: number])[] {
  if (rows <= COMPACT_FROM) return [[0, rows]];
  return Array.from({ length: Math.ceil(rows / BLOCK) }, (_, index) => [
    index * BLOCK,
    Math.min(rows, (index + 1) * BLOCK),
  ]);
}

function bandOf(columns: readonly Placed[]): Band {
  const heads = columns.map(({ chart }) => {
    const axis = svgElement();
    axis.setAttribute('aria-hidden', 'true');
    axis.setAttribute('data-axis', chart.name);
    return axis;
  });
  const titles = columns.map(({ chart: { title, unit } }, place) =>
    element(
      'div',
      { class: 'head' },
      element('div', { class: 'head-text' }, title, ' ', element('span', { class: 'unit' }, unit)),
      ...heads.slice(place, place + 1),
    ),
  );
  const row = element(
    'div',
    { class: 'heads' },
    element('div', { class: 'head name-head' }, 'Layer'),
    ...titles,
  );
  return { node: element('div', { class: 'band' }, row), heads, blocks: [] };
}

/** Makes or drops blocks at the end until there are as many as asked for. */
function fitBlocks({ node, blocks }: Band, columns: readonly Placed[], wanted: number): void {
  for (const { node: gone } of blocks.splice(wanted)) gone.remove();
  while (blocks.length < wanted) {
    const list = new LayerList();
    const charts = columns.map(({ chart }) => {
      const svg = svgElement();
      svg.setAttribute('class', `chart ${chart.name}`);
      svg.setAttribute('data-chart', chart.name);
      svg.setAttribute('role', 'img');
      return svg;
    });
    const block = element('div', { class: 'block' }, list.node, ...charts);
    node.append(block);
    blocks.push({ node: block, list, charts });
  }
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
