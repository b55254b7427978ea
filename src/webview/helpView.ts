import type { Controls } from './controls.js';
import { element } from './element.js';

const KEYS: readonly (readonly [key: string, does: string])[] = [
  ['↑ ↓', 'the layer above or below'],
  ['Home End', 'the first or last layer'],
  ['Enter', 'the layer’s line of code (inside VS Code)'],
  ['Space', 'to the details of the layer'],
  ['Escape', 'back to the layers; closes what is open'],
  ['?', 'shows or hides this list'],
];

/** The list of keys. */
export function helpView(close: () => void, { button }: Controls): HTMLElement {
  return element(
    'section',
    { class: 'popover', 'aria-label': 'Keys' },
    element('dl', {}, ...KEYS.flatMap(([key, does]) => [element('dt', {}, key), element('dd', {}, does)])),
    button({ action: 'close-help', text: 'Close', run: close }),
  );
}
