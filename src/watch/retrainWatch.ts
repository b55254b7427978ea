import { setTimeout as delay } from 'node:timers/promises';
import { ExpectedError } from '../vocabulary/expectedError.js';
import { compareStamps, stampModel, stampText, type ModelStamp } from './modelStamp.js';

/** A model is stable when nothing was saved for so long. */
const QUIET_MS = 600;
/** A folder that never comes to rest is looked at all the same, this long after the first event. */
const LONGEST_WAIT_MS = 2000;
/** Where only some files were saved anew, the rest of the same save may still come. */
const PARTLY_SAVED_MS = 10_000;
/** A model that is saved again and again is never quiet: its newest complete state is taken when new ones come for so long. */
const RESTLESS_MS = 1500;
/** Such a state is complete where it is the same after this time. */
const STEADY_MS = 100;
/** An incomplete model is looked at again without an event, too: watchers of remote file systems lose some. */
const LOOK_AGAIN_MS = 2000;
const LONGEST_PAUSE_MS = 30_000;

export interface RetrainWatchOptions {
  readonly file: string;
  /** The model of the last run. */
  readonly since: ModelStamp;
  /** The model is complete, stable, and another than that of the last run. */
  readonly onRetrained: () => void;
  /** A save has begun; false: what changed was changed back. */
  readonly onChanged: (changed: boolean, reason: string) => void;
  /** Anything that is no expected failure. */
  readonly onBug: (error: unknown) => void;
}

/**
 * Waits for one model to be trained again: from the first event on until model.json and every shard are there with the
 * sizes that the manifest promises, however long that takes, and unchanged for a while.
 */
export class RetrainWatch {
  readonly #options: RetrainWatchOptions;
  /** The model of the last run: what differs from it makes that run stale. */
  #since: ModelStamp;
  /** What was told, or is being analysed: it is not told again. A run of it may fail, so it is not `#since`. */
  #told: ModelStamp | null = null;
  #timer: NodeJS.Timeout | null = null;
  /** When the timer must be up at the latest. */
  #latest = Infinity;
  #looking = false;
  #again = false;
  #pause = LOOK_AGAIN_MS;
  /** The stamp of the look before, and when it was first seen. */
  #last: { readonly text: string; readonly at: number } | null = null;
  /** When a state was first met that was neither told nor analysed. */
  #restlessSince: number | null = null;
  #disposed = false;

  constructor(options: RetrainWatchOptions) {
    this.#options = options;
    this.#since = options.since;
  }

  /** A file of the model's folder was created, changed or removed. */
  touched(): void {
    this.#pause = LOOK_AGAIN_MS;
    this.#schedule(QUIET_MS);
  }

  /** A run of this model begins: it is told of no more, whatever becomes of the run. */
  began(stamp: ModelStamp): void {
    this.#told = stamp;
  }

  /** A run of this model has ended: what differs from it is new. */
  analysed(stamp: ModelStamp): void {
    this.#since = stamp;
    this.#told = null;
    this.#last = null;
    this.#restlessSince = null;
    this.#schedule(0);
  }

  dispose(): void {
    this.#disposed = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
  }

  #schedule(ms: number): void {
    if (this.#disposed) return;
    if (this.#looking) {
      this.#again = true;
      return;
    }
    const now = performance.now();
    if (this.#timer === null) this.#latest = now + Math.max(ms, LONGEST_WAIT_MS);
    else clearTimeout(this.#timer);
    this.#timer = setTimeout(
      () => {
        this.#timer = null;
        void this.#look();
      },
      Math.max(0, Math.min(ms, this.#latest - now)),
    );
  }

  async #look(): Promise<void> {
    this.#looking = true;
    let next: number | null = null;
    try {
      next = await this.#judge();
    } catch (error) {
      this.#options.onBug(error);
    }
    this.#looking = false;
    if (this.#again) {
      this.#again = false;
      next = Math.min(next ?? QUIET_MS, QUIET_MS);
    }
    if (next !== null) this.#schedule(next);
  }

  /** Milliseconds until the next look; null: until the next event. */
  async #judge(): Promise<number | null> {
    const { file, onChanged, onRetrained } = this.#options;
    let stamp: ModelStamp;
    try {
      stamp = await stampModel(file);
    } catch (error) {
      if (!(error instanceof ExpectedError) && !isFileError(error)) throw error;
      this.#last = null;
      onChanged(true, error instanceof ExpectedError ? error.message : 'it is being saved');
      const pause = this.#pause;
      this.#pause = Math.min(LONGEST_PAUSE_MS, pause * 1.5);
      return pause;
    }
    if (compareStamps(this.#since, stamp) === 'none') {
      this.#last = null;
      this.#restlessSince = null;
      this.#told = null;
      onChanged(false, '');
      return null;
    }
    onChanged(true, 'it was saved again');
    const change = compareStamps(this.#told ?? this.#since, stamp);
    if (change === 'none') {
      this.#last = null;
      return null;
    }
    const text = stampText(stamp);
    const now = performance.now();
    if (this.#last?.text !== text) this.#last = { text, at: now };
    this.#restlessSince ??= now;
    const quiet = now - this.#last.at;
    const needed = change === 'all' ? QUIET_MS : PARTLY_SAVED_MS;
    if (quiet < needed) {
      const restless = now - this.#restlessSince;
      if (restless < Math.max(RESTLESS_MS, needed)) return Math.max(QUIET_MS, needed - quiet);
      if (!(await isSteady(file, text))) return STEADY_MS;
    }
    this.#told = stamp;
    this.#last = null;
    this.#restlessSince = null;
    onRetrained();
    return null;
  }
}

/** Is the model still the same, a moment later? */
async function isSteady(file: string, text: string): Promise<boolean> {
  await delay(STEADY_MS);
  return stampModel(file).then(
    (stamp) => stampText(stamp) === text,
    () => false,
  );
}

/** A file that went away between two looks. */
function isFileError(error: unknown): boolean {
  return error instanceof Error && 'code' in error && typeof error.code === 'string';
}
