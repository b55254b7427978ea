import { decimals, signed } from '../report/formatNumber.js';
import type { LayerReport } from '../report/report.js';
import { element } from './element.js';
import type { Row } from './rows.js';

export interface LayerListOptions {
  readonly label: string;
  readonly selected: string | null;
  readonly compact: boolean;
  readonly comparing: boolean;
  /** No room for the type beside the shape. */
  readonly narrow: boolean;
}

/** The names beside the charts: a list box, of which one option at a time can be reached with the Tab key. */
export function layerList(rows: readonly Row[], options: LayerListOptions): HTMLElement {
  const reachable = rows.some(({ id }) => id === options.selected) ? options.selected : rows[0]?.id;
  return element(
    'div',
    { class: 'names', role: 'listbox', 'aria-label': options.label },
    ...rows.map((row) => option(row, reachable, options)),
  );
}

function option(row: Row, reachable: string | null | undefined, options: LayerListOptions): HTMLElement {
  const sub = options.comparing ? change(row) : facts(row, options.narrow);
  return element(
    'div',
    {
      class: (row.current ?? row.previous)?.dense === true ? 'name' : 'name lighter',
      role: 'option',
      'data-layer': row.id,
      'data-run': row.current === null ? 'previous' : 'current',
      'aria-selected': row.id === options.selected ? 'true' : 'false',
      'data-selected': row.id === options.selected ? 'true' : null,
      tabindex: row.id === reachable ? 0 : -1,
      title: `${row.id}\n${facts(row)}`,
    },
    nameOf(row.id),
    element('span', { class: options.compact ? 'name-sub hidden' : 'name-sub' }, sub),
    element('span', { class: 'hidden' }, spoken(row)),
  );
}

function nameOf(id: string): HTMLElement {
  const cut = id.lastIndexOf('/') + 1;
  return element(
    'span',
    { class: 'name-id' },
    ...(cut === 0 ? [] : [element('span', { class: 'name-path' }, id.slice(0, cut))]),
    element('span', { class: 'name-own' }, id.slice(cut)),
  );
}

/** "dense · 96 · relu"; says so where not all neurons were measured. */
function facts({ current, previous }: Row, narrow = false): string {
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

/** The change of class entropy, gap and stability; replaces the facts when two runs are compared. */
function change({ current, previous }: Row): string {
  if (current === null) return 'only in the previous run';
  if (previous === null) return 'not in the previous run';
  return `H ${signed(current.entropy.class - previous.entropy.class)} · gap ${signed(current.entropy.gap - previous.entropy.gap)}`;
}

function spoken({ current }: Row): string {
  return current === null ? ', not in this run' : `, ${numbersInWords(current)}`;
}

function numbersInWords({ entropy, stability, neurons }: LayerReport): string {
  return `class entropy ${decimals(entropy.class, 2)} bit, gap ${decimals(entropy.gap, 2)} bit, stability ${decimals(stability.class, 2)}, ${neurons.dead} never fire`;
}
