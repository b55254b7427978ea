import { shownText } from './shownText.js';

/** Attributes that are null or false are left out. */
export type Attributes = Readonly<Record<string, string | number | boolean | null>>;

/**
 * An HTML element. Children that are strings become text nodes, so text of the user's files never turns into markup;
 * attributes that are null or false are left out. Styles go through CSSOM (style.setProperty), as the policy asks.
 */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === false) continue;
    made.setAttribute(name, value === true ? '' : String(value));
  }
  made.append(...children.map((child) => (typeof child === 'string' ? shownText(child) : child)));
  return made;
}

/** A button: every one on the page has its data-action. */
export function actionButton(
  action: string,
  text: string,
  run: () => void,
  attributes: Attributes = {},
): HTMLButtonElement {
  const button = element('button', { type: 'button', 'data-action': action, ...attributes }, text);
  button.addEventListener('click', run);
  return button;
}
