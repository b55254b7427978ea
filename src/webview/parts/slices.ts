/** Work is done in slices of about so long, so that no task keeps the page from answering (50 ms is felt). */
const SLICE_MS = 8;

/** A long drawing in steps: those before the first `yield true` are done at once, the rest when the page has time. */
export type Steps<T = void> = Generator<boolean, T>;

/**
 * Runs one piece of work at a time in slices; starting again drops what is left of the work before.
 */
export class SlicedWork {
  #steps: Steps | null = null;
  #timer: ReturnType<typeof setTimeout> | null = null;

  /** @param done called after the last step, not after work that was dropped */
  start<T>(steps: Steps<T>, done: (result: T) => void): void {
    this.stop();
    this.#steps = withEnd(steps, done);
    this.#slice(true);
  }

  /** Does what is left at once. */
  finish(): void {
    const steps = this.#steps;
    this.stop();
    if (steps !== null) finish(steps);
  }

  stop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#steps = null;
  }

  #slice(first: boolean): void {
    const steps = this.#steps;
    if (steps === null) return;
    const until = performance.now() + SLICE_MS;
    for (;;) {
      const step = steps.next();
      if (step.done === true) {
        // What was done may have started the next work.
        if (this.#steps === steps) this.#steps = null;
        return;
      }
      if (first ? step.value : performance.now() >= until) break;
    }
    this.#timer = setTimeout(() => {
      this.#timer = null;
      this.#slice(false);
    });
  }
}

function* withEnd<T>(steps: Steps<T>, done: (result: T) => void): Steps {
  done(yield* steps);
}

/** All of it at once. */
export function finish<T>(steps: Steps<T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

/** One after the other: what each does at once is done before what any leaves for later. */
export function* inTurn(all: readonly Steps[]): Steps {
  const later: Steps[] = [];
  for (const steps of all) {
    for (;;) {
      const step = steps.next();
      if (step.done === true) break;
      yield false;
      if (step.value) {
        later.push(steps);
        break;
      }
    }
  }
  for (const steps of later) {
    yield true;
    yield* steps;
  }
}
