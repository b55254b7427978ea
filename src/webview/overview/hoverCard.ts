import { interval, NO_NUMBER, percent } from '../../vocabulary/formatNumber.js';
import type { Interval, LayerReport } from '../../report/report.js';
import { element } from '../parts/element.js';
import { facts } from './layerList.js';
import type { Row } from '../parts/rows.js';

const AWAY = 14;

/** Beside the pointer: a layer's exact numbers, at once; with those of the run compared with. */
export class HoverCard {
  readonly #root: HTMLElement;
  readonly #rowOf: (id: string) => Row | null;
  // What it says stands in the table and in the details, too: nothing here is for those who listen.
  readonly #card = element('div', { class: 'card', 'aria-hidden': 'true', hidden: true });
  #shown = '';
  #marked: string | null = null;
  #lit: readonly Element[] = [];

  constructor(root: HTMLElement, rowOf: (id: string) => Row | null) {
    this.#root = root;
    this.#rowOf = rowOf;
    document.body.append(this.#card);
    root.addEventListener('pointermove', this.#moved);
    root.addEventListener('pointerleave', this.hide);
    window.addEventListener('scroll', this.hide, { capture: true, passive: true });
  }

  dispose(): void {
    this.#root.removeEventListener('pointermove', this.#moved);
    this.#root.removeEventListener('pointerleave', this.hide);
    window.removeEventListener('scroll', this.hide, { capture: true });
    this.#card.remove();
  }

  readonly hide = (): void => {
    this.#card.hidden = true;
    this.#shown = '';
    this.#mark(null);
  };

  /** The row under the pointer, through all columns. */
  #mark(id: string | null): void {
    if (id === this.#marked) return;
    this.#marked = id;
    for (const node of this.#lit) node.removeAttribute('data-hover');
    this.#lit =
      id === null
        ? []
        : [...this.#root.querySelectorAll(`.band :is(.row, .name)[data-layer="${CSS.escape(id)}"]`)];
    for (const node of this.#lit) node.setAttribute('data-hover', '');
  }

  readonly #moved = (event: PointerEvent): void => {
    const target = event.target instanceof Element ? event.target : null;
    const on = target?.closest('.band :is(g.layer, .row, .name)') ?? null;
    const id = on?.getAttribute('data-layer') ?? null;
    const row = id === null ? null : this.#rowOf(id);
    if (row === null || event.pointerType === 'touch') {
      this.hide();
      return;
    }
    this.#mark(id);
    const label = target?.closest('[data-class]')?.getAttribute('data-class') ?? null;
    const key = JSON.stringify([id, label, row.current?.entropy]);
    if (key !== this.#shown) {
      this.#shown = key;
      this.#card.replaceChildren(...content(row, label, target));
      this.#card.hidden = false;
    }
    this.#place(event);
  };

  #place({ clientX, clientY }: PointerEvent): void {
    const { offsetWidth, offsetHeight } = this.#card;
    const { clientWidth, clientHeight } = document.documentElement;
    const x = clientX + AWAY + offsetWidth > clientWidth ? clientX - AWAY - offsetWidth : clientX + AWAY;
    // Clear of the row itself, whose other columns one compares with.
    const away = AWAY + 10;
    const y = clientY + away + offsetHeight > clientHeight ? clientY - away - offsetHeight : clientY + away;
    this.#card.style.setProperty('left', `${Math.max(4, Math.min(x, clientWidth - offsetWidth - 4))}px`);
    this.#card.style.setProperty('top', `${Math.max(4, y)}px`);
  }
}

interface Line {
  readonly name: string;
  readonly read: (layer: LayerReport) => string;
  readonly range?: (layer: LayerReport) => Interval | null;
}

const LINES: readonly Line[] = [
  {
    name: 'class entropy',
    read: ({ entropy }) => `${entropy.class} bit`,
    range: ({ entropy }) => entropy.ci95.class,
  },
  {
    name: 'pooled entropy',
    read: ({ entropy }) => `${entropy.all} bit`,
    range: ({ entropy }) => entropy.ci95.all,
  },
  { name: 'gap', read: ({ entropy }) => `${entropy.gap} bit`, range: ({ entropy }) => entropy.ci95.gap },
  { name: 'stability', read: ({ stability }) => String(stability.class ?? NO_NUMBER) },
  { name: 'never fire', read: ({ neurons }) => ofMeasured(neurons.dead, neurons.measured) },
  { name: 'always fire', read: ({ neurons }) => ofMeasured(neurons.alwaysOn, neurons.measured) },
  { name: 'untrained', read: ({ baseline }) => (baseline === null ? NO_NUMBER : `${baseline.class} bit`) },
];

function content(row: Row, label: string | null, target: Element | null): readonly HTMLElement[] {
  const { current, previous } = row;
  const runs = [current, previous].filter((layer) => layer !== null);
  const lines = LINES.filter(({ read }) => runs.some((layer) => read(layer) !== NO_NUMBER));
  const ranged = runs.length === 1 && lines.some(({ range }) => range !== undefined && runs.some(range));
  const heads = runs.length === 2 ? ['', 'this run', 'previous run'] : ranged ? ['', '', '95% interval'] : [];
  const table = element('table', {});
  if (heads.length > 0) table.append(element('tr', {}, ...heads.map((text) => element('td', {}, text))));
  for (const { name, read, range } of lines) {
    const cells = runs.map(read);
    const [only] = runs;
    if (ranged && only !== undefined) cells.push(range === undefined ? '' : interval(range(only), 4));
    const made = cells.map((text) => element('td', {}, text));
    table.append(element('tr', {}, element('th', {}, name), ...made));
  }
  const value = target?.closest('[data-value]')?.getAttribute('data-value') ?? '';
  return [
    element('strong', {}, row.id),
    element('div', { class: 'facts' }, current === null ? 'only in the previous run' : facts(row)),
    ...(label === null ? [] : [element('div', {}, `class ${label}: ${value} bit`)]),
    table,
  ];
}

function ofMeasured(number: number, measured: number): string {
  return `${number} of ${measured}${measured === 0 ? '' : ` (${percent(number / measured)})`}`;
}
