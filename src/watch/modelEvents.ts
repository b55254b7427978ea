import { watch as watchFolder, type FSWatcher } from 'node:fs';
import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { isFileError } from '../files/fileProblem.js';

/** How often files are looked at where nothing tells of changes. */
const POLL_MS = 1000;
/** Where events come they may still be lost: with a folder that is made anew, on a network disk, behind a link. */
const NET_MS = 2000;

export interface ModelEventsOptions {
  /** Absolute path of the model file. */
  readonly file: string;
  /** Absolute paths of the weights as they were known last. */
  readonly weights: () => readonly string[];
  /** Do not ask the system for events: look at the files each second. */
  readonly poll: boolean;
  /** How often to look, ms; by default 1,000 where no events are asked for, else 2,000. */
  readonly everyMs?: number;
  /** Something may have changed. */
  readonly onTouched: () => void;
  /** The system gives no events, for this reason; said once. */
  readonly onNoEvents: (reason: string) => void;
  /** For tests: another fs.watch. */
  readonly watchFolder?: (folder: string, listener: () => void) => FSWatcher;
}

/**
 * Tells that a model's files may have changed: by the system's events, and by a look at their stats now and then, so that
 * it goes on when the folder is deleted and made anew, renamed, or a link to another, and where no events come at all.
 */
export class ModelEvents {
  readonly #options: ModelEventsOptions;
  readonly #folder: string;
  readonly #timer: NodeJS.Timeout;
  #watcher: FSWatcher | null = null;
  /** Which folder is watched: one of the same path may be another. */
  #armed: string | null = null;
  #seen: string | null = null;
  #looking = false;
  #quiet: boolean;
  #disposed = false;

  constructor(options: ModelEventsOptions) {
    this.#options = options;
    this.#folder = dirname(options.file);
    this.#quiet = options.poll;
    const everyMs = options.everyMs ?? (options.poll ? POLL_MS : NET_MS);
    this.#timer = setInterval(() => void this.#look(), everyMs);
    void this.#look();
  }

  dispose(): void {
    this.#disposed = true;
    clearInterval(this.#timer);
    this.#disarm();
  }

  async #look(): Promise<void> {
    if (this.#looking) return;
    this.#looking = true;
    try {
      const folder = await identity(this.#folder);
      if (this.#disposed) return;
      if (folder !== this.#armed) this.#arm(folder);
      const paths = [this.#options.file, ...this.#options.weights()];
      const seen = JSON.stringify([folder, await Promise.all(paths.map(stampOf))]);
      if (this.#disposed || seen === this.#seen) return;
      this.#seen = seen;
      this.#options.onTouched();
    } finally {
      this.#looking = false;
    }
  }

  #arm(folder: string | null): void {
    this.#disarm();
    if (this.#quiet || folder === null) return;
    try {
      const watcher = (this.#options.watchFolder ?? watchFolder)(this.#folder, () => {
        this.#options.onTouched();
      });
      watcher.on('error', (error) => {
        this.#failed(error);
      });
      this.#watcher = watcher;
      this.#armed = folder;
    } catch (error) {
      this.#failed(error);
    }
  }

  #disarm(): void {
    this.#watcher?.close();
    this.#watcher = null;
    this.#armed = null;
  }

  /** A folder that is gone comes back; where the system has no events to give (its limit is reached), stats are enough. */
  #failed(error: unknown): void {
    this.#disarm();
    const code = isFileError(error) ? error.code : null;
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'EPERM') return;
    this.#quiet = true;
    this.#options.onNoEvents(code ?? (error instanceof Error ? error.message : String(error)));
  }
}

/** Device, inode and birth of a folder: an inode's number may be given again. null where it is not there. */
async function identity(folder: string): Promise<string | null> {
  const stats = await stat(folder, { bigint: true }).catch(() => null);
  return stats === null ? null : `${stats.dev}:${stats.ino}:${stats.birthtimeNs}`;
}

async function stampOf(path: string): Promise<string | null> {
  const stats = await stat(path, { bigint: true }).catch(() => null);
  return stats === null ? null : `${stats.dev}:${stats.ino}:${stats.size}@${stats.mtimeNs}`;
}
