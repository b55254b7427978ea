import './theme.css';
import './page.css';
import { createRef } from 'preact';
import type { RunSummary, WhatIfView } from '../../protocol/pageMessages.js';
import { dataOf, type PageState } from '../../protocol/pageState.js';
import { NeuronsLoader } from '../details/neuronsLoader.js';
import { HoverCard } from '../overview/hoverCard.js';
import { CountsKeeper } from '../parts/countsKeeper.js';
import { render } from '../parts/render.js';
import { rowsOf, type Row } from '../parts/rows.js';
import { readTheme } from '../parts/theme.js';
import { Charts } from './charts.js';
import { Page, type PageParts, type Shown } from './page.js';
import { findingsOf, firstSelected, hasLayer, timelineQuantity } from './pageData.js';
import { listenToPage } from './pageEvents.js';
import { movedTo, type KeyCommand } from './pageKeys.js';
import type { PagePort } from './pagePort.js';
import { ScrollKeeper } from './scrollKeeper.js';
import { SelectionMarks } from './selection.js';
import { readViewState, type ViewState } from './viewState.js';

/** Details stand beside the overview from this width on, in pixels. */
const BESIDE_FROM = 1500;

export interface ShownBesides {
  readonly runs: readonly RunSummary[];
  readonly notice: string | null;
  /** Codes of findings whose remedy may be asked for. */
  readonly remedies: readonly string[];
  /** Which layers can go. */
  readonly whatIf?: WhatIfView | null;
}

const NOTHING_BESIDES: ShownBesides = { runs: [], notice: null, remedies: [] };

/**
 * Owns the page's main element: draws whatever state it is shown, and keeps what the reader chose. Places are made once;
 * a state changes what is in them, so that focus, scroll and the place of everything survive a stream.
 */
export class PageView {
  readonly #main: HTMLElement;
  readonly #port: PagePort;
  readonly #view: ViewState;
  readonly #charts: Charts;
  readonly #parts: PageParts;
  readonly #neurons: NeuronsLoader;
  readonly #hover: HoverCard;
  readonly #scroll: ScrollKeeper;
  readonly #selection = new SelectionMarks();
  readonly #unlisten: () => void;
  #state: PageState = { kind: 'empty', title: null, text: 'Nothing analyzed yet.' };
  #besides = NOTHING_BESIDES;
  #theme;
  /** Pixels. */
  #widths = { page: 0, details: 0 };
  /** A layer that was asked for before a state had it. */
  #wanted: string | null;

  constructor(main: HTMLElement, port: PagePort) {
    this.#main = main;
    this.#port = port;
    this.#theme = readTheme(main);
    this.#view = readViewState(port.kept());
    this.#wanted = this.#view.selected;
    this.#charts = this.#makeCharts();
    this.#parts = this.#makeParts();
    this.#neurons = new NeuronsLoader(this.#parts.counts, () => {
      this.#show();
    });
    this.#hover = new HoverCard(main, (id) => this.#allRows().find((row) => row.id === id) ?? null);
    this.#scroll = new ScrollKeeper(main, this.#view.scroll, (scroll) => {
      this.#keep({ scroll });
    });
    this.#unlisten = listenToPage(main, {
      chosen: (id, open) => {
        this.#choose(id, open);
      },
      commanded: (command) => this.#run(command),
      resized: () => {
        if (main.clientWidth !== this.#widths.page) this.#draw();
      },
      themeChanged: () => {
        this.#theme = readTheme(main);
        this.#charts.forget();
        this.#draw();
        // What is printed must be there at once.
        if (matchMedia('print').matches) this.#charts.finish();
      },
    });
  }

  dispose(): void {
    this.#unlisten();
    this.#scroll.dispose();
    this.#hover.dispose();
    this.#neurons.stop();
    this.#charts.stop();
    render(null, this.#main);
  }

  /** Draws a state. The selected layer stays selected where it still exists. */
  show(state: PageState, besides = NOTHING_BESIDES): void {
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
    this.#charts.timeline.select(id);
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
    this.#charts.draw({
      data: dataOf(this.#state),
      growing: this.#state.kind === 'partial',
      runs: this.#runs(),
      width: this.#widths.page,
      view: this.#view,
      theme: this.#theme,
    });
  }

  /** All but the charts that draw themselves. */
  #show(): void {
    const model = {
      state: this.#state,
      shown: this.#shown(),
      notice: this.#besides.notice,
      remedies: this.#besides.remedies,
      whatIf: this.#port.place === 'panel' ? (this.#besides.whatIf ?? null) : null,
      runs: this.#runs(),
      newest: this.#newerThanShown(),
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

  /** The newest run where the one on the page is another, and no run is under way that will be the newest. */
  #newerThanShown(): RunSummary | null {
    const { kind } = this.#state;
    if (kind === 'partial' || kind === 'loading' || kind === 'empty') return null;
    const newest = this.#besides.runs.at(-1) ?? null;
    return newest?.shown === 'current' ? null : newest;
  }

  #allRows(): readonly Row[] {
    const data = dataOf(this.#state);
    return data === null ? [] : rowsOf(data);
  }

  /** @returns whether a width is another one */
  #measure(): boolean {
    const page = this.#main.clientWidth;
    this.#main.classList.toggle('beside', page >= BESIDE_FROM);
    const before = this.#widths;
    this.#widths = { page, details: this.#parts.details.current?.clientWidth ?? 0 };
    return page !== before.page || this.#widths.details !== before.details;
  }

  /** Marks all that shows the selected layer but the details, which show nothing else. */
  #mark(): void {
    const id = this.#view.selected;
    const { overview, table } = this.#charts;
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

  #makeCharts(): Charts {
    return new Charts({
      brief: this.#port.place === 'side',
      sort: (order) => {
        this.#keep({ order });
        const data = dataOf(this.#state);
        if (data !== null) this.#charts.drawTable(data, this.#view);
      },
      drawn: () => {
        this.#mark();
        // Its list names the charts that are on the page.
        if (this.#view.exportOpen) this.#show();
        // The attribute says what is drawn: who waits for it finds every row.
        this.#main.setAttribute('data-state', this.#state.kind);
      },
      marked: () => {
        this.#mark();
      },
    });
  }

  #makeParts(): PageParts {
    return {
      root: this.#main,
      port: this.#port,
      counts: new CountsKeeper(this.#port.counts),
      charts: this.#charts,
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
      chooseQuantity: ({ short }) => {
        this.#change({ timelineQuantity: short });
      },
    };
  }

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
        if (selected !== null) this.#port.selected(selected, true);
        return selected !== null;
      case 'details': {
        const details = this.#parts.details.current;
        details?.focus({ preventScroll: true });
        details?.scrollIntoView({ block: 'nearest' });
        return true;
      }
      case 'move': {
        const rows = this.#allRows();
        const index = rows.findIndex(({ id }) => id === selected);
        const row = movedTo(rows, index, command.to);
        if (row === undefined) return false;
        const band = document.activeElement?.closest('.band') ?? null;
        this.#choose(row.id, false);
        if (command.focus) this.#selection.focus(band);
        return true;
      }
    }
  }
}
