import type * as vscode from 'vscode';
import type { RunStore } from './runStore.js';
import type { ShownRuns } from './shownRuns.js';

export interface RenameParts {
  readonly store: RunStore;
  readonly shown: ShownRuns;
  readonly log: vscode.LogOutputChannel;
}

type Renamed = readonly { readonly oldUri: vscode.Uri; readonly newUri: vscode.Uri }[];

/** A model that is renamed or moved in the editor, alone or with a folder above it, takes its runs along. */
export async function followRenames(files: Renamed, { store, shown, log }: RenameParts): Promise<void> {
  try {
    for (const { oldUri, newUri } of files) {
      if (oldUri.scheme !== 'file' || newUri.scheme !== 'file') continue;
      for (const [from, to] of await store.moved(oldUri.fsPath, newUri.fsPath)) {
        log.info(`${from} is ${to} now: its runs went with it`);
        if (shown.model === from) await shown.show(to, null, null);
      }
    }
  } catch (error) {
    log.error(error instanceof Error ? error : String(error));
  }
}
