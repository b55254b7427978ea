import { actionButton, element } from './element.js';

const KEYS: readonly (readonly [key: string, does: string])[] = [
  ['↑ ↓', 'the layer above or below'],
  ['Home End', 'the first or last layer'],
  ['Space', 'to the details of the layer'],
  ['Escape', 'back to the layers; closes what is open'],
  ['?', 'shows or hides this list'],
];

/** The list of keys. */
export function helpView(close: () => void): HTMLElement {
  return element(
    'section',
    { class: 'popover', 'aria-label': 'Keys' },
    element('dl', {}, ...KEYS.flatMap(([key, does]) => [element('dt', {}, key), element('dd', {}, does)])),
    actionButton('close-help', 'Close', close),
  );
}
