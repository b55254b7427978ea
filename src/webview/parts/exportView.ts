import type { RunSummary } from '../../protocol/pageMessages.js';
import { renderCsv } from '../../report/csv.js';
import type { LayerReport } from '../../report/report.js';
import { decodeCounts } from '../details/decodeCounts.js';
import { element } from './element.js';
import { chartImage, chartSvg } from './exportChart.js';
import { firingCsv, runsCsv } from './numbersCsv.js';
import type { PageData } from '../../protocol/pageState.js';
import type { PagePort } from '../page/pagePort.js';

const CHARTS = [
  ['entropy', 'Entropy'],
  ['stability', 'Stability'],
  ['classes', 'By class'],
  ['firing', 'Firing map'],
  ['histogram', 'Histogram'],
  ['timeline', 'Timeline'],
] as const;

export interface ExportOptions {
  readonly data: PageData;
  readonly runs: readonly RunSummary[];
  /** The layer whose firing map is on the page. */
  readonly layer: LayerReport | null;
  readonly page: HTMLElement;
  readonly port: PagePort;
}

/** Every chart as SVG and PNG, every number as CSV and JSON, made here: downloads, or files that VS Code saves. */
export function exportView({ data: { report }, runs, layer, page, port }: ExportOptions): HTMLElement {
  const name = fileName(report.model.name);
  const note = element('p', { class: 'export-note', role: 'status' });
  const run = (what: string, make: () => Promise<Blob> | Blob, ending: string) => (): void => {
    Promise.resolve()
      .then(make)
      .then((blob) => {
        port.save({ blob, name: `${name}${what === '' ? '' : `-${what}`}.${ending}` });
        note.textContent = '';
      })
      .catch((error: unknown) => {
        note.textContent = `Not exported: ${error instanceof Error ? error.message : String(error)}`;
      });
  };
  const noise = report.dataset.kind === 'synthetic' ? ' (noise, not data)' : '';
  const there = CHARTS.filter(([chart]) => page.querySelector(`[data-chart="${chart}"]`) !== null);
  const charts = there.map(([chart, title]) => {
    const heading = `${report.model.name}: ${title.toLowerCase()}${noise}`;
    const svg = (): Blob => new Blob([chartSvg(page, chart, heading).text], { type: 'image/svg+xml' });
    return element(
      'div',
      { class: 'export-row' },
      element('span', { class: 'what' }, title),
      port.controls.button({
        action: 'export-svg',
        text: 'SVG',
        run: run(chart, svg, 'svg'),
        attributes: { 'data-target': chart, 'aria-label': `${title} as SVG` },
      }),
      port.controls.button({
        action: 'export-png',
        text: 'PNG',
        run: run(chart, () => chartImage(chartSvg(page, chart, heading)), 'png'),
        attributes: { 'data-target': chart, 'aria-label': `${title} as PNG` },
      }),
    );
  });
  const numbersRow = (what: string, title: string, make: () => Promise<string> | string): HTMLElement =>
    element(
      'div',
      { class: 'export-row' },
      element('span', { class: 'what' }, title),
      port.controls.button({
        action: 'export-numbers',
        text: 'CSV',
        run: run(what, async () => new Blob([await make()], { type: 'text/csv' }), 'csv'),
        attributes: { 'data-target': what, 'aria-label': `${title} as CSV` },
      }),
    );
  const classes = report.dataset.classes;
  const numbers = [
    ...(layer === null || layer.counts === null
      ? []
      : [
          numbersRow('firing', `Neurons of ${layer.id}`, async () => {
            const counts = await decodeCounts(layer, classes.length);
            if (counts === null) throw new Error('the counts cannot be read');
            return firingCsv(counts.neurons, classes);
          }),
        ]),
    ...(runs.length < 2 ? [] : [numbersRow('runs', 'Kept runs', () => runsCsv(runs))]),
  ];
  const json = (): Blob => new Blob([`${JSON.stringify(report, null, 1)}\n`], { type: 'application/json' });
  return element(
    'section',
    { class: 'popover', 'aria-label': 'Export' },
    element(
      'div',
      { class: 'export-row' },
      element('span', { class: 'what' }, 'All numbers'),
      port.controls.button({
        action: 'export-csv',
        text: 'CSV',
        run: run('', () => new Blob([renderCsv(report)], { type: 'text/csv' }), 'csv'),
      }),
      port.controls.button({ action: 'export-json', text: 'JSON', run: run('', json, 'json') }),
    ),
    ...numbers,
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
