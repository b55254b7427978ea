import * as vscode from 'vscode';
import { Owner } from '../owner.js';
import { CancelledError } from '../../analysis/client/cancelledError.js';
import { runJob } from '../../analysis/client/runJob.js';
import { ExpectedError } from '../../vocabulary/expectedError.js';
import { findingWords } from '../../vocabulary/findings/finding.js';
import { phraseText } from '../../vocabulary/phrase.js';
import { readModelJson } from '../../models/modelFile.js';
import type { AnalyzeRequest } from '../../protocol/analysisRequest.js';
import type { Outcome } from '../../protocol/childMessages.js';
import type { PageProgress } from '../../protocol/pageState.js';
import type { Report } from '../../report/report.js';
import { chooseDataset } from '../data/chooseDataset.js';
import { shownPath } from '../models/workspacePath.js';
import { stampModel, stampText, type ModelStamp } from '../../watch/modelStamp.js';
import { childOptions } from './childOptions.js';
import { describeFailure, type Failure } from './describeFailure.js';
import type { ModelStates } from './modelStates.js';
import { isOvertaken } from './isOvertaken.js';
import { CodeTrust } from '../trust/codeTrust.js';
import { refuseUntrusted } from '../trust/refuseUntrusted.js';
import { planChosen } from './planChosen.js';
import { planRun } from './planRun.js';
import { progressOf } from './progressOf.js';
import { withRunNotification } from './runNotification.js';
import { RunQueue } from './runQueue.js';
import type { RunStore } from './runStore.js';
import type { ShownRuns } from './shownRuns.js';

export interface AnalysesParts {
  readonly store: RunStore;
  readonly states: ModelStates;
  readonly shown: ShownRuns;
  readonly log: vscode.LogOutputChannel;
  /** Absolute path of the child's bundle. */
  readonly childPath: string;
}

export interface AnalyzeOptions {
  /** Ask for the data even where they are known. */
  readonly choose: boolean;
  /** A person asked for it: questions may be asked, and failures are said aloud. */
  readonly asked: boolean;
}

interface RunEvent {
  readonly file: string;
  readonly stamp: ModelStamp;
}

/** A run ended with nothing, since something was written meanwhile. */
interface OvertakenRun extends RunEvent {
  /** Absolute path of the data that were written; null: the model was. */
  readonly data: string | null;
}

/** Runs analyses: one at a time, each in a child process of its own, and keeps what they find. */
export class Analyses extends Owner {
  readonly #parts: AnalysesParts;
  readonly #queue = new RunQueue();
  readonly #codeTrust = new CodeTrust();
  /** Models whose waiting or running analysis a person asked for. */
  readonly #asked = new Set<string>();
  /** Models that were not run since the workspace was not trusted. */
  readonly #untrusted = new Set<string>();
  readonly #started = this.own(new vscode.EventEmitter<RunEvent>());
  /** A run begins, of the model as the stamp says. */
  readonly onStarted = this.#started.event;
  readonly #finished = this.own(new vscode.EventEmitter<RunEvent>());
  /** A run was kept. */
  readonly onFinished = this.#finished.event;
  readonly #overtaken = this.own(new vscode.EventEmitter<OvertakenRun>());
  /** A run of the model as the stamp says ended with nothing, since model or data were written meanwhile. */
  readonly onOvertaken = this.#overtaken.event;
  readonly #shown = this.own(new vscode.EventEmitter<void>());
  /** What a person asked for is on the page now: running, waiting or failed. */
  readonly onShown = this.#shown.event;
  readonly #failed = this.own(new vscode.EventEmitter<Failure>());
  /** What a person asked for went wrong, and deserves a message. */
  readonly onFailed = this.#failed.event;

