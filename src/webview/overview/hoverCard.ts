import { element } from '../parts/element.js';
import { render } from '../parts/render.js';
import type { Row } from '../parts/rows.js';
import { cardOf } from './card.js';

const AWAY = 14;

/** Beside the pointer: a layer's exact numbers, at once; with those of the run compared with. */
export class HoverCard {
  readonly #root: HTMLElement;
  readonly #rowOf: (id: string) => Row | null;
  // What it says stands in the table and in the details, too: nothing here is for those who listen.
  readonly #card = element('div', { class: 'card', 'aria-hidden': 'true', hidden: true });
  #marked: string | null = null;
  #lit: readonly Element[] = [];

  constructor(root: HTMLElement, rowOf: (id: string) => Row | null) {
    this.#root = root;
    this.#rowOf = rowOf;
    document.body.append(this.#card);
    root.addEventListener('pointermove', this.#moved);
    root.addEventListener('pointerleave', this.hide);
    window.addEventListener('scroll', this.hide, { capture: true, passive: true });
  }

  dispose(): void {
    this.#root.removeEventListener('pointermove', this.#moved);
    this.#root.removeEventListener('pointerleave', this.hide);
    window.removeEventListener('scroll', this.hide, { capture: true });
    this.#card.remove();
  }

  readonly hide = (): void => {
    this.#card.hidden = true;
    this.#mark(null);
  };

  /** The row under the pointer, through all columns. */
  #mark(id: string | null): void {
    if (id === this.#marked) return;
    this.#marked = id;
    for (const node of this.#lit) node.removeAttribute('data-hover');
    this.#lit =
      id === null
        ? []
        : [...this.#root.querySelectorAll(`.band :is(.row, .name)[data-layer="${CSS.escape(id)}"]`)];
    for (const node of this.#lit) node.setAttribute('data-hover', '');
  }

  readonly #moved = (event: PointerEvent): void => {
    const target = event.target instanceof Element ? event.target : null;
    const pointed = target?.closest('.band :is(g.layer, .row, .name)') ?? null;
    const id = pointed?.getAttribute('data-layer') ?? null;
    const row = id === null ? null : this.#rowOf(id);
    if (row === null || event.pointerType === 'touch') {
      this.hide();
      return;
    }
    this.#mark(id);
    const cell = target?.closest('[data-class]') ?? null;
    const label = cell?.getAttribute('data-class') ?? null;
    const ofClass = label === null ? null : { label, value: cell?.getAttribute('data-value') ?? '' };
    render(cardOf(row, ofClass), this.#card);
    this.#card.hidden = false;
    this.#place(event);
  };

  #place({ clientX, clientY }: PointerEvent): void {
    const { offsetWidth, offsetHeight } = this.#card;
    const { clientWidth, clientHeight } = document.documentElement;
    const x = clientX + AWAY + offsetWidth > clientWidth ? clientX - AWAY - offsetWidth : clientX + AWAY;
    // Clear of the row itself, whose other columns one compares with.
    const away = AWAY + 10;
    const y = clientY + away + offsetHeight > clientHeight ? clientY - away - offsetHeight : clientY + away;
    this.#card.style.setProperty('left', `${Math.max(4, Math.min(x, clientWidth - offsetWidth - 4))}px`);
    this.#card.style.setProperty('top', `${Math.max(4, y)}px`);
  }
}
