import type { PageAction } from '../../protocol/pageMessages.js';
import type { PageData, PageState } from '../../protocol/pageState.js';
import { dataOf } from '../../protocol/pageState.js';
import { count, decimals, plural } from '../../vocabulary/formatNumber.js';
import type { Report } from '../../report/report.js';
import type { Attributes } from '../parts/element.js';
import { element } from '../parts/element.js';
import { isLive, type PagePort } from './pagePort.js';
import { timeText } from '../parts/timeText.js';

export interface HeaderOptions {
  readonly state: PageState;
  readonly port: PagePort;
  readonly toggleExport: () => void;
  readonly toggleHelp: () => void;
  readonly exportOpen: boolean;
  readonly helpOpen: boolean;
}

const ACTIONS: readonly (readonly [action: PageAction, text: string])[] = [
  ['rerun', 'Rerun'],
  ['chooseDataset', 'Data …'],
  ['compare', 'Compare …'],
  ['exportReport', 'Export report …'],
];

/** All that the header shows: it is drawn anew when this changes. */
export function headerKey({ state, exportOpen, helpOpen }: HeaderOptions): string {
  const data = dataOf(state);
  const notes = data === null ? [] : noteTexts(data);
  return JSON.stringify([
    titleOf(state),
    data === null ? null : factsOf(data.report),
    notes,
    exportOpen,
    helpOpen,
  ]);
}

/** What was run, on what, and how well the model does: what one checks before believing a number. */
export function headerView(options: HeaderOptions): readonly HTMLElement[] {
  const { state, port } = options;
  const data = dataOf(state);
  const title = element('div', { class: 'title' }, element('h1', {}, titleOf(state)));
  if (data === null) return [title];
  const note = ({ strong, text, ...attributes }: Note): HTMLElement =>
    element('p', attributes, element('strong', {}, strong), text);
  const accuracy = accuracyNote(data.report);
  title.append(
    ...(accuracy === null ? [] : [note(accuracy)]),
    element('p', { class: 'facts' }, ...factsLine(data.report)),
  );
  const notes = [noiseNote(data.report), previousNote(data.report, data.previous)]
    .filter((one) => one !== null)
    .map(note);
  return [
    title,
    toolbar(options, port),
    ...(notes.length === 0 ? [] : [element('div', { class: 'notes' }, ...notes)]),
  ];
}

function toolbar({ exportOpen, helpOpen, ...options }: HeaderOptions, port: PagePort): HTMLElement {
  const { button } = port.controls;
  const toggle = (action: string, text: string, open: boolean, run: () => void): HTMLElement =>
    button({ action, text, run, look: 'quiet', attributes: { 'aria-expanded': String(open) } });
  // The side view's own title bar has these.
  const actions = port.place === 'panel' && isLive(port) ? ACTIONS : [];
  return element(
    'div',
    { class: 'actions', role: 'toolbar', 'aria-label': 'Run and export' },
    ...actions.map(([action, text]) =>
      button({
        action,
        text,
        look: 'quiet',
        run: () => {
          port.act(action);
        },
      }),
    ),
    toggle('toggle-export', 'Charts …', exportOpen, options.toggleExport),
    toggle('toggle-help', 'Help', helpOpen, options.toggleHelp),
  );
}

function titleOf(state: PageState): string {
  const data = dataOf(state);
  if (data !== null) return data.report.model.name;
  return ('title' in state ? state.title : null) ?? 'Entroscope';
}

/** What does not fit a line is cut, since a path that breaks inside a name reads as two. */
function factsLine(report: Report): readonly (Node | string)[] {
  return factsOf(report).flatMap((text, index) => [
    index === 0 ? '' : ' · ',
    element('span', { class: 'fact', title: text }, text),
  ]);
}

function factsOf({ model, dataset }: Report): readonly string[] {
  const data = dataset.kind === 'synthetic' ? 'synthetic noise' : dataset.path;
  return [
    model.path,
    data,
    `${plural(dataset.samples, 'sample', 'samples')}${dataset.skipped === 0 ? '' : ` (${count(dataset.skipped)} skipped)`}`,
    plural(dataset.classes.length, 'class', 'classes'),
  ];
}

type Note = Attributes & { readonly strong: string; readonly text: string };

function noteTexts({ report, previous }: PageData): readonly Note[] {
  return [noiseNote(report), accuracyNote(report), previousNote(report, previous)].filter(
    (note) => note !== null,
  );
}

function noiseNote({ dataset }: Report): Note | null {
  if (dataset.kind !== 'synthetic') return null;
  return {
    class: 'note noise',
    strong: 'Noise, not data. ',
    text: 'Every number here describes the network’s answer to seeded random input.',
  };
}

function accuracyNote({ task, findings }: Report): Note | null {
  if (task === null) return null;
  const near = findings.some(({ code }) => code === 'near-chance');
  return {
    class: near ? 'note near-chance' : 'note',
    strong: `Accuracy ${decimals(task.accuracy)}`,
    text: ` against ${decimals(task.chance)} by chance${near ? ': check preprocessing and the order of the classes before reading on' : ''}`,
  };
}

function previousNote(report: Report, previous: Report | null): Note | null {
  if (previous === null) return null;
  const same = previous.model.fingerprint === report.model.fingerprint ? ' (the same weights)' : '';
  const change =
    previous.task === null || report.task === null
      ? ''
      : `: accuracy ${decimals(previous.task.accuracy)} → ${decimals(report.task.accuracy)}`;
  return {
    class: 'note',
    'data-run': 'previous',
    strong: 'Compared',
    text: ` with the run of ${timeText(previous.createdAt)}${same}${change}`,
  };
}
