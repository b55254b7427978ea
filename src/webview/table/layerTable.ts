import { count, decimals, interval, signed } from '../../vocabulary/formatNumber.js';
import type { Interval, LayerReport } from '../../report/report.js';
import { actionButton, element } from '../parts/element.js';
import { COMPACT_FROM, type Row } from '../parts/rows.js';
import { shownText } from '../parts/shownText.js';
import type { Steps } from '../parts/slices.js';
import { Slot } from '../parts/slot.js';

type Value = number | string | null | Interval;

interface Field {
  /** The field's path in the report. */
  readonly path: string;
  readonly head: string;
  readonly read: (layer: LayerReport) => Value;
  /** Digits after the point; null for counts and words. */
  readonly digits: number | null;
  /** Shown beside it for the previous run. */
  readonly compared?: boolean;
}

/** Which column the rows are sorted by; null is the order of execution. */
export interface TableOrder {
  readonly path: string | null;
  readonly descending: boolean;
}

const FIELDS: readonly Field[] = [
  { path: 'type', head: 'Type', read: ({ type }) => type, digits: null },
  { path: 'activation', head: 'Activation', read: ({ activation }) => activation, digits: null },
  { path: 'neurons.total', head: 'Neurons', read: ({ neurons }) => neurons.total, digits: null },
  { path: 'neurons.measured', head: 'Measured', read: ({ neurons }) => neurons.measured, digits: null },
  {
    path: 'entropy.class',
    head: 'Class entropy, bit',
    read: ({ entropy }) => entropy.class,
    digits: 3,
    compared: true,
  },
  {
    path: 'entropy.corrected.class',
    head: 'Corrected',
    read: ({ entropy }) => entropy.corrected.class,
    digits: 3,
  },
  { path: 'entropy.ci95.class', head: '95% interval', read: ({ entropy }) => entropy.ci95.class, digits: 3 },
  { path: 'entropy.all', head: 'Pooled, bit', read: ({ entropy }) => entropy.all, digits: 3, compared: true },
  { path: 'entropy.gap', head: 'Gap, bit', read: ({ entropy }) => entropy.gap, digits: 3, compared: true },
  {
    path: 'entropy.ci95.gap',
    head: '95% interval of gap',
    read: ({ entropy }) => entropy.ci95.gap,
    digits: 3,
  },
  {
    path: 'stability.class',
    head: 'Stability',
    read: ({ stability }) => stability.class,
    digits: 3,
    compared: true,
  },
  { path: 'stability.modal', head: 'Modal', read: ({ stability }) => stability.modal, digits: 3 },
  {
    path: 'neurons.dead',
    head: 'Never on',
    read: ({ neurons }) => neurons.dead,
    digits: null,
    compared: true,
  },
  { path: 'neurons.alwaysOn', head: 'Always on', read: ({ neurons }) => neurons.alwaysOn, digits: null },
  { path: 'neurons.dormant', head: 'Dormant', read: ({ neurons }) => neurons.dormant, digits: null },
  { path: 'neurons.apoz', head: 'Share inactive', read: ({ neurons }) => neurons.apoz, digits: 3 },
  {
    path: 'neurons.nonFinite',
    head: 'NaN or infinite',
    read: ({ neurons }) => neurons.nonFinite,
    digits: null,
  },
  { path: 'threshold', head: 'Threshold', read: ({ threshold }) => threshold, digits: 3 },
  {
    path: 'baseline.class',
    head: 'Untrained, bit',
    read: ({ baseline }) => baseline?.class ?? null,
    digits: 3,
  },
  {
    path: 'rank.saturation',
    head: 'Rank saturation',
    read: ({ rank }) => rank?.saturation ?? null,
    digits: 3,
  },
  { path: 'rank.effective', head: 'Effective rank', read: ({ rank }) => rank?.effective ?? null, digits: 1 },
  { path: 'probe.accuracy', head: 'Probe accuracy', read: ({ probe }) => probe?.accuracy ?? null, digits: 3 },
];

/** Rows written in one step, and before the first paint. */
const STEP = 5;
const AT_ONCE = 60;
const BLOCK = 20;

