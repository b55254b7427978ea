import './theme.css';
import './page.css';
import { createRef } from 'preact';
import type { RunSummary } from '../../protocol/pageMessages.js';
import { dataOf, type PageData, type PageState } from '../../protocol/pageState.js';
import type { Quantity } from '../../vocabulary/quantities.js';
import { NeuronsLoader } from '../details/neuronsLoader.js';
import { HoverCard } from '../overview/hoverCard.js';
import { Overview } from '../overview/overview.js';
import { CountsKeeper } from '../parts/countsKeeper.js';
import { render } from '../parts/render.js';
import { rowsOf } from '../parts/rows.js';
import { inTurn, SlicedWork, type Steps } from '../parts/slices.js';
import { readTheme, watchTheme } from '../parts/theme.js';
import { LayerTable } from '../table/layerTable.js';
import { TimelineChart } from '../timeline/timelineChart.js';
import { Page, type PageParts, type Shown } from './page.js';
import { findingsOf, firstSelected, hasLayer, runsKey, timelineKey, timelineQuantity } from './pageData.js';
import { keyCommand, movedTo, type KeyCommand } from './pageKeys.js';
import type { PagePort } from './pagePort.js';
import { RowsDrawing } from './rowsDrawing.js';
import { ScrollKeeper } from './scrollKeeper.js';
import { SelectionMarks } from './selection.js';
import { readViewState, type ViewState } from './viewState.js';

/** Details stand beside the overview from this width on. */
const BESIDE_FROM = 1500;
/** The timeline is no wider. */
const WIDEST_TIMELINE = 1400;

export interface ShownBesides {
  readonly runs: readonly RunSummary[];
  readonly notice: string | null;
}

/**
 * Owns the page's main element: draws whatever state it is shown, and keeps what the reader chose. Places are made once;
 * a state changes what is in them, so that focus, scroll and the place of everything survive a stream.
 */
