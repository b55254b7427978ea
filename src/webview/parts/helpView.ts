import type { Controls } from './controls.js';
import { element } from './element.js';
import { TERMS } from '../../vocabulary/terms.js';

const KEYS: readonly (readonly [key: string, does: string])[] = [
  ['↑ ↓', 'the layer above or below'],
  ['Home End', 'the first or last layer'],
  ['Enter', 'the layer’s line of code (inside VS Code)'],
  ['Space', 'to the details of the layer'],
  ['← →', 'in the timeline: the run before or after'],
  ['Escape', 'back to the layers; closes what is open'],
  ['?', 'shows or hides this help'],
];

/** What the words mean, and the list of keys. */
export function helpView(close: () => void, { button }: Controls): HTMLElement {
  return element(
    'section',
    { class: 'popover help', 'aria-label': 'Help' },
    element('h2', {}, 'What the words mean'),
    element(
      'dl',
      {},
      ...TERMS.map(({ id, name, text }) =>
        element('div', { 'data-term': id, tabindex: -1 }, element('dt', {}, name), element('dd', {}, text)),
      ),
    ),
    element('h2', {}, 'Keys'),
    element(
      'dl',
      { class: 'keys' },
      ...KEYS.map(([key, does]) => element('div', {}, element('dt', {}, key), element('dd', {}, does))),
    ),
    button({ action: 'close-help', text: 'Close', run: close }),
  );
}
