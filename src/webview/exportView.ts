import { renderCsv } from '../report/csv.js';
import { actionButton, element } from './element.js';
import { chartImage, chartSvg } from './exportChart.js';
import type { PageData } from '../protocol/pageState.js';

const CHARTS = [
  ['entropy', 'Entropy'],
  ['stability', 'Stability'],
  ['classes', 'By class'],
  ['firing', 'Firing map'],
  ['histogram', 'Histogram'],
] as const;

/** Every chart as SVG and PNG, every number as CSV and JSON, as downloads made here. */
export function exportView({ report }: PageData, page: HTMLElement): HTMLElement {
  const name = fileName(report.model.name);
  const note = element('p', { class: 'export-note', role: 'status' });
  const run = (what: string, make: () => Promise<Blob> | Blob, ending: string) => (): void => {
    Promise.resolve()
      .then(make)
      .then((blob) => {
        download(blob, `${name}${what === '' ? '' : `-${what}`}.${ending}`);
        note.textContent = '';
      })
      .catch((error: unknown) => {
        note.textContent = `Not exported: ${error instanceof Error ? error.message : String(error)}`;
      });
  };
  const noise = report.dataset.kind === 'synthetic' ? ' (noise, not data)' : '';
  const charts = CHARTS.map(([chart, title]) => {
    const heading = `${report.model.name}: ${title.toLowerCase()}${noise}`;
    const svg = (): Blob => new Blob([chartSvg(page, chart, heading).text], { type: 'image/svg+xml' });
    return element(
      'div',
      { class: 'export-row' },
      element('span', {}, title),
      actionButton('export-svg', 'SVG', run(chart, svg, 'svg'), {
        'data-target': chart,
        'aria-label': `${title} as SVG`,
      }),
      actionButton(
        'export-png',
        'PNG',
        run(chart, () => chartImage(chartSvg(page, chart, heading)), 'png'),
        {
          'data-target': chart,
          'aria-label': `${title} as PNG`,
        },
      ),
    );
  });
  const json = (): Blob => new Blob([`${JSON.stringify(report, null, 1)}\n`], { type: 'application/json' });
  return element(
    'section',
    { class: 'popover', 'aria-label': 'Export' },
    element(
      'div',
      { class: 'export-row' },
      element('span', {}, 'All numbers'),
      actionButton(
        'export-csv',
        'CSV',
        run('', () => new Blob([renderCsv(report)], { type: 'text/csv' }), 'csv'),
      ),
      actionButton('export-json', 'JSON', run('', json, 'json')),
    ),
    ...charts,
    note,
  );
}

/** Letters, digits and a few signs: a model's name is no path. */
function fileName(name: string): string {
  return (
    name
      .replace(/[^\p{L}\p{N}._-]+/gu, '-')
      .replace(/^[.-]+/u, '')
      .slice(0, 80) || 'entroscope'
  );
}

function download(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob);
  element('a', { href: url, download: name }).click();
  // The browser reads the blob after the click returned.
  setTimeout(() => {
    URL.revokeObjectURL(url);
  }, 10_000);
}