  readonly #unclear = this.own(
    new vscode.EventEmitter<{ readonly file: string; readonly failure: Failure }>(),
  );
  /** What a person asked for failed, and asks: the failure's question would have helped. */
  readonly onUnclear = this.#unclear.event;

  constructor(parts: AnalysesParts) {
    super();
    this.#parts = parts;
    this.own(
      vscode.workspace.onDidGrantWorkspaceTrust(() => {
        for (const file of this.#untrusted) parts.states.set(file, { activity: { kind: 'idle' } });
        this.#untrusted.clear();
      }),
    );
  }

  /**
   * Analyses a model and puts it on the page. Resolves when the run has ended, however that was; failures are a state
   * of the model.
   */
  async analyze(file: string, { choose, asked }: AnalyzeOptions): Promise<void> {
    const { states, shown } = this.#parts;
    let request: AnalyzeRequest | null;
    try {
      refuseUntrusted(file);
      await readModelJson(file);
      request = choose ? null : await planRun(file, this.#codeTrust, { asked });
      if (request === null) {
        if (!asked) return;
        const choice = await chooseDataset(file);
        if (choice === undefined) return;
        request = await planChosen(file, choice, { trust: this.#codeTrust, log: this.#parts.log });
      }
    } catch (error) {
      await this.#fail(file, error, asked);
      return;
    }
    if (request === null) return;
    const planned = request;
    await shown.show(file, null, null);
    if (!this.#queue.has(file)) states.set(file, { activity: { kind: 'queued' }, notice: null });
    if (asked) this.#shown.fire();
    if (asked) this.#asked.add(file);
    await this.#queue.add({
      key: file,
      run: async (signal) => {
        try {
          await this.#run(file, planned, { signal, asked: this.#asked.delete(file) });
        } catch (error) {
          this.#parts.log.error(error instanceof Error ? error : String(error));
        }
      },
    });
  }

  /** Cancels what runs or waits for a model. */
  cancel(file: string): void {
    if (!this.#queue.has(file)) return;
    this.#queue.cancel(file);
    if (!this.#queue.has(file)) {
      this.#asked.delete(file);
      this.#cancelled(file);
    }
  }

  /** Cancels what runs now. */
  cancelRunning(): void {
    const file = this.#queue.running;
    if (file !== null) this.cancel(file);
  }

  isBusy(file: string): boolean {
    return this.#queue.has(file);
  }

  /** Ends the child that runs. */
  async close(): Promise<void> {
    await this.#queue.close();
  }

  override dispose(): void {
    void this.close();
    super.dispose();
  }

  async #run(
    file: string,
    request: AnalyzeRequest,
    { signal, asked }: { readonly signal: AbortSignal; readonly asked: boolean },
  ): Promise<void> {
    const { states, log } = this.#parts;
    const path = shownPath(file);
    log.info(`${path}: analysis of ${request.dataAsGiven} begins`);
    states.set(file, {
      activity: {
        kind: 'running',
        progress: { text: `Loading ${path}`, done: 0, total: null },
        partial: null,
      },
      notice: null,
    });
    let stamp: ModelStamp | null = null;
    try {
      refuseUntrusted(file);
      stamp = await stampModel(file);
      this.#started.fire({ file, stamp });
      const onFreshStart = async (): Promise<void> => {
        stamp = await stampModel(file).catch(() => stamp);
        if (stamp !== null) this.#started.fire({ file, stamp });
      };
      const report = await this.#runChild(file, request, { signal, asked, onFreshStart });
      const limit = vscode.workspace
        .getConfiguration('entroscope', vscode.Uri.file(file))
        .get<number>('keepRuns', 30);
      const notice = await this.#keep(file, report, { stamp: stampText(stamp), limit });
      const { runtime, dataset } = report;
      log.info(
        `${path}: ${dataset.samples} samples in ${(runtime.totalMs / 1000).toFixed(1)} s on ${runtime.backend} ${runtime.backendVersion}, ${runtime.workers} workers, batch ${runtime.batchSize}, Node ${runtime.node}`,
      );
      for (const finding of report.findings) {
        log.info(`${path}: ${finding.severity}: ${phraseText(findingWords(finding), 'editor')}`);
      }
      states.set(file, { activity: { kind: 'idle' }, stale: null, notice });
      this.#finished.fire({ file, stamp });
    } catch (error) {
      if (error instanceof CancelledError) this.#cancelled(file);
      else if (stamp !== null && isOvertaken(file, error))
        this.#waitForRest({
          file,
          stamp,
          data: error.code === 'data-changed' ? (error.file?.path ?? request.data) : null,
        });
      else await this.#fail(file, error, asked);
    }
  }

  /**
   * Keeps a run. Where the storage takes no file (a full disk), it stays in memory and on the page.
   * @returns what to say of it; null where all is well
   */
  async #keep(
    file: string,
    report: Report,
    options: { readonly stamp: string; readonly limit: number },
  ): Promise<string | null> {
    const { store, log } = this.#parts;
    try {
      await store.keep(file, report, options);
      return null;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      log.error(`${shownPath(file)}: the run cannot be kept in ${store.folder} (${reason})`);
      return `This run could not be stored (${reason}) and is gone when the window closes: free some space in ${store.folder}, or export the report.`;
    }
  }

  async #runChild(
    file: string,
    request: AnalyzeRequest,
    {
      signal,
      asked,
      onFreshStart,
    }: {
      readonly signal: AbortSignal;
      readonly asked: boolean;
      readonly onFreshStart: () => Promise<void>;
    },
  ): Promise<Report> {
    const path = shownPath(file);
    const run = (show: (progress: PageProgress) => void): Promise<Outcome> =>
      runJob(
        { kind: 'analyze', request },
        {
          ...childOptions(file, this.#parts),
          signal,
          onFreshStart,
          onProgress: (progress) => {
            const view = progressOf(progress);
            show(view);
            this.#progress(file, { progress: view });
          },
          onPartial: (partial) => {
            this.#progress(file, { partial });
          },
          onCounted: (partial) => {
            this.#progress(file, { partial });
          },
        },
      );
    const onCancel = (): void => {
      this.cancel(file);
    };
    // What nobody asked for just now stays out of the way: status bar and page show it.
    const outcome = asked
      ? await withRunNotification({ title: `Entroscope: ${path}`, onCancel }, run)
      : await run(() => undefined);
    if (outcome.kind !== 'report') throw new TypeError(`an analysis was answered by ${outcome.kind}`);
    return outcome.report;
  }

  #progress(
    file: string,
    change: Partial<{ readonly progress: PageProgress; readonly partial: Report }>,
  ): void {
    const { activity } = this.#parts.states.of(file);
    if (activity.kind === 'running') this.#parts.states.set(file, { activity: { ...activity, ...change } });
  }

  #cancelled(file: string): void {
    this.#parts.log.info(`${shownPath(file)}: cancelled`);
    this.#parts.states.set(file, { activity: { kind: 'idle' }, notice: 'Cancelled.' });
  }

  /** No failure: the watcher runs it again when model and data are at rest. */
  #waitForRest(overtaken: OvertakenRun): void {
    const { file, data } = overtaken;
    const { log, states } = this.#parts;
    log.info(
      data === null
        ? `${shownPath(file)}: saved again during the run, waiting until it is complete`
        : `${shownPath(file)}: ${data} was changed during the run, waiting until nothing writes to it`,
    );
    const notice =
      data === null
        ? 'The model was saved again during the run: it is analyzed again when it is complete.'
        : 'The data were changed during the run: it is repeated when nothing writes to them.';
    states.set(file, { activity: { kind: 'idle' }, notice });
    this.#overtaken.fire(overtaken);
  }

  async #fail(file: string, error: unknown, asked: boolean): Promise<void> {
    const { states, shown, log } = this.#parts;
    if (error instanceof ExpectedError && error.code === 'not-trusted') this.#untrusted.add(file);
    const failure = describeFailure(file, error, 'the analysis');
    if (error instanceof ExpectedError)
      log.error(failure.example === null ? failure.message : `${failure.message}\n${failure.example}`);
    else log.error(error instanceof Error ? error : String(error));
    // A file that is no model has no place on the page.
    if (failure.code !== 'model-not-a-model' || this.#parts.store.runsOf(file).length > 0) {
      states.set(file, {
        activity: { kind: 'failed', failure },
        notice: null,
      });
      await shown.follow(file);
      if (asked) this.#shown.fire();
    }
    if (!asked) return;
    if (failure.question === null) this.#failed.fire(failure);
    else this.#unclear.fire({ file, failure });
  }
}
