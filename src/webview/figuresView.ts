import { count, decimals, interval, percent } from '../report/formatNumber.js';
import type { Interval, LayerReport } from '../report/report.js';
import { element } from './element.js';

interface Figure {
  readonly name: string;
  readonly read: (layer: LayerReport) => string;
  readonly more: (layer: LayerReport) => string;
  /** Whether it was measured; without this it always is. */
  readonly known?: (layer: LayerReport) => boolean;
}

const FIGURES: readonly Figure[] = [
  {
    name: 'Class entropy',
    read: ({ entropy }) => `${decimals(entropy.class)} bit`,
    more: ({ entropy }) => corrected(entropy.corrected.class, entropy.ci95.class),
  },
  {
    name: 'Pooled entropy',
    read: ({ entropy }) => `${decimals(entropy.all)} bit`,
    more: ({ entropy }) => corrected(entropy.corrected.all, entropy.ci95.all),
  },
  {
    name: 'Gap',
    read: ({ entropy }) => `${decimals(entropy.gap)} bit`,
    more: ({ entropy }) => corrected(entropy.corrected.gap, entropy.ci95.gap),
  },
  {
    name: 'Stability',
    read: ({ stability }) => decimals(stability.class),
    more: ({ stability }) => `agreement with the commonest pattern ${decimals(stability.modal)}`,
  },
  {
    name: 'Never / always fire',
    read: ({ neurons }) => `${count(neurons.dead)} / ${count(neurons.alwaysOn)}`,
    more: ({ neurons }) =>
      `${shareOf(neurons, 'dead')} / ${shareOf(neurons, 'alwaysOn')} of them; at rest in ${percent(neurons.apoz)} of samples on average`,
  },
  {
    name: 'Dormant',
    read: ({ neurons }) => count(neurons.dormant),
    more: () => 'nearly silent: mean |activation| at most 2.5% of the layer’s',
  },
  {
    name: 'NaN or infinite',
    read: ({ neurons }) => count(neurons.nonFinite),
    more: () => 'neurons, at least once',
    known: ({ neurons }) => neurons.nonFinite > 0,
  },
  {
    name: 'Untrained',
    read: ({ baseline }) => `${decimals(baseline?.class ?? null)} bit`,
    more: ({ baseline }) =>
      `gap ${decimals(baseline?.gap ?? null)}, stability ${decimals(baseline?.stability ?? null)}`,
    known: ({ baseline }) => baseline !== null,
  },
  {
    name: 'Rank saturation',
    read: ({ rank }) => decimals(rank?.saturation ?? null),
    more: ({ rank }) => `effective rank ${decimals(rank?.effective ?? null, 1)}`,
    known: ({ rank }) => rank !== null,
  },
  {
    name: 'Probe',
    read: ({ probe }) => percent(probe?.accuracy ?? 0),
    more: ({ probe }) => `± ${percent(probe?.standardError ?? 0)} standard error`,
    known: ({ probe }) => probe !== null,
  },
];

/** The layer's numbers, each with what it needs to be judged by; those of the run before beneath where there is one. */
export function figuresView(layer: LayerReport, previous: LayerReport | null): HTMLElement {
  const shown = FIGURES.filter(({ known }) => known?.(layer) ?? true);
  return element(
    'dl',
    { class: 'figures' },
    ...shown.map(({ name, read, more, known }) => {
      const before = previous === null || known?.(previous) === false ? '' : `was ${read(previous)}`;
      return element(
        'div',
        {},
        element('dt', {}, name),
        element(
          'dd',
          {},
          read(layer),
          ...(before === '' ? [] : [element('span', { class: 'before', 'data-run': 'previous' }, before)]),
          element('span', { class: 'more' }, more(layer)),
        ),
      );
    }),
  );
}

function corrected(value: number, range: Interval | null): string {
  // Brackets are not broken over two lines.
  const certainty = range === null ? ', no interval' : ` ${interval(range).replace(' ', '\u00a0')}`;
  return `corrected ${decimals(value)}${certainty}`;
}

function shareOf(neurons: LayerReport['neurons'], name: 'dead' | 'alwaysOn'): string {
  return percent(neurons.measured === 0 ? 0 : neurons[name] / neurons.measured);
}
