import * as vscode from 'vscode';
import { isModelName, lookAtFile } from '../../models/findModels.js';
import { Owner } from '../owner.js';
import type { ModelIndex } from './modelIndex.js';

/** The context key that package.json's menus ask: paths of the files that are models. */
const CONTEXT_KEY = 'entroscope.models';

/**
 * Tells VS Code which files are models, so that only these have "Analyze Activation Entropy" in their menus: those of the
 * index, and open editors' files that lie where no index looks.
 */
export class ModelMenu extends Owner {
  readonly #index: ModelIndex;
  /** Open files that are models though the index does not hold them. */
  #opened: readonly string[] = [];
  #told = '';

  constructor(index: ModelIndex) {
    super();
    this.#index = index;
    this.own(
      index.onDidChange(() => {
        this.#tell();
      }),
    );
    this.own(vscode.window.tabGroups.onDidChangeTabs(() => void this.#lookAtTabs()));
    void this.#lookAtTabs();
  }

  async #lookAtTabs(): Promise<void> {
    const indexed = new Set(this.#index.menuFiles);
    const paths = openFiles().filter((path) => isModelName(path) && !indexed.has(path));
    const looks = await Promise.all(paths.map(lookAtFile));
    this.#opened = paths.filter((_, index) => looks[index] !== null);
    this.#tell();
  }

  #tell(): void {
    const paths = [...new Set([...this.#index.menuFiles, ...this.#opened])];
    const told = paths.join('\n');
    if (told === this.#told) return;
    this.#told = told;
    void vscode.commands.executeCommand('setContext', CONTEXT_KEY, paths);
  }
}

function openFiles(): readonly string[] {
  return vscode.window.tabGroups.all.flatMap(({ tabs }) =>
    tabs.flatMap(({ input }) =>
      input instanceof vscode.TabInputText && input.uri.scheme === 'file' ? [input.uri.fsPath] : [],
    ),
  );
}
