import { printable } from '../../vocabulary/cleanText.js';

/** Attributes that are null or false are left out. */
export type Attributes = Readonly<Record<string, string | number | boolean | null>>;

/**
 * An HTML element for the long lists that are written by hand. Children that are strings become text nodes, so text of
 * the user's files never turns into markup. Styles go through CSSOM (style.setProperty), as the policy asks.
 */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[K] {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === false) continue;
    node.setAttribute(name, value === true ? '' : String(value));
  }
  node.append(...children.map((child) => (typeof child === 'string' ? printable(child) : child)));
  return node;
}

/** A button that only says what it is for: the list that it stands in listens for all of them. */
export function buttonElement(action: string, text: string, attributes: Attributes = {}): HTMLButtonElement {
  return element('button', { type: 'button', 'data-action': action, ...attributes }, text);
}
