import * as vscode from 'vscode';
import { Owner } from '../owner.js';
import type { KeptRun } from './keptRun.js';
import type { RunStore } from './runStore.js';

/** Which runs of a model are on the page; null: the newest, and the one before it. */
interface Choice {
  readonly current: string | null;
  readonly previous: string | null;
}

const SHOWN_MODEL = 'entroscope.shownModel';
const CHOICES = 'entroscope.shownRuns';

/** The model and the runs that panel and side view show; survives reloads of the window. */
export class ShownRuns extends Owner {
  readonly #memory: vscode.Memento;
  readonly #store: RunStore;
  readonly #changed = this.own(new vscode.EventEmitter<void>());
  readonly onDidChange = this.#changed.event;
  #model: string | null;
  #choices: Readonly<Record<string, Choice>>;

  constructor(memory: vscode.Memento, store: RunStore) {
    super();
    this.#memory = memory;
    this.#store = store;
    this.#model = memory.get<string | null>(SHOWN_MODEL, null);
    this.#choices = memory.get<Readonly<Record<string, Choice>>>(CHOICES, {});
  }

  /** Absolute path of the model on the page: the one analysed or chosen last. */
  get model(): string | null {
    return this.#model;
  }

  /** Puts a model on the page. */
  async follow(model: string): Promise<void> {
    await this.#store.load(model);
    this.#model = model;
    await this.#memory.update(SHOWN_MODEL, model);
    this.#changed.fire();
  }

  /** Puts two runs of a model on the page; null: the newest, and the one before it. */
  async show(model: string, current: string | null, previous: string | null): Promise<void> {
    this.#choices = { ...this.#choices, [model]: { current, previous } };
    await this.#memory.update(CHOICES, this.#choices);
    await this.follow(model);
  }

  /** The newest run, which is what the code beside the model is about; null where the model has none. */
  newest(model: string): KeptRun | null {
    return this.#store.runsOf(model).at(-1) ?? null;
  }

  /** The run that the newest one is compared with: the chosen one where the page shows the newest. */
  beforeNewest(model: string): KeptRun | null {
    const newest = this.newest(model);
    if (newest === null) return null;
    return this.current(model) === newest ? this.previous(model) : this.#before(model, newest);
  }

  /** The run on the page; null where the model has none. */
  current(model: string): KeptRun | null {
    const runs = this.#store.runsOf(model);
    return runs.find(({ id }) => id === this.#choices[model]?.current) ?? runs.at(-1) ?? null;
  }

  /** The run that it is compared with: the chosen one, else the one before it on the same data. */
  previous(model: string): KeptRun | null {
    const runs = this.#store.runsOf(model);
    const current = this.current(model);
    if (current === null) return null;
    const chosen = runs.find(({ id }) => id === this.#choices[model]?.previous);
    if (chosen !== undefined && chosen !== current) return chosen;
    return this.#before(model, current);
  }

  /** The one before a run, on the same data. */
  #before(model: string, run: KeptRun): KeptRun | null {
    const runs = this.#store.runsOf(model);
    return runs.slice(0, runs.indexOf(run)).findLast(({ data }) => data === run.data) ?? null;
  }
}
