/** The first partial report comes early, so that something is seen. */
const FIRST_MS = 300;
/** Making them may take this share of the time. */
const SHARE = 0.03;
/** More often than this nobody reads them. */
const LEAST_PAUSE_MS = 500;

/**
 * Says when the next partial report is due, so that all of them together cost little: each waits until it would be
 * within its share of the time since the run began, if it took as long as the longest before it. Times in ms.
 */
export class PartialClock {
  readonly #start: number;
  #due: number;
  #spent = 0;
  #longest = 0;

  constructor(now: number) {
    this.#start = now;
    this.#due = now + FIRST_MS;
  }

  isDue(now: number): boolean {
    return now >= this.#due;
  }

  /** One was made. */
  made(started: number, ended: number): void {
    this.#spent += ended - started;
    this.#longest = Math.max(this.#longest, ended - started);
    this.#due = Math.max(ended + LEAST_PAUSE_MS, this.#start + (this.#spent + this.#longest) / SHARE);
  }
}