/** Fields that most runs do not have: their columns are there when a layer has them. */
const OPTIONAL = new Set(['baseline.class', 'rank.saturation', 'rank.effective', 'probe.accuracy']);

export interface LayerTableOptions {
  readonly rows: readonly Row[];
  readonly selected: string | null;
  readonly order: TableOrder;
  readonly comparing: boolean;
  readonly sort: (order: TableOrder) => void;
}

/**
 * The table of all layers: the charts' numbers with three digits, in full in data-value and on hover. Rows are kept by
 * layer, so that focus and scroll survive a stream of results.
 */
export class LayerTable {
  readonly node: HTMLElement;
  readonly #head = new Slot(element('thead'));
  readonly #table = element('table', { 'data-table': 'layers' });
  readonly #bodies: HTMLTableSectionElement[] = [];
  readonly #rows = new Map<string, HTMLTableRowElement>();
  #columnsKey = '';

  constructor() {
    const table = this.#table;
    table.append(
      element('caption', { class: 'hidden' }, 'All layers with their numbers; sortable by column'),
      this.#head.node,
    );
    this.node = element(
      'div',
      { class: 'table-scroll', role: 'region', 'aria-label': 'Table of layers', tabindex: 0 },
      table,
    );
  }

  /** A layer's row and the button in it. */
  marksOf(id: string): readonly Element[] {
    const row = this.#rows.get(id);
    return row === undefined ? [] : [row, ...row.querySelectorAll('[data-layer]')];
  }

