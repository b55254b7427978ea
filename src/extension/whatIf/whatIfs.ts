import { join } from 'node:path';
import * as vscode from 'vscode';
import { CancelledError } from '../../analysis/client/cancelledError.js';
import { runJob } from '../../analysis/client/runJob.js';
import { withStagedFolder } from '../../files/stagedFolder.js';
import { readModelJson } from '../../models/modelFile.js';
import type { AnalyzeRequest, WhatIfRequest } from '../../protocol/analysisRequest.js';
import type { WhatIfView } from '../../protocol/pageMessages.js';
import type { PageProgress } from '../../protocol/pageState.js';
import { DEFAULT_MARGIN, type WhatIf } from '../../report/whatIf.js';
import { ExpectedError } from '../../vocabulary/expectedError.js';
import { chooseDataset } from '../data/chooseDataset.js';
import { rememberDataset } from '../data/rememberDataset.js';
import { shownPath } from '../models/workspacePath.js';
import { Owner } from '../owner.js';
import { childOptions, type ChildParts } from '../runs/childOptions.js';
import { describeFailure } from '../runs/describeFailure.js';
import { planChosen } from '../runs/planChosen.js';
import { planRun } from '../runs/planRun.js';
import { progressOf } from '../runs/progressOf.js';
import { withRunNotification } from '../runs/runNotification.js';
import { CodeTrust } from '../trust/codeTrust.js';
import { refuseUntrusted } from '../trust/refuseUntrusted.js';

/** Finds out which layers of models can go, each in a child process of its own; lives as long as the window. */
export class WhatIfs extends Owner {
  readonly #parts: ChildParts;
  readonly #trust = new CodeTrust();
  readonly #views = new Map<string, WhatIfView>();
  readonly #requests = new Map<string, AnalyzeRequest>();
  readonly #running = new Set<AbortController>();
  readonly #changed = this.own(new vscode.EventEmitter<string>());
  /** The model of which something else is known now. */
  readonly onDidChange = this.#changed.event;

  constructor(parts: ChildParts) {
    super();
    this.#parts = parts;
  }

  /** What the page shows of a model; null: nobody asked. */
  viewOf(file: string): WhatIfView | null {
    return this.#views.get(file) ?? null;
  }

  /** Asks of a model. Resolves when the answer, or why there is none, is on the page. */
  async ask(file: string): Promise<void> {
    try {
      const request = await this.#requestFor(file);
      if (request === null) return;
      this.#requests.set(file, request);
      this.#set(file, { kind: 'running', text: 'Taking layers out …' });
      const found = await this.#run(file, { ...QUESTION, analyze: request });
      this.#set(file, { kind: 'done', found, savedTo: null });
    } catch (error) {
      if (error instanceof CancelledError) this.#set(file, null);
      else this.#set(file, { kind: 'failed', message: this.#told(file, error) });
    }
  }

  /**
   * Writes the smaller model into a folder, which must not exist, and keeps the data for it in entroscope.json.
   * @returns its model.json; null where nobody asked of the model, or nothing can go
   * @throws ExpectedError as a run does, output-failed; CancelledError
   */
  async save(file: string, folder: string): Promise<string | null> {
    const [view, request] = [this.#views.get(file), this.#requests.get(file)];
    if (view?.kind !== 'done' || request === undefined || view.found.greedy.length === 0) return null;
    const fold = view.found.greedy.map(({ layer }) => layer);
    const model = join(folder, 'model.json');
    await withStagedFolder(folder, (staging) =>
      this.#run(file, { ...QUESTION, analyze: request, fold, save: { staging, pathAsGiven: model } }),
    );
    this.#set(file, { ...view, savedTo: shownPath(model) });
    const { data, labels } = request;
    await rememberDataset(model, { data, labels }).catch((error: unknown) => {
      this.#parts.log.warn(`${shownPath(model)}: ${this.#told(model, error)}`);
    });
    return model;
  }

  override dispose(): void {
    for (const running of this.#running) running.abort();
    super.dispose();
  }

  /** @returns null where the person changed their mind */
  async #requestFor(file: string): Promise<AnalyzeRequest | null> {
    refuseUntrusted(file);
    await readModelJson(file);
    const planned = await planRun(file, this.#trust, { asked: true });
    if (planned !== null) return planned;
    const choice = await chooseDataset(file);
    if (choice === undefined) return null;
    return planChosen(file, choice, { trust: this.#trust, log: this.#parts.log });
  }

  async #run(file: string, request: WhatIfRequest): Promise<WhatIf> {
    const controller = new AbortController();
    this.#running.add(controller);
    try {
      const outcome = await withRunNotification(
        {
          title: `Entroscope: ${shownPath(file)}`,
          onCancel: () => {
            controller.abort();
          },
        },
        (show: (progress: PageProgress) => void) =>
          runJob(
            { kind: 'whatIf', request },
            {
              ...childOptions(file, this.#parts),
              signal: controller.signal,
              onProgress: (progress) => {
                show(progressOf(progress));
              },
            },
          ),
      );
      if (outcome.kind !== 'whatIf') throw new TypeError(`what-if was answered by ${outcome.kind}`);
      return outcome.whatIf;
    } finally {
      this.#running.delete(controller);
    }
  }

  #told(file: string, error: unknown): string {
    const { message } = describeFailure(file, error, 'the question which layers can go');
    this.#parts.log.error(error instanceof Error && !(error instanceof ExpectedError) ? error : message);
    return message;
  }

  #set(file: string, view: WhatIfView | null): void {
    if (view === null) this.#views.delete(file);
    else this.#views.set(file, view);
    this.#changed.fire(file);
  }
}

const QUESTION = { fold: null, cut: null, margin: DEFAULT_MARGIN, save: null } as const;
