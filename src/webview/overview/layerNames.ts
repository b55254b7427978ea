import type { LayerReport } from '../../report/report.js';
import { decimals, signed } from '../../vocabulary/formatNumber.js';
import { headlineEntropies } from '../../vocabulary/quantities.js';
import { element } from '../parts/element.js';
import { shortName } from '../parts/layerName.js';
import { layerFacts, layerOf, type Row } from '../parts/rows.js';
import './names.css';

/** Characters from which on two changes fit beside each other, smaller as they are. */
const CHANGES = 26;

export interface NamesOptions {
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
export class LayerNames {
  readonly node = element('div', { class: 'names', role: 'listbox' });
  readonly #options = new Map<string, HTMLElement>();
  #rows: readonly Row[] = [];
  #how: NamesOptions | null = null;

  prepare(rows: readonly Row[], options: NamesOptions): void {
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
    this.#rows.slice(from, to).forEach((row, place) => {
      const option = this.#options.get(row.id) ?? element('div', { role: 'option', 'data-layer': row.id });
      this.#options.set(row.id, option);
      drawOption(option, row, options);
      const present = this.node.children[from + place];
      if (present !== option) this.node.insertBefore(option, present ?? null);
    });
  }
}

function drawOption(node: HTMLElement, row: Row, options: NamesOptions): void {
  const sub = options.comparing ? changeText(row, options) : layerFacts(row, options.narrow);
  const selected = row.id === options.selected;
  node.className = layerOf(row)?.dense === true ? 'name' : 'name lighter';
  node.setAttribute('data-run', row.current === null ? 'previous' : 'current');
  node.setAttribute('aria-selected', String(selected));
  if (selected) node.setAttribute('data-selected', 'true');
  else node.removeAttribute('data-selected');
  node.setAttribute('tabindex', row.id === options.reachable ? '0' : '-1');
  node.replaceChildren(
    nameElement(row.id, options.room),
    element('span', { class: options.compact ? 'name-sub hidden' : 'name-sub' }, sub),
    element('span', { class: 'hidden' }, spoken(row)),
  );
}

function nameElement(id: string, room: number): HTMLElement {
  const { containers, name, whole } = shortName(id, room);
  if (whole) {
    const path = containers === '' ? [] : [element('span', { class: 'name-path' }, containers)];
    return element('span', { class: 'name-id' }, ...path, element('span', { class: 'name-own' }, name));
  }
  return element(
    'span',
    { class: 'name-id' },
    element('span', { class: 'hidden' }, id),
    element('span', { class: 'name-path', 'aria-hidden': 'true' }, containers),
    element('span', { class: 'name-own', 'aria-hidden': 'true' }, name),
  );
}

/** The change of the gap ("Δ gap +0.038"), and of class entropy where there is room; replaces the facts when two runs are compared. */
function changeText({ current, previous }: Row, { narrow, room }: NamesOptions): string {
  if (current === null) return narrow ? 'gone' : 'only in the previous run';
  if (previous === null) return narrow ? 'new' : 'not in the previous run';
  const [shown, before] = [headlineEntropies(current), headlineEntropies(previous)];
  const gap = `Δ gap ${signed(shown.gap - before.gap)}`;
  return room < CHANGES ? gap : `${gap} · class ${signed(shown.class - before.class)}`;
}

function spoken({ current }: Row): string {
  return current === null ? ', not in this run' : `, ${numbersInWords(current)}`;
}

function numbersInWords(layer: LayerReport): string {
  const { stability, neurons } = layer;
  const entropy = headlineEntropies(layer);
  return `class entropy ${decimals(entropy.class, 2)} bit, gap ${decimals(entropy.gap, 2)} bit, stability ${decimals(stability.class, 2)}, ${neurons.dead} dead`;
}
