import type { RunSummary } from '../../protocol/pageMessages.js';
import { decimals } from '../../vocabulary/formatNumber.js';
import { actionButton, element } from '../parts/element.js';
import { timeText } from '../parts/timeText.js';
import type { TimelineRow } from './timelineData.js';

/** The timeline's numbers: a row a layer, a column a run. */
export function timelineTable(
  runs: readonly RunSummary[],
  rows: readonly TimelineRow[],
  text: string,
): HTMLElement {
  const heads = runs.map(({ createdAt, shown }) =>
    element('th', { scope: 'col', 'data-run': shown }, timeText(createdAt).replace(' UTC', '')),
  );
  const body = rows.map(({ id, values }) =>
    element(
      'tr',
      { 'data-layer': id },
      element(
        'th',
        { scope: 'row' },
        actionButton('select', id, () => undefined, { class: 'link', 'data-layer': id }),
      ),
      ...values.map((value, index) =>
        element(
          'td',
          { 'data-run': runs[index]?.shown ?? null, 'data-value': value === null ? '' : String(value) },
          decimals(value),
        ),
      ),
    ),
  );
  return element(
    'div',
    { class: 'table-scroll', role: 'region', 'aria-label': 'Table of runs', tabindex: 0 },
    element(
      'table',
      { 'data-table': 'timeline' },
      element('caption', { class: 'hidden' }, `${text} of every layer in every run`),
      element('thead', {}, element('tr', {}, element('th', { scope: 'col' }, 'Layer'), ...heads)),
      element('tbody', {}, ...body),
    ),
  );
}
