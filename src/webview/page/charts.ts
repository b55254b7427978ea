import type { RunSummary } from '../../protocol/pageMessages.js';
import type { PageData } from '../../protocol/pageState.js';
import { Overview } from '../overview/overview.js';
import { rowsOf } from '../parts/rows.js';
import { inTurn, SlicedWork, type Steps } from '../parts/slices.js';
import type { Theme } from '../parts/theme.js';
import { LayerTable } from '../table/layerTable.js';
import type { TableOrder } from '../table/tableOrder.js';
import { TimelineChart } from '../timeline/timelineChart.js';
import { runsKey, timelineKey, timelineQuantity } from './pageData.js';
import { RowsDrawing } from './rowsDrawing.js';
import type { ViewState } from './viewState.js';

/** The timeline is no wider, in pixels. */
const WIDEST_TIMELINE = 1400;

export interface ChartsState {
  /** null: there is nothing to draw. */
  readonly data: PageData | null;
  /** Samples still come in. */
  readonly growing: boolean;
  /** Those of the timeline. */
  readonly runs: readonly RunSummary[];
  /** Pixels of the page. */
  readonly width: number;
  readonly view: Readonly<ViewState>;
  readonly theme: Theme;
}

interface ChartsOptions {
  /** Name and entropy only: the side view. */
  readonly brief: boolean;
  /** A column's head was clicked. */
  readonly sort: (order: TableOrder) => void;
  /** Rows and table are drawn, or were before. */
  readonly drawn: () => void;
  /** Marks were made that may have to show the selection. */
  readonly marked: () => void;
}

/** What draws itself, in slices: the overview's rows, the table of layers, the timeline. */
export class Charts {
  readonly overview = new Overview();
  readonly table: LayerTable;
  readonly timeline = new TimelineChart();
  readonly #options: ChartsOptions;
  readonly #rows: RowsDrawing;
  readonly #sorting = new SlicedWork();
  #timelineDrawn = '';

  constructor(options: ChartsOptions) {
    this.#options = options;
    this.table = new LayerTable(options.sort);
    this.#rows = new RowsDrawing(options.drawn);
  }

  draw(state: ChartsState): void {
    this.#drawRows(state);
    this.#drawTimeline(state);
  }

  /** The table alone, in another order. */
  drawTable(data: PageData, view: Readonly<ViewState>): void {
    this.#sorting.start(this.#tableSteps(data, view), () => undefined);
  }

  /** All is drawn again the next time, whether or not its numbers are others. */
  forget(): void {
    this.#rows.forget();
  }

  /** Does what is left of the rows at once. */
  finish(): void {
    this.#rows.finish();
  }

  stop(): void {
    this.#rows.stop();
    this.#sorting.stop();
    this.timeline.stop();
  }

  #drawRows({ data, growing, width, view, theme }: ChartsState): void {
    if (data === null) {
      this.#rows.stop();
      this.#options.drawn();
      return;
    }
    const steps = (): Steps => {
      const { node } = this.overview;
      const { selected } = view;
      const options = { data, growing, brief: this.#options.brief, width: node.clientWidth, selected };
      return inTurn([this.overview.draw(options, theme), this.#tableSteps(data, view)]);
    };
    this.#rows.draw({ key: `${runsKey(data)} ${width}`, growing, width, steps });
    this.#options.marked();
  }

  #tableSteps(data: PageData, { selected, order }: Readonly<ViewState>): Steps {
    return this.table.draw({ rows: rowsOf(data), selected, order, comparing: data.previous !== null });
  }

  #drawTimeline({ runs, view }: ChartsState): void {
    const width = Math.min(this.overview.node.clientWidth, WIDEST_TIMELINE);
    const key = timelineKey(runs, view, width);
    if (key === this.#timelineDrawn) return;
    this.#timelineDrawn = key;
    if (runs.length < 2 || view.timelineTable) return;
    const options = { runs, quantity: timelineQuantity(view), width };
    this.timeline.draw(options, view.selected, this.#options.marked);
  }
}
