/** The first partial report comes early, so that something is seen. */
const FIRST_MS = 300;
/** Making them may take this share of the time. */
const SHARE = 0.03;
/** More often than this nobody reads them. */
const LEAST_PAUSE_MS = 500;

/** Says when the next partial report is due, so that all of them together cost little. Times in ms. */
export class PartialClock {
  #due: number;

  constructor(now: number) {
    this.#due = now + FIRST_MS;
  }

  isDue(now: number): boolean {
    return now >= this.#due;
  }

  /** One was made. */
  made(started: number, ended: number): void {
    this.#due = ended + Math.max(LEAST_PAUSE_MS, (ended - started) / SHARE);
  }
}
