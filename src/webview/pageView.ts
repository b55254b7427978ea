import { drawDetails } from './detailsView.js';
import { element } from './element.js';
import { exportView } from './exportView.js';
import { findingsView } from './findingsView.js';
import { headerView } from './headerView.js';
import { helpView } from './helpView.js';
import { layerTable, type TableOrder } from './layerTable.js';
import { drawOverview } from './overview.js';
import { dataOf, type PageData, type PageState } from '../protocol/pageState.js';
import { rowsOf } from './rows.js';
import { stateNotes } from './stateView.js';
import { readTheme, watchTheme } from './theme.js';
import type { FiringOrder } from './firingOrder.js';

/** Details stand beside the overview from this width on. */
const BESIDE_FROM = 1500;
const BESIDE_WIDTH = 0.42;

interface ViewState {
  selected: string | null;
  order: TableOrder;
  firingOrder: FiringOrder;
  allFindings: boolean;
  exportOpen: boolean;
  helpOpen: boolean;
}

/** Owns the page's main element: draws whatever state it is shown, and keeps what the reader chose. */
export class PageView {
  readonly #main: HTMLElement;
  readonly #overview = element('div', { class: 'overview' });
  readonly #details = element('section', { class: 'details', 'aria-label': 'Selected layer', tabindex: -1 });
  readonly #view: ViewState = {
    selected: null,
    order: { path: null, descending: false },
    firingOrder: 'similarity',
    allFindings: false,
    exportOpen: false,
    helpOpen: false,
  };
  readonly #unwatch: () => void;
  readonly #resized: ResizeObserver;
  #state: PageState = { kind: 'empty', title: null, text: 'Nothing analysed yet.' };
  #width = 0;

  constructor(main: HTMLElement) {
    this.#main = main;
    main.addEventListener('click', this.#clicked);
    document.addEventListener('keydown', this.#keyPressed);
    this.#unwatch = watchTheme(() => {
      this.#draw();
    });
    this.#resized = new ResizeObserver(() => {
      if (main.clientWidth !== this.#width) this.#drawSized();
    });
    this.#resized.observe(main);
  }

  dispose(): void {
    this.#main.removeEventListener('click', this.#clicked);
    document.removeEventListener('keydown', this.#keyPressed);
    this.#unwatch();
    this.#resized.disconnect();
  }

  /** Draws a state. The selected layer stays selected where it still exists. */
  show(state: PageState): void {
    this.#state = state;
    const data = dataOf(state);
    const rows = data === null ? [] : rowsOf(data);
    if (!rows.some(({ id }) => id === this.#view.selected)) {
      this.#view.selected = data === null ? null : firstSelected(data);
    }
    this.#draw();
  }

  /** Selects a layer in all charts at once. */
  select(id: string, focus = false): void {
    const data = dataOf(this.#state);
    if (data === null || !rowsOf(data).some((row) => row.id === id)) return;
    const before = this.#view.selected;
    this.#view.selected = id;
    for (const marked of before === null ? [] : this.#marksOf(before)) {
      marked.removeAttribute('data-selected');
      if (marked.getAttribute('role') === 'option') setOption(marked, false);
    }
    for (const marked of this.#marksOf(id)) {
      marked.setAttribute('data-selected', 'true');
      if (marked.getAttribute('role') !== 'option') continue;
      setOption(marked, true);
    }
    if (focus) this.#focusSelected();
    this.#drawDetails(data);
  }

  #draw(): void {
    const state = this.#state;
    const data = dataOf(state);
    this.#main.setAttribute('data-state', state.kind);
    const active = document.activeElement;
    const focused = active instanceof HTMLElement && this.#main.contains(active) ? focusKey(active) : null;
    this.#main.replaceChildren(...stateNotes(state), ...(data === null ? [] : this.#content(data)));
    this.#drawSized();
    if (focused !== null) this.#main.querySelector<HTMLElement>(focused)?.focus({ preventScroll: true });
  }

  #content(data: PageData): readonly HTMLElement[] {
    const view = this.#view;
    const { report } = data;
    const toggle = (name: 'exportOpen' | 'helpOpen' | 'allFindings') => (): void => {
      view[name] = !view[name];
      this.#draw();
    };
    return [
      headerView({
        data,
        exportOpen: view.exportOpen,
        helpOpen: view.helpOpen,
        toggleExport: toggle('exportOpen'),
        toggleHelp: toggle('helpOpen'),
      }),
      ...(view.exportOpen ? [exportView(data, this.#main)] : []),
      ...(view.helpOpen ? [helpView(toggle('helpOpen'))] : []),
      findingsView({
        findings: report.findings,
        layers: report.layers.map(({ id }) => id),
        expanded: view.allFindings,
        expand: toggle('allFindings'),
      }),
      element(
        'div',
        { class: 'body' },
        element('section', { class: 'charts', 'aria-label': 'Layers' }, this.#overview),
        this.#details,
      ),
      element('section', { class: 'numbers' }, element('h2', {}, 'All numbers'), this.#table(data)),
    ];
  }

  #table(data: PageData): HTMLElement {
    const view = this.#view;
    return layerTable({
      rows: rowsOf(data),
      selected: view.selected,
      order: view.order,
      comparing: data.previous !== null,
      sort: (order) => {
        view.order = order;
        const scroll = this.#main.querySelector('.numbers .table-scroll')?.scrollLeft ?? 0;
        const active = document.activeElement;
        const focused = active instanceof HTMLElement ? focusKey(active) : null;
        const table = this.#table(data);
        this.#main.querySelector('.numbers .table-scroll')?.replaceWith(table);
        table.scrollLeft = scroll;
        if (focused !== null) table.querySelector<HTMLElement>(focused)?.focus({ preventScroll: true });
      },
    });
  }

  /** What depends on the width. */
  #drawSized(): void {
    this.#width = this.#main.clientWidth;
    const data = dataOf(this.#state);
    if (data === null) return;
    const beside = this.#width >= BESIDE_FROM;
    this.#main.classList.toggle('beside', beside);
    const room = this.#overview.clientWidth;
    drawOverview(
      this.#overview,
      { data, growing: this.#state.kind === 'partial', width: room, selected: this.#view.selected },
      readTheme(this.#main),
    );
    for (const marked of this.#view.selected === null ? [] : this.#marksOf(this.#view.selected)) {
      marked.setAttribute('data-selected', 'true');
    }
    this.#details.style.setProperty('--es-details', beside ? String(BESIDE_WIDTH) : '1');
    this.#drawDetails(data);
  }

  #drawDetails(data: PageData): void {
    const row = rowsOf(data).find(({ id }) => id === this.#view.selected) ?? null;
    drawDetails(
      this.#details,
      {
        data,
        row,
        width: this.#details.clientWidth,
        order: this.#view.firingOrder,
        reorder: (order) => {
          this.#view.firingOrder = order;
          this.#drawDetails(data);
        },
      },
      readTheme(this.#main),
    );
  }

  #marksOf(id: string): readonly Element[] {
    return [...this.#main.querySelectorAll(`[data-layer="${CSS.escape(id)}"]`)].filter(
      (marked) => !marked.closest('.details'),
    );
  }

  #focusSelected(): void {
    const option = this.#overview.querySelector<HTMLElement>('[role="option"][aria-selected="true"]');
    option?.focus({ preventScroll: true });
    option?.scrollIntoView({ block: 'nearest' });
  }

  readonly #clicked = (event: MouseEvent): void => {
    if (!(event.target instanceof Element)) return;
    const id = event.target.closest('[data-layer]')?.getAttribute('data-layer');
    if (id === null || id === undefined || event.target.closest('.details') !== null) return;
    this.select(id);
  };

  readonly #keyPressed = (event: KeyboardEvent): void => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.defaultPrevented) return;
    const target = event.target instanceof Element ? event.target : null;
    if (target?.closest('input, select, textarea') !== null && target !== null) return;
    if (this.#keyAction(event.key, target)) event.preventDefault();
  };

  /** True where the key was ours. */
  #keyAction(key: string, target: Element | null): boolean {
    const view = this.#view;
    switch (key) {
      case '?':
        view.helpOpen = !view.helpOpen;
        this.#draw();
        return true;
      case 'Escape':
        if (view.helpOpen || view.exportOpen) {
          view.helpOpen = false;
          view.exportOpen = false;
          this.#draw();
        }
        this.#focusSelected();
        return true;
      case ' ':
        if (target?.closest('[role="listbox"]') === null || target === null) return false;
        this.#details.focus({ preventScroll: true });
        this.#details.scrollIntoView({ block: 'nearest' });
        return true;
      case 'ArrowDown':
      case 'ArrowUp':
      case 'Home':
      case 'End':
        return target?.closest('[role="listbox"]') !== null && target !== null && this.#move(key, target);
      default:
        return false;
    }
  }

  #move(key: 'ArrowDown' | 'ArrowUp' | 'Home' | 'End', target: Element): boolean {
    const options = [
      ...(target.closest('[role="listbox"]')?.querySelectorAll<HTMLElement>('[role="option"]') ?? []),
    ];
    const at = options.findIndex((option) => option.getAttribute('data-layer') === this.#view.selected);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: options.length - 1 }[key];
    const option = options[Math.min(options.length - 1, Math.max(0, to))];
    const id = option?.getAttribute('data-layer');
    if (option === undefined || id === null || id === undefined) return false;
    this.select(id);
    option.focus({ preventScroll: true });
    option.scrollIntoView({ block: 'nearest' });
    return true;
  }
}

/** The last hidden dense layer tells more than the output, whose neurons are the classes. */
function firstSelected({ report }: PageData): string | null {
  const dense = report.layers.filter((layer) => layer.dense);
  return (dense.at(-2) ?? dense.at(-1) ?? report.layers.at(-1))?.id ?? null;
}

function setOption(option: Element, selected: boolean): void {
  option.setAttribute('aria-selected', String(selected));
  option.setAttribute('tabindex', selected ? '0' : '-1');
}

/** A selector that finds the element again after the page was drawn anew. */
function focusKey(focused: HTMLElement): string | null {
  const parts = ['data-action', 'data-sort', 'data-target', 'role', 'data-layer'].flatMap((name) => {
    const value = focused.getAttribute(name);
    return value === null ? [] : [`[${name}="${CSS.escape(value)}"]`];
  });
  return parts.length === 0 ? null : parts.join('');
}
