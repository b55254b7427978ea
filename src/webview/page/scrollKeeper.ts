/** What scrolls on the page, by the name under which its place is kept. */
const SCROLLERS: Readonly<Record<string, string>> = {
  rows: '.band',
  table: '.numbers .table-scroll',
};
const PAUSE_MS = 200;

/** Keeps how far the page and its parts are scrolled, and scrolls there once when the page comes back. */
export class ScrollKeeper {
  readonly #root: HTMLElement;
  readonly #changed: (scroll: Readonly<Record<string, number>>) => void;
  #kept: Readonly<Record<string, number>> | null;
  #timer: ReturnType<typeof setTimeout> | null = null;

  constructor(
    root: HTMLElement,
    kept: Readonly<Record<string, number>>,
    changed: (scroll: Readonly<Record<string, number>>) => void,
  ) {
    this.#root = root;
    this.#kept = kept;
    this.#changed = changed;
    // Scroll events do not bubble; they can be captured.
    window.addEventListener('scroll', this.#scrolled, { capture: true, passive: true });
  }

  /** The first time after a start only: from then on the reader scrolls. */
  restore(): void {
    const kept = this.#kept;
    if (kept === null) return;
    this.#kept = null;
    for (const [name, selector] of Object.entries(SCROLLERS)) {
      const scroller = this.#root.querySelector(selector);
      if (scroller !== null && kept[name] !== undefined) scroller.scrollTop = kept[name];
    }
    if (kept['page'] !== undefined) window.scrollTo({ top: kept['page'], behavior: 'instant' });
  }

  dispose(): void {
    window.removeEventListener('scroll', this.#scrolled, { capture: true });
    if (this.#timer !== null) clearTimeout(this.#timer);
  }

  readonly #scrolled = (): void => {
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      if (this.#kept === null) this.#changed(this.#places());
    }, PAUSE_MS);
  };

  #places(): Readonly<Record<string, number>> {
    const parts = Object.entries(SCROLLERS).map(([name, selector]): [string, number] => [
      name,
      this.#root.querySelector(selector)?.scrollTop ?? 0,
    ]);
    return Object.fromEntries([['page', window.scrollY], ...parts]);
  }
}
