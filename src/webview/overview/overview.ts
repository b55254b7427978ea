import type { PageData } from '../../protocol/pageState.js';
import { element } from '../parts/element.js';
import { render } from '../parts/render.js';
import { COMPACT_FROM, rowsOf, type Row } from '../parts/rows.js';
import type { Steps } from '../parts/slices.js';
import type { Theme } from '../parts/theme.js';
import { Band, type ColumnNow } from './band.js';
import { layoutOf, type PlacedColumn } from './columnLayout.js';
import { columnsOf } from './columns.js';
import { entropyScale } from './entropyChart.js';
import { commonLegend, legendOf } from './legend.js';
import type { NamesOptions } from './layerNames.js';
import type { Part, RowFrame } from './rowFrame.js';
import './overview.css';

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

/**
 * The rows of layers with one column a quantity. Columns that do not fit beside each other go into a further band below,
 * with the layers' names again: at 300 px each band has one.
 */
export class Overview {
  readonly node = element('div', { class: 'overview' });
  readonly #legend = element('div');
  #bands: readonly Band[] = [];
  #columnsKey = '';
  #blockOf: ReadonlyMap<string, number> = new Map();
  /** Where the entropy axis ended when all samples were in. */
  #reach: number | null = null;

  /** All that shows a layer here; looked for in its block alone, since a thousand layers have many marks. */
  marksOf(id: string): readonly Element[] {
    const block = this.#blockOf.get(id);
    return block === undefined ? [] : this.#bands.flatMap((band) => band.marksOf(block, id));
  }

  /** The rows in view are drawn before the first `yield true`. */
  *draw(overview: OverviewData, theme: Theme): Steps {
    const { data, growing, brief, width } = overview;
    const rows = rowsOf(data);
    const names = Math.round(Math.min(240, Math.max(96, width * 0.15)));
    const layout = layoutOf(
      brief ? columnsOf(data).slice(0, 1) : columnsOf(data),
      data.report.dataset.classes.length,
      width - names,
    );
    this.#rebuild(layout);
    const compact = rows.length > COMPACT_FROM;
    const shared = {
      data,
      rows,
      compact,
      rowHeight: compact ? COMPACT_ROW : ROW,
      reach: growing ? (this.#reach ?? 1) : null,
    };
    const columns = layout.map((band) =>
      band.map((placed): ColumnNow => {
        const frame: RowFrame = { ...shared, width: placed.width };
        return { placed, frame, drawing: placed.chart.drawing(frame, theme) };
      }),
    );
    if (!growing) this.#reach = entropyScale({ rows, width, reach: null }).domain().at(-1) ?? null;
    const items = columns.flat().flatMap(({ drawing }) => drawing.legend);
    render(legendOf([...items, ...commonLegend(data)]), this.#legend);
    yield* this.#drawRows(columns, overview, names);
  }

  *#drawRows(columns: readonly (readonly ColumnNow[])[], overview: OverviewData, names: number): Steps {
    const rows = rowsOf(overview.data);
    const parts = partsOf(rows.length);
    this.#blockOf = blocksOf(rows, parts);
    const bands = this.#bands.map((band, index) => ({ band, columns: columns[index] ?? [] }));
    for (const { band, columns: bandColumns } of bands) {
      band.prepare(bandColumns, { parts: parts.length, names });
      const titles = bandColumns.map(({ placed }) => placed.chart.title.toLowerCase()).join(', ');
      for (const [index, part] of parts.entries()) {
        const options = namesOptions(overview, { rows, parts, part, titles, names });
        band.prepareBlock(index, part, { rows, names: options }, bandColumns[0]?.frame.rowHeight ?? ROW);
      }
    }
    for (const [index, part] of parts.entries()) {
      for (const { band, columns: bandColumns } of bands) band.drawBehind(index, part, bandColumns);
      for (let from = part[0]; from < part[1]; from += STEP) {
        const range: Part = [from, Math.min(part[1], from + STEP)];
        for (const { band, columns: bandColumns } of bands)
          band.drawRows(index, { part, range }, bandColumns);
        if (range[1] < rows.length) yield range[1] >= AT_ONCE;
      }
    }
  }

  #rebuild(layout: readonly (readonly PlacedColumn[])[]): void {
    const key = layout.map((columns) => columns.map(({ chart }) => chart.name).join()).join(';');
    if (key === this.#columnsKey) return;
    this.#columnsKey = key;
    this.#bands = layout.map((columns) => new Band(columns));
    const [first, ...rest] = this.#bands.map(({ node }) => node);
    this.node.replaceChildren(...(first === undefined ? [] : [first]), this.#legend, ...rest);
  }
}

/** As many rows as one sees without compact rows are one block; more are cut. */
function partsOf(rows: number): readonly Part[] {
  if (rows <= COMPACT_FROM) return [[0, rows]];
  return Array.from({ length: Math.ceil(rows / BLOCK) }, (_, index): Part => [
    index * BLOCK,
    Math.min(rows, (index + 1) * BLOCK),
  ]);
}

function blocksOf(rows: readonly Row[], parts: readonly Part[]): ReadonlyMap<string, number> {
  return new Map(
    parts.flatMap((part, index) => rows.slice(...part).map(({ id }): [string, number] => [id, index])),
  );
}

interface NamesPlace {
  readonly rows: readonly Row[];
  readonly parts: readonly Part[];
  readonly part: Part;
  /** Of the charts beside them. */
  readonly titles: string;
  /** Pixels. */
  readonly names: number;
}

function namesOptions(
  { data, selected }: OverviewData,
  { rows, parts, part, titles, names }: NamesPlace,
): NamesOptions {
  const selectable = rows.some(({ id }) => id === selected);
  return {
    label: `Layers${parts.length === 1 ? '' : ` ${part[0] + 1} to ${part[1]}`}, ${titles}`,
    reachable: selectable ? selected : (rows[0]?.id ?? null),
    selected,
    compact: rows.length > COMPACT_FROM,
    comparing: data.previous !== null,
    narrow: names < 120,
    room: Math.floor((names - 16) / CHARACTER),
  };
}