export class PageView {
  readonly #main: HTMLElement;
  readonly #port: PagePort;
  readonly #view: ViewState;
  readonly #parts: PageParts;
  readonly #neurons: NeuronsLoader;
  readonly #hover: HoverCard;
  readonly #scroll: ScrollKeeper;
  readonly #selection = new SelectionMarks();
  readonly #sorting = new SlicedWork();
  readonly #rows = new RowsDrawing(() => {
    this.#drawn();
  });
  readonly #endings: readonly (() => void)[];
  #state: PageState = { kind: 'empty', title: null, text: 'Nothing analyzed yet.' };
  #besides: ShownBesides = { runs: [], notice: null };
  #theme;
  #widths = { page: 0, details: 0 };
  #timelineDrawn = '';
  /** A layer that was asked for before a state had it. */
  #wanted: string | null;

  constructor(main: HTMLElement, port: PagePort) {
    this.#main = main;
    this.#port = port;
    this.#theme = readTheme(main);
    this.#view = readViewState(port.kept());
    this.#wanted = this.#view.selected;
    this.#parts = this.#makeParts();
    this.#neurons = new NeuronsLoader(this.#parts.counts, () => {
      this.#show();
    });
    this.#hover = new HoverCard(main, (id) => {
      const data = dataOf(this.#state);
      return data === null ? null : (rowsOf(data).find((row) => row.id === id) ?? null);
    });
    this.#scroll = new ScrollKeeper(main, this.#view.scroll, (scroll) => {
      this.#keep({ scroll });
    });
    this.#endings = this.#listen();
  }

  dispose(): void {
    for (const end of this.#endings) end();
    this.#scroll.dispose();
    this.#hover.dispose();
    this.#neurons.stop();
    this.#rows.stop();
    this.#sorting.stop();
    this.#parts.timeline.stop();
    render(null, this.#main);
  }

  /** Draws a state. The selected layer stays selected where it still exists. */
  show(state: PageState, besides: ShownBesides = { runs: [], notice: null }): void {
    this.#state = state;
    this.#besides = besides;
    const data = dataOf(state);
    if (data !== null) {
      this.#parts.counts.keepOnly(data);
      const { selected } = this.#view;
      if (this.#wanted !== null && hasLayer(data, this.#wanted)) {
        this.#view.selected = this.#wanted;
        this.#wanted = null;
      } else if (selected === null || !hasLayer(data, selected)) {
        this.#view.selected = firstSelected(data);
      }
    }
    this.#draw();
    if (data !== null) this.#scroll.restore();
  }

  /** Selects a layer in all charts at once; a layer that is not there yet, as soon as it is. */
  select(id: string, focus = false): void {
    const data = dataOf(this.#state);
    if (data === null || !hasLayer(data, id)) {
      this.#wanted = id;
      return;
    }
    this.#wanted = null;
    this.#keep({ selected: id });
    this.#mark();
    if (focus) this.#selection.focus();
    else this.#selection.reveal();
    this.#parts.timeline.select(id);
    this.#show();
  }

  #choose(id: string, open: boolean): void {
    this.select(id);
    this.#port.selected(id, open);
  }

  #draw(): void {
    this.#show();
    // What was shown for the first time has its width only now.
    if (this.#measure()) this.#show();
    this.#drawRows();
    this.#drawTimeline();
  }

  /** All but the charts that draw themselves. */
  #show(): void {
    const model = {
      state: this.#state,
      shown: this.#shown(),
      notice: this.#besides.notice,
      runs: this.#runs(),
      quantity: timelineQuantity(this.#view),
      view: this.#view,
      widths: this.#widths,
      theme: this.#theme,
    };
    render(<Page model={model} parts={this.#parts} />, this.#main);
  }

  #shown(): Shown | null {
    const data = dataOf(this.#state);
    if (data === null) return null;
    const row = rowsOf(data).find(({ id }) => id === this.#view.selected) ?? null;
    const neurons = this.#neurons.stateOf(data, row, this.#view.firingOrder);
    return { data, findings: findingsOf(data), row, neurons };
  }

  /** The side view is for a look, and has no room for a timeline. */
  #runs(): readonly RunSummary[] {
    return this.#port.place === 'side' || dataOf(this.#state) === null ? [] : this.#besides.runs;
  }

  /** @returns whether a width is another one */
  #measure(): boolean {
    const page = this.#main.clientWidth;
    this.#main.classList.toggle('beside', page >= BESIDE_FROM);
    const before = this.#widths;
    this.#widths = { page, details: this.#parts.details.current?.clientWidth ?? 0 };
    return page !== before.page || this.#widths.details !== before.details;
  }

  /** What depends on the numbers and on the width. */
  #drawRows(): void {
    const data = dataOf(this.#state);
    if (data === null) {
      this.#rows.stop();
      this.#tellState();
      return;
    }
    const width = this.#widths.page;
    const growing = this.#state.kind === 'partial';
    const key = `${runsKey(data)} ${width}`;
    this.#rows.draw({ key, growing, width, steps: () => this.#rowSteps(data, growing) });
    this.#mark();
  }

  #rowSteps(data: PageData, growing: boolean): Steps {
    const { overview } = this.#parts;
    const options = {
      data,
      growing,
      brief: this.#port.place === 'side',
      width: overview.node.clientWidth,
      selected: this.#view.selected,
    };
    return inTurn([overview.draw(options, this.#theme), this.#tableSteps(data)]);
  }

  #tableSteps(data: PageData): Steps {
    const { selected, order } = this.#view;
    const comparing = data.previous !== null;
    return this.#parts.table.draw({ rows: rowsOf(data), selected, order, comparing });
  }

  /** The last row is drawn. */
  #drawn(): void {
    this.#mark();
    // Its list names the charts that are on the page.
    if (this.#view.exportOpen) this.#show();
    this.#tellState();
  }

  /** The attribute says what is drawn: who waits for it finds every row. */
  #tellState(): void {
    this.#main.setAttribute('data-state', this.#state.kind);
  }

  #drawTimeline(): void {
    const runs = this.#runs();
    const { overview, timeline } = this.#parts;
    const width = Math.min(overview.node.clientWidth, WIDEST_TIMELINE);
    const key = timelineKey(runs, this.#view, width);
    if (key === this.#timelineDrawn) return;
    this.#timelineDrawn = key;
    if (runs.length < 2 || this.#view.timelineTable) return;
    timeline.draw({ runs, quantity: timelineQuantity(this.#view), width }, this.#view.selected, () => {
      this.#mark();
    });
  }

  /** Marks all that shows the selected layer but the details, which show nothing else. */
  #mark(): void {
    const id = this.#view.selected;
    const { overview, table } = this.#parts;
    const marks =
      id === null
        ? []
        : [
            ...overview.marksOf(id),
            ...this.#main.querySelectorAll(`.timeline [data-layer="${CSS.escape(id)}"]`),
            ...table.marksOf(id),
          ];
    this.#selection.show(id, marks);
  }

  #keep(change: Partial<ViewState>): void {
    Object.assign(this.#view, change);
    this.#port.keep(this.#view);
  }

  #change(change: Partial<ViewState>): void {
    this.#keep(change);
    this.#draw();
  }

  #makeParts(): PageParts {
    return {
      root: this.#main,
      port: this.#port,
      counts: new CountsKeeper(this.#port.counts),
      overview: new Overview(),
      table: new LayerTable((order) => {
        this.#keep({ order });
        const data = dataOf(this.#state);
        if (data !== null) this.#sorting.start(this.#tableSteps(data), () => undefined);
      }),
      timeline: new TimelineChart(),
      details: createRef<HTMLElement>(),
      toggle: (what) => {
        this.#change({ [what]: !this.#view[what] });
      },
      foldNumbers: (open) => {
        this.#keep({ numbersOpen: open });
      },
      explain: (term) => {
        this.#change({ helpOpen: true });
        const entry = this.#main.querySelector<HTMLElement>(`.popovers [data-term="${term}"]`);
        entry?.focus({ preventScroll: true });
        entry?.scrollIntoView({ block: 'nearest' });
      },
      reorder: (order) => {
        this.#change({ firingOrder: order });
      },
      chooseQuantity: (quantity: Quantity) => {
        this.#change({ timelineQuantity: quantity.short });
      },
    };
  }

  /** @returns what ends it */
  #listen(): readonly (() => void)[] {
    const resized = new ResizeObserver(() => {
      if (this.#main.clientWidth !== this.#widths.page) this.#draw();
    });
    resized.observe(this.#main);
    this.#main.addEventListener('click', this.#clicked);
    document.addEventListener('keydown', this.#keyPressed);
    const unwatch = watchTheme(() => {
      this.#theme = readTheme(this.#main);
      this.#rows.forget();
      this.#draw();
      // What is printed must be there at once.
      if (matchMedia('print').matches) this.#rows.finish();
    });
    return [
      unwatch,
      () => {
        resized.disconnect();
        this.#main.removeEventListener('click', this.#clicked);
        document.removeEventListener('keydown', this.#keyPressed);
      },
    ];
  }

  readonly #clicked = (event: MouseEvent): void => {
    if (!(event.target instanceof Element)) return;
    const id = event.target.closest('[data-layer]')?.getAttribute('data-layer');
    if (id === null || id === undefined || event.target.closest('.details') !== null) return;
    this.#choose(id, event.target.closest('.findings') === null);
  };

  readonly #keyPressed = (event: KeyboardEvent): void => {
    const command = keyCommand(event);
    if (command !== null && this.#run(command)) event.preventDefault();
  };

  /** True where there was something to do. */
  #run(command: KeyCommand): boolean {
    const { selected, helpOpen, exportOpen } = this.#view;
    switch (command.t) {
      case 'help':
        this.#change({ helpOpen: !helpOpen });
        return true;
      case 'close':
        this.#hover.hide();
        if (helpOpen || exportOpen) this.#change({ helpOpen: false, exportOpen: false });
        this.#selection.focus();
        return true;
      case 'open':
        if (selected === null) return false;
        this.#port.selected(selected, true);
        return true;
      case 'details': {
        const details = this.#parts.details.current;
        details?.focus({ preventScroll: true });
        details?.scrollIntoView({ block: 'nearest' });
        return true;
      }
      case 'move': {
        const data = dataOf(this.#state);
        const rows = data === null ? [] : rowsOf(data);
        const row = movedTo(
          rows,
          rows.findIndex(({ id }) => id === selected),
          command.to,
        );
        if (row === undefined) return false;
        const band = document.activeElement?.closest('.band') ?? null;
        this.#choose(row.id, false);
        if (command.focus) this.#selection.focus(band);
        return true;
      }
    }
  }
}