  *draw(options: LayerTableOptions): Steps {
    const { rows, order, comparing, selected } = options;
    const fields = FIELDS.filter(
      ({ path, read }) =>
        !OPTIONAL.has(path) || rows.some(({ current }) => current !== null && read(current) !== null),
    );
    const columnsKey = JSON.stringify([comparing, fields.map(({ path }) => path)]);
    this.#head.draw(JSON.stringify([columnsKey, order]), () => [headRow(fields, options)]);
    const ids = new Set(rows.map(({ id }) => id));
    for (const [id, node] of this.#rows) {
      if (ids.has(id) && columnsKey === this.#columnsKey) continue;
      node.remove();
      this.#rows.delete(id);
    }
    this.#columnsKey = columnsKey;
    const tall = rows.length > COMPACT_FROM;
    const block = tall ? BLOCK : Math.max(1, rows.length);
    this.#table.classList.toggle('tall', tall);
    this.#fitBodies(Math.ceil(rows.length / block));
    let index = 0;
    for (const row of sorted(rows, fields, order)) {
      const node = this.#rows.get(row.id) ?? emptyRow(row.id);
      this.#rows.set(row.id, node);
      fillRow(node, row, fields, { comparing, selected });
      const body = this.#bodies[Math.floor(index / block)];
      const there = body?.children[index % block];
      if (there !== node) body?.insertBefore(node, there ?? null);
      index++;
      if (index % STEP === 0) yield index >= AT_ONCE;
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
      this.#table.append(body);
      this.#bodies.push(body);
    }
  }
}

function kindOf({ path, digits }: Field): 'word' | 'range' | 'number' | 'count' {
  if (['type', 'activation'].includes(path)) return 'word';
  if (path.includes('ci95')) return 'range';
  return digits === null ? 'count' : 'number';
}

function headRow(fields: readonly Field[], { order, comparing, sort }: LayerTableOptions): HTMLElement {
  const head = (path: string, text: string, kind: string): HTMLElement => {
    const state = order.path === path ? (order.descending ? 'descending' : 'ascending') : 'none';
    const next = nextOrder(order, path);
    return element(
      'th',
      { scope: 'col', 'aria-sort': state, class: kind },
      actionButton(
        'sort',
        text,
        () => {
          sort(next);
        },
        { 'data-sort': path, class: `sort ${state}` },
      ),
    );
  };
  const heads = fields.flatMap((field) =>
    comparing && field.compared === true
      ? [
          head(field.path, field.head, kindOf(field)),
          element('th', { scope: 'col', class: kindOf(field) }, 'Before'),
          element('th', { scope: 'col', class: 'number' }, 'Change'),
        ]
      : [head(field.path, field.head, kindOf(field))],
  );
  return element('tr', {}, head('id', 'Layer', 'id'), ...heads);
}

/** Numbers first descending, then ascending, then the order of execution again; words the other way round. */
function nextOrder(order: TableOrder, path: string): TableOrder {
  const firstDescending = !['id', 'type', 'activation'].includes(path);
  if (order.path !== path) return { path, descending: firstDescending };
  if (order.descending === firstDescending) return { path, descending: !firstDescending };
  return { path: null, descending: false };
}

function sorted(rows: readonly Row[], fields: readonly Field[], order: TableOrder): readonly Row[] {
  if (order.path === null) return rows;
  const field = fields.find(({ path }) => path === order.path);
  const value = ({ id, current }: Row): Value =>
    field === undefined ? id : current === null ? null : field.read(current);
  const sign = order.descending ? -1 : 1;
  return [...rows].sort((one, other) => {
    const [a, b] = [value(one), value(other)];
    // What has no value comes last, whichever way it is sorted.
    if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
    return sign * compared(a, b);
  });
}

function compared(a: NonNullable<Value>, b: NonNullable<Value>): number {
  if (typeof a === 'string' || typeof b === 'string') return String(a).localeCompare(String(b), 'en');
  const [x, y] = [typeof a === 'number' ? a : a[0], typeof b === 'number' ? b : b[0]];
  return x - y;
}

function emptyRow(id: string): HTMLTableRowElement {
  return element(
    'tr',
    { 'data-layer': id },
    element(
      'th',
      { scope: 'row' },
      actionButton('select', id, () => undefined, { class: 'link', 'data-layer': id }),
    ),
  );
}

/** Writes the row's numbers into its cells; makes the cells where it has none yet. */
function fillRow(
  node: HTMLTableRowElement,
  row: Row,
  fields: readonly Field[],
  { comparing, selected }: { readonly comparing: boolean; readonly selected: string | null },
): void {
  const { id, current, previous } = row;
  node.setAttribute('data-run', current === null ? 'previous' : 'current');
  if (id === selected) node.setAttribute('data-selected', 'true');
  else node.removeAttribute('data-selected');
  const cells = fields.flatMap((field) => {
    const now = cell(field, current, 'current');
    if (!comparing || field.compared !== true) return [now];
    return [now, cell(field, previous, 'previous'), changeCell(field, row)];
  });
  cells.forEach((attributes, index) => {
    const { text, ...rest } = attributes;
    const there = node.cells[index + 1];
    if (there === undefined) {
      node.append(element('td', rest, text));
      return;
    }
    if (there.dataset['value'] === rest['data-value'] && there.textContent === shownText(text)) return;
    there.textContent = shownText(text);
    for (const [name, value] of Object.entries(rest)) {
      if (value === null) there.removeAttribute(name);
      else there.setAttribute(name, value);
    }
  });
}

/** A cell's attributes and text. */
type Cell = Readonly<Record<string, string | null>> & {
  readonly text: string;
  readonly 'data-value': string;
};

function cell(field: Field, layer: LayerReport | null, run: 'current' | 'previous'): Cell {
  const { path, read, digits } = field;
  const value = layer === null ? null : read(layer);
  const full = value === null ? '' : typeof value === 'object' ? JSON.stringify(value) : String(value);
  return {
    'data-field': path,
    'data-value': full,
    'data-run': run,
    title: typeof value === 'number' && digits !== null ? full : null,
    class: kindOf(field),
    text: shown(value, digits),
  };
}

function changeCell({ path, read, digits }: Field, { current, previous }: Row): Cell {
  const [now, before] = [current, previous].map((layer) => (layer === null ? null : read(layer)));
  const change = typeof now === 'number' && typeof before === 'number' ? now - before : null;
  return {
    'data-field': `change.${path}`,
    'data-value': change === null ? '' : String(change),
    class: 'number',
    text: signed(change, digits ?? 0),
  };
}

function shown(value: Value, digits: number | null): string {
  if (typeof value === 'string') return value;
  if (value === null) return decimals(null);
  if (typeof value !== 'number') return interval(value, digits ?? 3);
  return digits === null ? count(value) : decimals(value, digits);
}
