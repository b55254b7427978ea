import { assertNever } from '../errors/assertNever.js';
import { element } from './element.js';
import type { PageProgress, PageState } from '../protocol/pageState.js';

/** What a state says above the run that it still shows, or instead of one. */
export function stateNotes(state: PageState): readonly HTMLElement[] {
  switch (state.kind) {
    case 'empty':
      return [element('p', { class: 'state' }, state.text)];
    case 'loading':
    case 'partial':
      return [progressView(state.progress)];
    case 'done':
      return [];
    case 'stale':
      return [element('p', { class: 'state note', role: 'status' }, state.reason)];
    case 'error':
      return [element('p', { class: 'state failed', role: 'alert' }, state.message)];
    default:
      return assertNever(state);
  }
}

function progressView({ text, done, total }: PageProgress): HTMLElement {
  const bar = element('progress', {
    'aria-label': text,
    ...(total === null ? {} : { max: total, value: done }),
  });
  return element('div', { class: 'state', role: 'status' }, bar, element('span', {}, text));
}
