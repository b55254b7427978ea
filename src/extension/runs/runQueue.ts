export interface QueuedTask {
  readonly key: string;
  /** Never rejects. */
  readonly run: (signal: AbortSignal) => Promise<void>;
}

interface Entry {
  readonly key: string;
  run: QueuedTask['run'];
  readonly abort: AbortController;
  readonly done: PromiseWithResolvers;
}

interface PromiseWithResolvers {
  readonly promise: Promise<void>;
  readonly resolve: () => void;
}

/** Runs tasks one after the other: several analyses would fight for the cores. One task a key waits at a time. */
export class RunQueue {
  readonly #waiting: Entry[] = [];
  #running: Entry | null = null;
  #closed = false;

  /**
   * Adds a task; where one of the same key waits already, the newer one is run in its place.
   * @returns when the task has ended, or was cancelled before it began; never rejects
   */
  add(task: QueuedTask): Promise<void> {
    if (this.#closed) return Promise.resolve();
    const same = this.#waiting.find(({ key }) => key === task.key);
    if (same !== undefined) {
      same.run = task.run;
      return same.done.promise;
    }
    const entry: Entry = { ...task, abort: new AbortController(), done: withResolvers() };
    this.#waiting.push(entry);
    if (this.#running === null) void this.#next();
    return entry.done.promise;
  }

  /** Cancels what runs and what waits under a key. */
  cancel(key: string): void {
    for (const entry of [...this.#waiting]) {
      if (entry.key !== key) continue;
      this.#waiting.splice(this.#waiting.indexOf(entry), 1);
      entry.abort.abort();
      entry.done.resolve();
    }
    if (this.#running?.key === key) this.#running.abort.abort();
  }

  /** Key of the task that runs. */
  get running(): string | null {
    return this.#running?.key ?? null;
  }

  has(key: string): boolean {
    return this.#running?.key === key || this.#waiting.some((entry) => entry.key === key);
  }

  /** Cancels everything, and takes nothing more; resolves when what ran has ended. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const entry of this.#waiting.splice(0)) {
      entry.abort.abort();
      entry.done.resolve();
    }
    this.#running?.abort.abort();
    await this.#running?.done.promise;
  }

  async #next(): Promise<void> {
    for (let entry = this.#waiting.shift(); entry !== undefined; entry = this.#waiting.shift()) {
      this.#running = entry;
      try {
        await entry.run(entry.abort.signal);
      } finally {
        this.#running = null;
        entry.done.resolve();
      }
    }
  }
}

function withResolvers(): PromiseWithResolvers {
  let resolve = (): void => undefined;
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}
