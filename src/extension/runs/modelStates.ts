import * as vscode from 'vscode';
import { Owner } from '../owner.js';
import type { PageProgress } from '../../protocol/pageState.js';
import type { Failure } from './describeFailure.js';
import type { Report } from '../../report/report.js';

/** What is going on with a model at this moment. */
export type Activity =
  | { readonly kind: 'idle' }
  | { readonly kind: 'queued' }
  | { readonly kind: 'running'; readonly progress: PageProgress; readonly partial: Report | null }
  | { readonly kind: 'failed'; readonly failure: Failure };

export interface ModelState {
  readonly activity: Activity;
  /** Why the last run no longer describes the model; null while it does. */
  readonly stale: string | null;
  /** What just happened, in words. */
  readonly notice: string | null;
}

const INITIAL: ModelState = { activity: { kind: 'idle' }, stale: null, notice: null };

/** The state of every model, by absolute path of its file; lives as long as the window. */
export class ModelStates extends Owner {
  readonly #states = new Map<string, ModelState>();
  readonly #changed = this.own(new vscode.EventEmitter<string>());
  /** The model whose state changed. */
  readonly onDidChange = this.#changed.event;

  of(file: string): ModelState {
    return this.#states.get(file) ?? INITIAL;
  }

  set(file: string, change: Partial<ModelState>): void {
    this.#states.set(file, { ...this.of(file), ...change });
    this.#changed.fire(file);
  }
}
