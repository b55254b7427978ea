import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import * as vscode from 'vscode';
import { Owner } from '../owner.js';
import { findModels, isModelName, lookAtFile, type ModelFormat } from '../../models/findModels.js';
import { isWaitedFor, ModelLooks, type ModelLook } from './modelLooks.js';
import { withNotification, withViewProgress } from '../say.js';
import { isBelow } from '../../config/isBelow.js';

/** Folders that hold other people's models, or none; the user's files.exclude comes on top. */
const SKIPPED = /[\\/](node_modules|\.git|\.hg|\.svn|\.venv|venv|__pycache__)[\\/]/u;
/** As isModelName has it. */
const MODEL_GLOB = '**/*.{json,keras,h5,hdf5}';
const SKIPPED_GLOB = '**/{node_modules,.git,.hg,.svn,.venv,venv,__pycache__}/**';
/** Files looked into at a time. */
const PARALLEL = 8;
/** Only a search that takes longer than this needs a way to stop it, ms. */
const PATIENCE_MS = 5000;
/** Events of one save come in a bunch. */
const SETTLE_MS = 200;

/** The models of the workspace, TensorFlow.js' and Keras', by absolute path of the model file; kept current by watchers. */
export class ModelIndex extends Owner {
  readonly #changed = this.own(new vscode.EventEmitter<void>());
  readonly onDidChange = this.#changed.event;
  readonly #log: vscode.LogOutputChannel;
  readonly #looks = new ModelLooks();
  #search: vscode.CancellationTokenSource | null = null;
  #searching: Promise<void> = Promise.resolve();
  readonly #touched = new Set<string>();
  /** What was created, changed or removed while a search goes on, which may have looked there before. */
  readonly #meanwhile = new Set<string>();
  #timer: NodeJS.Timeout | null = null;

  constructor(log: vscode.LogOutputChannel) {
    super();
    this.#log = log;
    const watcher = this.own(vscode.workspace.createFileSystemWatcher('**/*'));
    const touched = (uri: vscode.Uri): void => {
      if (uri.scheme === 'file') this.#touch(uri.fsPath);
    };
    this.ownAll(
      watcher.onDidCreate(touched),
      watcher.onDidChange((uri) => {
        // A folder's own changes say nothing.
        if (isModelName(uri.fsPath)) touched(uri);
      }),
      watcher.onDidDelete((uri) => {
        this.#remove(uri.fsPath);
      }),
      vscode.workspace.onDidChangeWorkspaceFolders(() => {
        void this.refresh();
      }),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration('files.exclude')) void this.refresh();
      }),
    );
  }

  /** The models; one that is being saved stays in the list. */
  get files(): readonly string[] {
    return this.#looks.models;
  }

  /** The models, and files that are damaged or half-written ones: who right-clicks one is told what is wrong with it. */
  get menuFiles(): readonly string[] {
    return this.#looks.files;
  }

  formatOf(file: string): ModelFormat | null {
    return this.#looks.formatOf(file);
  }

  /** The model files, after the search that is going on. */
  async settledFiles(): Promise<readonly string[]> {
    await this.#searching;
    return this.files;
  }

  /** Searches the workspace anew; a search that is going on is given up. */
  refresh(): Promise<void> {
    this.#searching = this.#refresh();
    return this.#searching;
  }

  async #refresh(): Promise<void> {
    this.#search?.cancel();
    const search = new vscode.CancellationTokenSource();
    this.#search = search;
    this.#meanwhile.clear();
    const found = this.#searchAll(search.token);
    withViewProgress('entroscope.models', found);
    const patience = setTimeout(() => {
      offerCancel(found, search);
    }, PATIENCE_MS);
    try {
      await found;
    } finally {
      clearTimeout(patience);
    }
    if (this.#search === search) {
      this.#search = null;
      // Also after a search that was given up: there is nothing more to wait for.
      await vscode.commands.executeCommand('setContext', 'entroscope.searched', true);
    }
    search.dispose();
  }

  override dispose(): void {
    this.#search?.cancel();
    if (this.#timer !== null) clearTimeout(this.#timer);
    super.dispose();
  }

  async #searchAll(token: vscode.CancellationToken): Promise<void> {
    const started = performance.now();
    const files = await vscode.workspace.findFiles(MODEL_GLOB, SKIPPED_GLOB, undefined, token);
    const found = new Map<string, ModelLook>();
    const left = files.filter(({ scheme }) => scheme === 'file').map(({ fsPath }) => fsPath);
    const look = async (): Promise<void> => {
      for (let file = left.pop(); file !== undefined; file = left.pop()) {
        if (token.isCancellationRequested) return;
        const look = await lookAtFile(file);
        if (look !== null) found.set(file, look);
      }
    };
    await Promise.all(Array.from({ length: PARALLEL }, look));
    if (token.isCancellationRequested) return;
    for (const path of this.#meanwhile) {
      if (!existsSync(path))
        for (const file of [...found.keys()].filter((one) => isBelow(one, path))) found.delete(file);
      else this.#touch(path);
    }
    this.#meanwhile.clear();
    this.#looks.replace(found);
    const ms = Math.round(performance.now() - started);
    this.#log.info(
      `${this.files.length} models in ${files.length} files that may be some, found in ${ms} ms`,
    );
    this.#changed.fire();
  }

  #touch(path: string): void {
    // A file without extension may be a folder that was moved here as a whole.
    if ((!isModelName(path) && extname(path) !== '') || SKIPPED.test(path)) return;
    if (this.#search !== null) this.#meanwhile.add(path);
    this.#touched.add(path);
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      void this.#lookAgain();
    }, SETTLE_MS);
  }

  async #lookAgain(): Promise<void> {
    const paths = [...this.#touched];
    this.#touched.clear();
    let changed = false;
    for (const path of paths) {
      for (const [file, look] of await modelsAt(path)) {
        const isWaiting = look === null && this.formatOf(file) !== null && (await isWaitedFor(file));
        changed = this.#looks.set(file, isWaiting ? 'damaged' : look) || changed;
      }
    }
    if (changed) this.#changed.fire();
  }

  #remove(path: string): void {
    if (this.#search !== null) this.#meanwhile.add(path);
    const gone = this.#looks.files.filter((file) => isBelow(file, path));
    for (const file of gone) this.#looks.set(file, null);
    if (gone.length > 0) this.#changed.fire();
  }
}

/** A search that takes long can be given up; what was known before stays. */
function offerCancel(found: Promise<void>, search: vscode.CancellationTokenSource): void {
  const onCancel = (): void => {
    search.cancel();
  };
  void withNotification({ title: 'Entroscope looks for models', onCancel }, () => found);
}

/** What a path that was created or changed holds: itself, or the models below a folder; null where it is no model. */
async function modelsAt(path: string): Promise<readonly (readonly [string, ModelLook | null])[]> {
  if (isModelName(path)) return [[path, await lookAtFile(path)]];
  const found = await stat(path).catch(() => null);
  if (found?.isDirectory() !== true) return [];
  const models = await findModels(path, new AbortController().signal).catch(() => []);
  return models.map((model) => [join(path, model.path), model.format]);
}
