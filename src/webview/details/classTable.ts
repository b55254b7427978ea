import { count, decimals, NO_NUMBER, percent } from '../../vocabulary/formatNumber.js';
import type { LayerReport, PatternNumbers } from '../../report/report.js';
import { element } from '../parts/element.js';

/** The numbers of one layer by class; accuracy is the model's own, where its task is known. */
export function classTable(
  { entropy, stability, patterns }: LayerReport,
  classes: readonly { readonly label: string; readonly samples: number }[],
  accuracy: readonly (number | null)[] | null,
): HTMLElement {
  const heads = [
    'Class',
    'Samples',
    'Entropy, bit',
    'Stability',
    'Patterns',
    'Pattern entropy, bit',
    'Coverage',
    ...(accuracy === null ? [] : ['Accuracy']),
  ];
  const rows = classes.map(({ label, samples }, index) => {
    const pattern = patterns.byClass[index];
    const right = accuracy?.[index] ?? null;
    const cells = [
      count(samples),
      decimals(entropy.byClass[index] ?? null),
      decimals(stability.byClass[index] ?? null),
      pattern === undefined ? NO_NUMBER : count(pattern.distinct),
      pattern === undefined ? NO_NUMBER : patternEntropy(pattern),
      pattern === undefined ? NO_NUMBER : percent(pattern.coverage),
      ...(accuracy === null ? [] : [decimals(right)]),
    ];
    return element(
      'tr',
      {},
      element('th', { scope: 'row' }, label),
      ...cells.map((text) => element('td', {}, text)),
    );
  });
  return element(
    'div',
    { class: 'table-scroll', role: 'region', 'aria-label': 'Classes of the selected layer', tabindex: 0 },
    element(
      'table',
      { 'data-table': 'classes' },
      element('thead', {}, element('tr', {}, ...heads.map((text) => element('th', { scope: 'col' }, text)))),
      element('tbody', {}, ...rows),
    ),
  );
}

function patternEntropy({ saturated, samples, estimate, plugin }: PatternNumbers): string {
  if (saturated || estimate === null)
    return `≥ ${decimals(Math.log2(Math.max(1, samples)), 2)}, too few samples`;
  return `${decimals(estimate, 2)} (plug-in ${decimals(plugin, 2)})`;
}
