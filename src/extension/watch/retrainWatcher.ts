import { dirname } from 'node:path';
import * as vscode from 'vscode';
import { Owner } from '../owner.js';
import type { ModelStamp } from '../../watch/modelStamp.js';
import { ModelEvents } from '../../watch/modelEvents.js';
import { RetrainWatch } from '../../watch/retrainWatch.js';

/** Beside the editor's own events. */
const POLL_MS = 2000;

interface Watched {
  readonly watch: RetrainWatch;
  readonly dispose: () => void;
}

/** Watches the folders of the models that were analysed. */
export class RetrainWatcher extends Owner {
  readonly #watched = new Map<string, Watched>();
  readonly #retrained = this.own(new vscode.EventEmitter<string>());
  /** A model is complete, stable, and another than that of its last run. */
  readonly onRetrained = this.#retrained.event;
  readonly #changed = this.own(
    new vscode.EventEmitter<{
      readonly file: string;
      readonly changed: boolean;
      readonly reason: string;
    }>(),
  );
  /** A model's files are another than those of its last run, or the same again. */
  readonly onChanged = this.#changed.event;
  readonly #log: vscode.LogOutputChannel;

  constructor(log: vscode.LogOutputChannel) {
    super();
    this.#log = log;
  }

  /** From now on: tell when the model differs from this stamp. */
  watch(file: string, since: ModelStamp): void {
    const watched = this.#watched.get(file);
    if (watched !== undefined) {
      watched.watch.analysed(since);
      return;
    }
    const watch = new RetrainWatch({
      file,
      since,
      onRetrained: () => {
        this.#retrained.fire(file);
      },
      onChanged: (changed, reason) => {
        this.#changed.fire({ file, changed, reason });
      },
      onBug: (error) => {
        this.#log.error(error instanceof Error ? error : String(error));
      },
    });
    const folder = dirname(file);
    // What lies deeper is watched only where weights do: below a model there may be a whole project, or a home.
    const deep = Object.keys(since.weights).some((path) => dirname(path) !== folder);
    const watcher = vscode.workspace.createFileSystemWatcher(
      new vscode.RelativePattern(vscode.Uri.file(folder), deep ? '**' : '*'),
    );
    const touched = (): void => {
      watch.touched();
    };
    const subscriptions = [
      watcher.onDidCreate(touched),
      watcher.onDidChange(touched),
      watcher.onDidDelete(touched),
      watcher,
    ];
    // A folder that is deleted and made anew, or a link to another by now, may take the editor's events with it.
    const events = new ModelEvents({
      file,
      weights: () => Object.keys(since.weights),
      poll: true,
      everyMs: POLL_MS,
      onTouched: touched,
      onNoEvents: () => undefined,
    });
    this.#watched.set(file, {
      watch,
      dispose: () => {
        watch.dispose();
        events.dispose();
        for (const subscription of subscriptions) subscription.dispose();
      },
    });
    // What was saved while nobody watched.
    watch.touched();
  }

  /** A run of the model begins. */
  began(file: string, stamp: ModelStamp): void {
    this.#watched.get(file)?.watch.began(stamp);
  }

  /** The model is gone, or its runs are. */
  unwatch(file: string): void {
    this.#watched.get(file)?.dispose();
    this.#watched.delete(file);
  }

  override dispose(): void {
    for (const { dispose } of this.#watched.values()) dispose();
    this.#watched.clear();
    super.dispose();
  }
}
