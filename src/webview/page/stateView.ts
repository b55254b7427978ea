import type { PageAction } from '../../protocol/pageMessages.js';
import type { PageState } from '../../protocol/pageState.js';
import { decimals } from '../../vocabulary/formatNumber.js';
import type { Report } from '../../report/report.js';
import { element } from '../parts/element.js';
import { isLive, type PagePort } from './pagePort.js';
import { Slot } from '../parts/slot.js';
import { timeText } from '../parts/timeText.js';

type Offer = readonly [action: PageAction, text: string];

/**
 * One line under the title that every state with data has, so that nothing below moves when states change: what goes on,
 * what just happened, and what one can do about it; a thin bar shows progress.
 */
export class StatusStrip {
  readonly node = element('div', { class: 'strip' });
  readonly #text = element('span', { class: 'what' });
  readonly #notice = element('span', { class: 'notice', role: 'status' });
  readonly #actions = new Slot(element('span', { class: 'strip-actions' }));
  readonly #bar = element('progress', { class: 'thin', hidden: true });
  readonly #port: PagePort;

  constructor(port: PagePort) {
    this.#port = port;
    this.node.append(this.#text, this.#notice, this.#actions.node, this.#bar);
  }

  draw(state: PageState, notice: string | null): void {
    const text = stripText(state);
    if (this.#text.textContent !== text) this.#text.textContent = text;
    this.#text.classList.toggle('stale', state.kind === 'stale');
    // Said aloud once: the progress itself would speak ten times a second.
    const said = notice ?? (state.kind === 'loading' || state.kind === 'partial' ? 'Analyzing …' : '');
    if (this.#notice.textContent !== said) this.#notice.textContent = said;
    this.#notice.classList.toggle('hidden', notice === null);
    this.#drawBar(state);
    const offers = stripOffers(state, this.#port);
    this.#actions.draw(JSON.stringify(offers), () => offers.map((offer) => offerButton(offer, this.#port)));
    this.node.hidden = text === '' && said === '' && offers.length === 0;
  }

  #drawBar(state: PageState): void {
    const progress = 'progress' in state ? state.progress : null;
    this.#bar.hidden = progress === null;
    if (progress === null) return;
    this.#bar.setAttribute('aria-label', progress.text);
    if (progress.total === null) this.#bar.removeAttribute('value');
    else {
      this.#bar.max = Math.max(1, progress.total);
      this.#bar.value = progress.done;
    }
  }
}

function stripText(state: PageState): string {
  switch (state.kind) {
    case 'loading':
    case 'partial':
      return state.progress.text;
    case 'done':
      return runFacts(state.data.report);
    case 'stale':
      return state.reason;
    case 'error':
      return state.data === null
        ? ''
        : `These numbers are of the last run that worked: ${runFacts(state.data.report)}`;
    case 'empty':
      return '';
  }
}

function stripOffers(state: PageState, port: PagePort): readonly Offer[] {
  if (!isLive(port)) return [];
  if (state.kind === 'loading' || state.kind === 'partial') return [['cancel', 'Cancel']];
  return state.kind === 'stale' ? [['rerun', 'Rerun']] : [];
}

/** How and when it was run. */
function runFacts({ runtime, createdAt }: Report): string {
  return [runtime.backend, `${decimals(runtime.totalMs / 1000, 1)} s`, timeText(createdAt)].join(' · ');
}

/** What a state says in the page's middle: where nothing was analysed yet, and where that failed. */
export function stateBlock(state: PageState, port: PagePort): readonly HTMLElement[] {
  const live = isLive(port);
  if (state.kind === 'empty') {
    return [
      element(
        'section',
        { class: 'blank', 'aria-label': 'Nothing analyzed yet' },
        element('p', {}, state.text),
        ...(live ? [offerButton(['analyze', 'Analyze'], port, 'primary')] : []),
      ),
    ];
  }
  if (state.kind === 'loading' && state.data === null) return [skeleton()];
  if (state.kind !== 'error') return [];
  const offers: readonly Offer[] = live
    ? [
        ['chooseDataset', 'Choose data …'],
        ['showFile', 'Show file'],
        ['showLog', 'Show log'],
      ]
    : port.place === 'report'
      ? [['showLog', 'Show log']]
      : [];
  return [
    element(
      'section',
      { class: 'failed', 'aria-label': 'What went wrong' },
      element('h2', {}, element('span', { 'aria-hidden': true }, '✕ '), 'The analysis failed'),
      element('p', { role: 'alert' }, state.message),
      element(
        'div',
        { class: 'offers' },
        ...(live ? [offerButton(['rerun', 'Try again'], port, 'primary')] : []),
        ...offers.map((offer) => offerButton(offer, port)),
      ),
    ),
  ];
}

function offerButton(
  [action, text]: Offer,
  port: PagePort,
  look: 'primary' | 'secondary' = 'secondary',
): HTMLElement {
  return port.controls.button({
    action,
    text,
    look,
    run: () => {
      port.act(action);
    },
  });
}

/** Where the rows will be. */
function skeleton(): HTMLElement {
  const row = (): HTMLElement => element('div', { class: 'ghost-row' }, element('span'), element('span'));
  return element('div', { class: 'skeleton', 'aria-hidden': 'true' }, ...Array.from({ length: 6 }, row));
}
