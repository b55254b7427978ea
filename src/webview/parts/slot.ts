/**
 * A part of the page that is drawn anew only when what it shows has changed, so that a stream of states moves nothing
 * that is the same; keyboard focus within survives where the new part has the same control.
 */
export class Slot {
  readonly node: HTMLElement;
  #key: string | null = null;

  constructor(node: HTMLElement) {
    this.node = node;
  }

  /** @param key all that the part depends on */
  draw(key: string, build: () => readonly Node[]): void {
    if (key === this.#key) return;
    this.#key = key;
    keepingFocus(this.node, () => {
      this.node.replaceChildren(...build());
    });
  }
}

/** Draws, and puts the focus back on the control that had it. */
export function keepingFocus(root: HTMLElement, draw: () => void): void {
  const active = document.activeElement;
  const key = active instanceof HTMLElement && root.contains(active) ? focusKey(active) : null;
  draw();
  if (key === null || document.activeElement === active) return;
  root.querySelector<HTMLElement>(key)?.focus({ preventScroll: true });
}

/** A selector that finds the element again after it was drawn anew. */
function focusKey(focused: HTMLElement): string | null {
  const parts = ['data-action', 'data-sort', 'data-target', 'role', 'data-layer'].flatMap((name) => {
    const value = focused.getAttribute(name);
    return value === null ? [] : [`[${name}="${CSS.escape(value)}"]`];
  });
  return parts.length === 0 ? null : parts.join('');
}
