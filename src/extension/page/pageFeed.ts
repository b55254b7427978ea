import * as vscode from 'vscode';
import { Owner } from '../owner.js';
import { ExpectedError } from '../../vocabulary/expectedError.js';
import type { FromPage, RunSummary, ToPage } from '../../protocol/pageMessages.js';
import { runKey } from '../../protocol/pageState.js';
import type { LayerCounts, Report } from '../../report/report.js';
import { shownPath } from '../models/workspacePath.js';
import type { KeptRun } from '../runs/keptRun.js';
import type { ModelStates } from '../runs/modelStates.js';
import type { RunStore } from '../runs/runStore.js';
import type { ShownRuns } from '../runs/shownRuns.js';
import type { PageConnection } from './pageConnection.js';
import type { WhatIfs } from '../whatIf/whatIfs.js';
import { openRemedies } from './remedies.js';
import { pageStateOf } from './pageStateOf.js';

/** Progress comes in faster than anybody reads. */
const PAUSE_MS = 100;

export interface PageFeedParts {
  readonly store: RunStore;
  readonly states: ModelStates;
  readonly shown: ShownRuns;
  readonly whatIfs: WhatIfs;
  readonly log: vscode.LogOutputChannel;
}

export type CountsQuestion = Extract<FromPage, { readonly t: 'counts' }>;

/** The counts that a report holds of a layer. */
export function countsIn({ layers }: Report, layer: string): LayerCounts | null {
  return layers.find(({ id }) => id === layer)?.counts ?? null;
}

/** Feeds panel and side view from the host's state: whoever connects is sent all of it, then every change. */
export class PageFeed extends Owner {
  readonly #parts: PageFeedParts;
  readonly #pages = new Set<PageConnection>();
  #timer: NodeJS.Timeout | null = null;
  #sending = false;
  #again = false;
  #selected: string | null = null;

  constructor(parts: PageFeedParts) {
    super();
    this.#parts = parts;
    const update = (): void => {
      this.#schedule();
    };
    this.own(
      parts.states.onDidChange((file) => {
        if (file === parts.shown.model) update();
      }),
    );
    this.own(
      parts.whatIfs.onDidChange((file) => {
        if (file === parts.shown.model) update();
      }),
    );
    this.own(parts.shown.onDidChange(update));
    this.own(vscode.workspace.onDidGrantWorkspaceTrust(update));
  }

  connect(page: PageConnection): vscode.Disposable {
    this.#pages.add(page);
    return new vscode.Disposable(() => this.#pages.delete(page));
  }

  /** Sends everything to one page. */
  async snapshot(page: PageConnection): Promise<void> {
    page.send(await this.#message());
    if (this.#selected !== null) page.send({ t: 'select', layer: this.#selected, focus: false });
  }

  /** Answers a page that looks at a layer: the counts of its neurons in one of the two runs shown. */
  async sendCounts(page: PageConnection, { run, layer }: CountsQuestion): Promise<void> {
    page.send({ t: 'counts', run, layer, counts: await this.#countsOf(run, layer) });
  }

  async #countsOf(run: string, layer: string): Promise<LayerCounts | null> {
    const { shown } = this.#parts;
    if (shown.model === null) return null;
    for (const kept of [shown.current(shown.model), shown.previous(shown.model)]) {
      const report = await this.#report(shown.model, kept);
      if (report !== null && runKey(report) === run) return countsIn(report, layer);
    }
    return null;
  }

  /** Selects a layer on all pages. */
  select(layer: string, focus: boolean): void {
    this.#selected = layer;
    for (const page of this.#pages) page.send({ t: 'select', layer, focus });
  }

  /** A layer was selected on one page: the others follow. */
  selectedOn(from: PageConnection, layer: string): void {
    this.#selected = layer;
    for (const page of this.#pages) if (page !== from) page.send({ t: 'select', layer, focus: false });
  }

  override dispose(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    super.dispose();
  }

  #schedule(): void {
    if (this.#pages.size === 0) return;
    if (this.#sending) {
      this.#again = true;
      return;
    }
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      void this.#send();
    }, PAUSE_MS);
  }

  async #send(): Promise<void> {
    this.#sending = true;
    const message = await this.#message();
    for (const page of this.#pages) page.send(message);
    this.#sending = false;
    if (this.#again) {
      this.#again = false;
      this.#schedule();
    }
  }

  async #message(): Promise<ToPage> {
    const { store, states, shown, whatIfs } = this.#parts;
    const file = shown.model;
    if (file === null) {
      const state = pageStateOf({
        title: null,
        model: states.of(''),
        current: null,
        previous: null,
        trusted: vscode.workspace.isTrusted,
      });
      return { t: 'state', state, runs: [], notice: null, remedies: [] };
    }
    const runs = await store.load(file);
    const current = shown.current(file);
    const previous = shown.previous(file);
    const model = states.of(file);
    const report = await this.#report(file, current);
    const state = pageStateOf({
      title: shownPath(file),
      model,
      current: report,
      previous: await this.#report(file, previous),
      trusted: vscode.workspace.isTrusted,
    });
    const summaries = runs.map((run): RunSummary => {
      const { id, createdAt, samples, accuracy, layers, name } = run;
      const place = run === current ? 'current' : run === previous ? 'previous' : null;
      return {
        ...{ id, createdAt, samples, accuracy, layers, shown: place },
        ...(name === undefined ? {} : { name }),
      };
    });
    const atRest = model.activity.kind === 'idle' || model.activity.kind === 'failed';
    const remedies = report === null || !atRest ? [] : await openRemedies(file, report);
    const whatIf = whatIfs.viewOf(file);
    return { t: 'state', state, runs: summaries, notice: model.notice, remedies, whatIf };
  }

  /** A kept report that cannot be read any more is as good as none; the log says so. */
  async #report(file: string, run: KeptRun | null): Promise<Report | null> {
    if (run === null) return null;
    try {
      return await this.#parts.store.report(file, run.id);
    } catch (error) {
      const reason = error instanceof ExpectedError || error instanceof Error ? error.message : String(error);
      this.#parts.log.warn(`a kept run cannot be shown: ${reason}`);
      return null;
    }
  }
}
