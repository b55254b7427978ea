import { decimals, signed } from '../../vocabulary/formatNumber.js';
import type { LayerReport } from '../../report/report.js';
import { element } from '../parts/element.js';
import type { Row } from '../parts/rows.js';

/** Characters from which on two changes fit beside each other, smaller as they are. */
const CHANGES = 26;

export interface LayerListOptions {
  readonly label: string;
  /** The option that the Tab key reaches. */
  readonly reachable: string | null;
  readonly selected: string | null;
  readonly compact: boolean;
  readonly comparing: boolean;
  /** No room for the type beside the shape. */
  readonly narrow: boolean;
  /** Characters that fit beside the charts. */
  readonly room: number;
}

/**
 * The names beside the charts: a list box, of which one option at a time can be reached with the Tab key. Options are
 * kept by layer, so that focus and scroll survive a stream of results.
 */
export class LayerList {
  readonly node = element('div', { class: 'names', role: 'listbox' });
  readonly #options = new Map<string, HTMLElement>();
  #rows: readonly Row[] = [];
  #how: LayerListOptions | null = null;

  prepare(rows: readonly Row[], options: LayerListOptions): void {
    this.#rows = rows;
    this.#how = options;
    this.node.setAttribute('aria-label', options.label);
    const ids = new Set(rows.map(({ id }) => id));
    for (const [id, node] of this.#options) {
      if (ids.has(id)) continue;
      node.remove();
      this.#options.delete(id);
    }
  }

  /** Writes some of the rows. */
  draw([from, to]: readonly [number, number]): void {
    const options = this.#how;
    if (options === null) return;
    const rows = this.#rows;
    rows.slice(from, to).forEach((row, place) => {
      const index = from + place;
      const option = this.#options.get(row.id) ?? element('div', { role: 'option', 'data-layer': row.id });
      this.#options.set(row.id, option);
      drawOption(option, row, options);
      const there = this.node.children[index];
      if (there !== option) this.node.insertBefore(option, there ?? null);
    });
  }
}

function drawOption(node: HTMLElement, row: Row, options: LayerListOptions): void {
  const sub = options.comparing ? change(row, options) : facts(row, options.narrow);
  const chosen = row.id === options.selected;
  node.className = (row.current ?? row.previous)?.dense === true ? 'name' : 'name lighter';
  node.setAttribute('data-run', row.current === null ? 'previous' : 'current');
  node.setAttribute('aria-selected', String(chosen));
  node.toggleAttribute('data-selected', chosen);
  if (chosen) node.setAttribute('data-selected', 'true');
  node.setAttribute('tabindex', row.id === options.reachable ? '0' : '-1');
  node.replaceChildren(
    nameOf(row.id, options.room),
    element('span', { class: options.compact ? 'name-sub hidden' : 'name-sub' }, sub),
    element('span', { class: 'hidden' }, spoken(row)),
  );
}

/**
 * What fits of a layer's id: of a long path the containers give way first, then the middle of the layer's own name, since
 * its beginning and its end tell it apart.
 */
function nameOf(id: string, room: number): HTMLElement {
  const cut = id.lastIndexOf('/') + 1;
  const [path, own] = [id.slice(0, cut), id.slice(cut)];
  if (id.length <= room || id.length < 6) {
    const container = path === '' ? [] : [element('span', { class: 'name-path' }, path)];
    return element('span', { class: 'name-id' }, ...container, element('span', { class: 'name-own' }, own));
  }
  const short = path === '' || own.length + 2 > room ? '' : '…/';
  return element(
    'span',
    { class: 'name-id' },
    element('span', { class: 'hidden' }, id),
    element('span', { class: 'name-path', 'aria-hidden': 'true' }, short),
    element('span', { class: 'name-own', 'aria-hidden': 'true' }, middleCut(own, room - short.length)),
  );
}

function middleCut(text: string, room: number): string {
  const letters = Array.from(text);
  if (letters.length <= room) return text;
  const kept = Math.max(4, room - 1);
  const head = Math.ceil(kept / 2);
  return `${letters.slice(0, head).join('')}…${letters.slice(letters.length - (kept - head)).join('')}`;
}

/** "dense · 96 · relu"; says so where not all neurons were measured. */
export function facts({ current, previous }: Row, narrow = false): string {
  const layer = current ?? previous;
  if (layer === null) return '';
  const parts = [
    ...(narrow ? [] : [layer.type]),
    layer.outputShape.join('×'),
    ...(layer.activation === null ? [] : [layer.activation]),
  ];
  if (layer.neurons.measured < layer.neurons.total) parts.push(`${layer.neurons.measured} measured`);
  return parts.join(' · ');
}

/** The change of the gap ("Δ gap +0.038"), and of class entropy where there is room; replaces the facts when two runs are compared. */
function change({ current, previous }: Row, { narrow, room }: LayerListOptions): string {
  if (current === null) return narrow ? 'gone' : 'only in the previous run';
  if (previous === null) return narrow ? 'new' : 'not in the previous run';
  const gap = `Δ gap ${signed(current.entropy.gap - previous.entropy.gap)}`;
  return room < CHANGES ? gap : `${gap} · class ${signed(current.entropy.class - previous.entropy.class)}`;
}

function spoken({ current }: Row): string {
  return current === null ? ', not in this run' : `, ${numbersInWords(current)}`;
}

function numbersInWords({ entropy, stability, neurons }: LayerReport): string {
  return `class entropy ${decimals(entropy.class, 2)} bit, gap ${decimals(entropy.gap, 2)} bit, stability ${decimals(stability.class, 2)}, ${neurons.dead} never fire`;
}
