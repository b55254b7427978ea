import { SlicedWork, type Steps } from '../parts/slices.js';

export interface Drawing {
  /** All that it depends on. */
  readonly key: string;
  /** Samples still come in: what has the same key may have other numbers. */
  readonly growing: boolean;
  /** Pixels. */
  readonly width: number;
  readonly steps: () => Steps;
}

/**
 * The long drawing of rows and table, in slices: left alone where nothing changed. Parts of a run may come in faster than
 * a thousand rows are drawn: then the newest is drawn when the one before is.
 */
export class RowsDrawing {
  readonly #work = new SlicedWork();
  readonly #done: () => void;
  #drawn: string | null = null;
  #width = 0;
  #busy = false;
  #waiting: Drawing | null = null;

  /** @param done called when all is drawn, and at once where there is nothing to do */
  constructor(done: () => void) {
    this.#done = done;
  }

  draw(drawing: Drawing): void {
    const { key, growing, width, steps } = drawing;
    if (!growing && key === this.#drawn) {
      if (!this.#busy) this.#done();
      return;
    }
    if (growing && this.#busy && width === this.#width) {
      this.#waiting = drawing;
      return;
    }
    this.#drawn = growing ? null : key;
    this.#width = width;
    this.#waiting = null;
    this.#busy = true;
    this.#work.start(steps(), () => {
      this.#busy = false;
      const next = this.#waiting;
      this.#waiting = null;
      this.#done();
      if (next !== null) this.draw(next);
    });
  }

  /** The next drawing is made whether or not its key is another. */
  forget(): void {
    this.#drawn = null;
  }

  /** Does what is left at once. */
  finish(): void {
    this.#work.finish();
  }

  stop(): void {
    this.#work.stop();
    this.#busy = false;
    this.#waiting = null;
    this.#drawn = null;
  }
}
