import { count, decimals, interval, percent } from '../../vocabulary/formatNumber.js';
import type { Interval, LayerReport } from '../../report/report.js';
import { element } from '../parts/element.js';

interface Figure {
  readonly name: string;
  readonly read: (layer: LayerReport) => string;
  readonly more: (layer: LayerReport) => string;
  /** The same number of the untrained network. */
  readonly untrained?: (baseline: NonNullable<LayerReport['baseline']>) => string;
  /** Whether it was measured; without this it always is. */
  readonly known?: (layer: LayerReport) => boolean;
}

const FIGURES: readonly Figure[] = [
  {
    name: 'Class entropy',
    read: ({ entropy }) => `${decimals(entropy.class)} bit`,
    more: ({ entropy }) => corrected(entropy.corrected.class, entropy.ci95.class),
    untrained: (baseline) => `${decimals(baseline.class)} bit`,
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
    untrained: (baseline) => `${decimals(baseline.gap)} bit`,
  },
  {
    name: 'Stability',
    read: ({ stability }) => decimals(stability.class),
    more: ({ stability }) => `agreement with the commonest pattern ${decimals(stability.modal)}`,
    untrained: (baseline) => decimals(baseline.stability),
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
    ...shown.map((figure) => {
      const lines = [
        ...(previous === null || figure.known?.(previous) === false
          ? []
          : [element('span', { class: 'before', 'data-run': 'previous' }, `was ${figure.read(previous)}`)]),
        ...(layer.baseline === null || figure.untrained === undefined
          ? []
          : [element('span', { class: 'more' }, `untrained ${figure.untrained(layer.baseline)}`)]),
        element('span', { class: 'more' }, figure.more(layer)),
      ];
      return element(
        'div',
        {},
        element('dt', {}, figure.name),
        element('dd', {}, figure.read(layer), ...lines),
      );
    }),
  );
}

function corrected(value: number, range: Interval | null): string {
  // Brackets are not broken over two lines.
  const certainty = range === null ? ', no interval' : `, 95% ${interval(range).replace(' ', '\u00a0')}`;
  return `corrected ${decimals(value)}${certainty}`;
}

function shareOf(neurons: LayerReport['neurons'], name: 'dead' | 'alwaysOn'): string {
  return percent(neurons.measured === 0 ? 0 : neurons[name] / neurons.measured);
}
