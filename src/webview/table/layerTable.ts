import { printable } from '../../vocabulary/cleanText.js';
import { buttonElement, element } from '../parts/element.js';
import { COMPACT_FROM, type Row } from '../parts/rows.js';
import type { Steps } from '../parts/slices.js';
import { tableColumns, type Column } from './columns.js';
import { NAME_PATH, nextOrder, sortedRows, type TableOrder } from './tableOrder.js';
import './table.css';
import '../parts/tables.css';

/** Rows written in one step, and before the first paint. */
const STEP = 5;
const AT_ONCE = 60;
/** Rows that the browser may leave out of layout together. */
const BLOCK = 20;

export interface LayerTableOptions {
  readonly rows: readonly Row[];
  readonly selected: string | null;
  readonly order: TableOrder;
  readonly comparing: boolean;
}

/**
 * The table of all layers: the charts' numbers with three digits, in full in data-value and on hover. Rows are kept by
 * layer, so that focus and scroll survive a stream of results. Written by hand: 1,000 layers have 20,000 cells, and
 * whatever compares descriptions of them takes twice as long.
 */
export class LayerTable {
  readonly node = element('table', { 'data-table': 'layers' });
  readonly #head = element('thead');
  readonly #bodies: HTMLTableSectionElement[] = [];
  readonly #rows = new Map<string, HTMLTableRowElement>();
  readonly #sort: (order: TableOrder) => void;
  #columns: readonly Column[] = [];
  #comparing: boolean | null = null;
  #order: TableOrder = { path: null, descending: false };

  constructor(sort: (order: TableOrder) => void) {
    this.#sort = sort;
    this.node.append(
      element('caption', { class: 'hidden' }, 'All layers with their numbers; sortable by column'),
      this.#head,
    );
    this.#head.addEventListener('click', this.#headClicked);
  }

  /** A layer's row and the button in it. */
  marksOf(id: string): readonly Element[] {
    const row = this.#rows.get(id);
    return row === undefined ? [] : [row, ...row.querySelectorAll('[data-layer]')];
  }

  *draw({ rows, order, comparing, selected }: LayerTableOptions): Steps {
    this.#fitColumns(comparing);
    this.#showOrder(order);
    const ids = new Set(rows.map(({ id }) => id));
    for (const [id, node] of this.#rows) {
      if (ids.has(id)) continue;
      node.remove();
      this.#rows.delete(id);
    }
    const tall = rows.length > COMPACT_FROM;
    const block = tall ? BLOCK : Math.max(1, rows.length);
    this.node.classList.toggle('tall', tall);
    this.#fitBodies(Math.ceil(rows.length / block));
    let index = 0;
    for (const row of sortedRows(rows, this.#columns, order)) {
      const node = this.#rows.get(row.id) ?? emptyRow(row.id);
      this.#rows.set(row.id, node);
      fillRow(node, row, this.#columns, row.id === selected);
      const body = this.#bodies[Math.floor(index / block)];
      const present = body?.children[index % block];
      if (present !== node) body?.insertBefore(node, present ?? null);
      index++;
      if (index % STEP === 0) yield index >= AT_ONCE;
    }
  }

  readonly #headClicked = (event: MouseEvent): void => {
    const button = event.target instanceof Element ? event.target.closest('[data-sort]') : null;
    const path = button?.getAttribute('data-sort') ?? null;
    if (path !== null) this.#sort(nextOrder(this.#order, path, this.#columns));
  };

  /** With other columns all rows are made anew. */
  #fitColumns(comparing: boolean): void {
    if (comparing === this.#comparing) return;
    this.#comparing = comparing;
    this.#columns = tableColumns(comparing);
    this.#head.replaceChildren(headRow(this.#columns));
    for (const node of this.#rows.values()) node.remove();
    this.#rows.clear();
  }

  #showOrder(order: TableOrder): void {
    this.#order = order;
    for (const button of this.#head.querySelectorAll('[data-sort]')) {
      const sorted = button.getAttribute('data-sort') === order.path;
      const state = sorted ? (order.descending ? 'descending' : 'ascending') : 'none';
      button.className = `sort ${state}`;
      button.parentElement?.setAttribute('aria-sort', state);
    }
  }

  /** Many rows are cut into blocks that the browser may leave out of layout while they are out of sight. */
  #fitBodies(wanted: number): void {
    for (const gone of this.#bodies.splice(wanted)) {
      // Its rows move to where they belong now.
      this.#bodies.at(-1)?.append(...gone.children);
      gone.remove();
    }
    while (this.#bodies.length < wanted) {
      const body = element('tbody');
      this.node.append(body);
      this.#bodies.push(body);
    }
  }
}

function headRow(columns: readonly Column[]): HTMLElement {
  const head = (path: string, text: string, kind: string): HTMLElement =>
    element('th', { scope: 'col', class: kind }, buttonElement('sort', text, { 'data-sort': path }));
  return element(
    'tr',
    {},
    head(NAME_PATH, 'Layer', 'id'),
    ...columns.map((column) =>
      column.sortedBy === null
        ? element('th', { scope: 'col', class: column.kind }, column.head)
        : head(column.path, column.head, column.kind),
    ),
  );
}

function emptyRow(id: string): HTMLTableRowElement {
  const link = buttonElement('select', id, { class: 'link', 'data-layer': id });
  return element('tr', { 'data-layer': id }, element('th', { scope: 'row' }, link));
}

/** Writes the row's numbers into its cells; makes the cells where it has none yet. */
function fillRow(node: HTMLTableRowElement, row: Row, columns: readonly Column[], selected: boolean): void {
  node.setAttribute('data-run', row.current === null ? 'previous' : 'current');
  if (selected) node.setAttribute('data-selected', 'true');
  else node.removeAttribute('data-selected');
  columns.forEach((column, index) => {
    const value = column.value(row);
    const full = fullText(value);
    const text = printable(column.text(value));
    const present = node.cells[index + 1];
    if (present !== undefined && present.dataset['value'] === full && present.textContent === text) return;
    const cell = present ?? emptyCell(node, column);
    cell.setAttribute('data-value', full);
    if (column.kind === 'number' && column.run !== null && value !== null) cell.setAttribute('title', full);
    else cell.removeAttribute('title');
    cell.textContent = text;
  });
}

function emptyCell(node: HTMLTableRowElement, { path, run, kind }: Column): HTMLTableCellElement {
  const cell = element('td', { 'data-field': path, 'data-run': run, class: kind });
  node.append(cell);
  return cell;
}

/** The number with all its digits, an interval as JSON; empty where there is none. */
function fullText(value: ReturnType<Column['value']>): string {
  if (value === null) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
