import * as vscode from 'vscode';
import { Owner } from './owner.js';
import { statusEntry } from './say.js';
import { shownPath } from './models/workspacePath.js';
import type { ModelStates } from './runs/modelStates.js';

/** An item of the status bar while analyses run or wait; a click opens the panel. */
export class StatusItem extends Owner {
  readonly #item = this.own(
    statusEntry('entroscope.status', { name: 'Entroscope', command: 'entroscope.openPanel' }),
  );
  readonly #busy = new Set<string>();

  constructor(states: ModelStates) {
    super();
    this.own(
      states.onDidChange((file) => {
        const { activity } = states.of(file);
        if (activity.kind === 'running' || activity.kind === 'queued') this.#busy.add(file);
        else this.#busy.delete(file);
        void vscode.commands.executeCommand('setContext', 'entroscope.busy', this.#busy.size > 0);
        this.#show(states);
      }),
    );
  }

  #show(states: ModelStates): void {
    for (const file of this.#busy) {
      const { activity } = states.of(file);
      if (activity.kind !== 'running') continue;
      const { done, total, text } = activity.progress;
      const share = total === null || total === 0 ? '' : ` ${Math.floor((100 * done) / total)} %`;
      const waiting = this.#busy.size > 1 ? `, ${this.#busy.size - 1} waiting` : '';
      this.#item.show('loading~spin', `Entroscope${share}${waiting}`, `${shownPath(file)}: ${text}`);
      return;
    }
    this.#item.hide();
  }
}
