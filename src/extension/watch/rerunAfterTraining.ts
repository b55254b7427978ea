import * as vscode from 'vscode';
import { Owner } from '../owner.js';
import { say } from '../say.js';
import type { ModelIndex } from '../models/modelIndex.js';
import { shownPath } from '../models/workspacePath.js';
import type { Analyses } from '../runs/analyses.js';
import type { ModelStates } from '../runs/modelStates.js';
import type { RunStore } from '../runs/runStore.js';
import { parseStamp } from '../../watch/modelStamp.js';
import { untilQuiet } from '../../watch/untilQuiet.js';
import { RetrainWatcher } from './retrainWatcher.js';

export interface RerunParts {
  readonly index: ModelIndex;
  readonly store: RunStore;
  readonly states: ModelStates;
  readonly analyses: Analyses;
  readonly log: vscode.LogOutputChannel;
}

/** Runs an analysis again when its model was trained again, as the setting entroscope.rerun says. */
export class RerunAfterTraining extends Owner {
  readonly #parts: RerunParts;
  readonly #watcher: RetrainWatcher;
  #watched: ReadonlySet<string> = new Set();
  /** Models that a question is open about. */
  readonly #asking = new Set<string>();
  /** Models whose data are waited for. */
  readonly #waits = new Map<string, AbortController>();

  constructor(parts: RerunParts) {
    super();
    this.#parts = parts;
    this.#watcher = this.own(new RetrainWatcher(parts.log));
    this.ownAll(
      parts.index.onDidChange(() => void this.watchAnalysed()),
      parts.analyses.onStarted(({ file, stamp }) => {
        this.#waits.get(file)?.abort();
        this.#watcher.began(file, stamp);
      }),
      parts.analyses.onFinished(({ file, stamp }) => {
        this.#watched = new Set([...this.#watched, file]);
        this.#watcher.watch(file, stamp);
      }),
      parts.analyses.onOvertaken(({ file, stamp, data }) => {
        this.#watched = new Set([...this.#watched, file]);
        this.#watcher.watch(file, stamp);
        if (data !== null) void this.#repeatAtRest(file, data);
      }),
      this.#watcher.onChanged(({ file, changed, reason }) => {
        const stale = changed ? `The model changed since this run: ${reason}.` : null;
        if (parts.states.of(file).stale !== stale) parts.states.set(file, { stale });
      }),
      this.#watcher.onRetrained((file) => void this.#retrained(file)),
      // What was trained again while nothing might be run.
      vscode.workspace.onDidGrantWorkspaceTrust(() => {
        for (const file of this.#watched)
          if (parts.states.of(file).stale !== null) void this.#retrained(file);
      }),
    );
  }

  /** Watches every model that was analysed before, and no other. */
  async watchAnalysed(): Promise<void> {
    const { index, store } = this.#parts;
    const watched = new Set<string>();
    for (const file of index.files) {
      const last = (await store.load(file)).at(-1);
      if (last === undefined) continue;
      watched.add(file);
      const stamp = parseStamp(last.stamp);
      if (stamp !== null && !this.#watched.has(file)) this.#watcher.watch(file, stamp);
    }
    for (const file of this.#watched) if (!watched.has(file)) this.#watcher.unwatch(file);
    this.#watched = watched;
  }

  /** The runs of a model are gone: nothing to compare it with. */
  forget(file: string): void {
    this.#waits.get(file)?.abort();
    this.#watcher.unwatch(file);
    this.#watched = new Set([...this.#watched].filter((other) => other !== file));
  }

  async #retrained(file: string): Promise<void> {
    const { analyses, log } = this.#parts;
    const path = shownPath(file);
    const setting = vscode.workspace
      .getConfiguration('entroscope', vscode.Uri.file(file))
      .get<string>('rerun', 'auto');
    log.info(`${path} was trained again (entroscope.rerun: ${setting})`);
    if (!vscode.workspace.isTrusted || setting === 'off') return;
    if (setting === 'ask' && !(await this.#agreed(file))) return;
    await analyses.analyze(file, { choose: false, asked: false });
  }

  /** Data were written during a run: it is repeated when nothing writes to them any more. */
  async #repeatAtRest(file: string, data: string): Promise<void> {
    this.#waits.get(file)?.abort();
    const wait = new AbortController();
    this.#waits.set(file, wait);
    try {
      await untilQuiet(data, wait.signal);
      await this.#parts.analyses.analyze(file, { choose: false, asked: false });
    } catch (error) {
      if (!wait.signal.aborted) this.#parts.log.error(error instanceof Error ? error : String(error));
    } finally {
      if (this.#waits.get(file) === wait) this.#waits.delete(file);
    }
  }

  override dispose(): void {
    for (const wait of this.#waits.values()) wait.abort();
    super.dispose();
  }

  /** One question a model at a time: a trainer that saves every epoch would fill the screen. */
  async #agreed(file: string): Promise<boolean> {
    if (this.#asking.has(file)) return false;
    this.#asking.add(file);
    try {
      const answer = await say(
        'information',
        `${shownPath(file)} was trained again. Analyze it again?`,
        'Analyze',
        'Not Now',
      );
      return answer === 'Analyze';
    } finally {
      this.#asking.delete(file);
    }
  }
}
