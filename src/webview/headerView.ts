import { count, decimals, plural } from '../report/formatNumber.js';
import type { Report } from '../report/report.js';
import { actionButton, element } from './element.js';
import type { PageData } from '../protocol/pageState.js';

export interface HeaderOptions {
  readonly data: PageData;
  readonly toggleExport: () => void;
  readonly toggleHelp: () => void;
  readonly exportOpen: boolean;
  readonly helpOpen: boolean;
}

/** What was run, on what, and how well the model does: what one checks before believing a number. */
export function headerView({ data, ...options }: HeaderOptions): HTMLElement {
  const { report, previous } = data;
  const header = element(
    'header',
    {},
    element(
      'div',
      { class: 'title' },
      element('h1', {}, report.model.name),
      element('p', { class: 'facts' }, factsText(report)),
    ),
    element(
      'div',
      { class: 'actions' },
      actionButton('toggle-export', 'Export', options.toggleExport, {
        'aria-expanded': String(options.exportOpen),
      }),
      actionButton('toggle-help', 'Keys', options.toggleHelp, { 'aria-expanded': String(options.helpOpen) }),
    ),
  );
  const notes = [noiseNote(report), accuracyNote(report), previousNote(report, previous)].filter(
    (note) => note !== null,
  );
  if (notes.length > 0) header.append(element('div', { class: 'notes' }, ...notes));
  return header;
}

function factsText({ model, dataset, runtime, createdAt }: Report): string {
  const data = dataset.kind === 'synthetic' ? 'synthetic noise' : dataset.path;
  return [
    model.path,
    data,
    `${plural(dataset.samples, 'sample', 'samples')}${dataset.skipped === 0 ? '' : ` (${count(dataset.skipped)} skipped)`}`,
    plural(dataset.classes.length, 'class', 'classes'),
    runtime.backend,
    `${decimals(runtime.totalMs / 1000, 1)} s`,
    timeText(createdAt),
  ].join(' · ');
}

/** "2025-01-02 03:04 UTC": the same for every reader of a report that travels. */
function timeText(createdAt: string): string {
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d/u.test(createdAt)
    ? `${createdAt.slice(0, 16).replace('T', ' ')} UTC`
    : createdAt;
}

function noiseNote({ dataset }: Report): HTMLElement | null {
  if (dataset.kind !== 'synthetic') return null;
  return element(
    'p',
    { class: 'note noise' },
    element('strong', {}, 'Noise, not data. '),
    'Every number here describes the network’s answer to seeded random input.',
  );
}

function accuracyNote({ task, findings }: Report): HTMLElement | null {
  if (task === null) return null;
  const near = findings.some(({ code }) => code === 'near-chance');
  return element(
    'p',
    { class: near ? 'note near-chance' : 'note' },
    element('strong', {}, `Accuracy ${decimals(task.accuracy)}`),
    ` against ${decimals(task.chance)} by chance`,
    near ? ': check preprocessing and the order of the classes before reading on' : '',
  );
}

function previousNote(report: Report, previous: Report | null): HTMLElement | null {
  if (previous === null) return null;
  const same = previous.model.fingerprint === report.model.fingerprint ? ' (the same weights)' : '';
  const change =
    previous.task === null || report.task === null
      ? ''
      : `, accuracy then ${decimals(previous.task.accuracy)}`;
  return element(
    'p',
    { class: 'note', 'data-run': 'previous' },
    element('strong', {}, 'Compared'),
    ` with the run of ${timeText(previous.createdAt)}${same}${change}; small hollow marks are the earlier run`,
  );
}
