import * as vscode from 'vscode';
import { Owner } from '../owner.js';
import type { PageFeed } from '../page/pageFeed.js';
import type { ShownRuns } from '../runs/shownRuns.js';
import type { CodeIndex } from './codeIndex.js';

/** The layer in whose code the cursor stands is selected in the charts. */
export class CursorFollower extends Owner {
  #last: string | null = null;

  constructor({
    code,
    feed,
    shown,
  }: {
    readonly code: CodeIndex;
    readonly feed: PageFeed;
    readonly shown: ShownRuns;
  }) {
    super();
    this.own(
      vscode.window.onDidChangeTextEditorSelection(({ textEditor, selections }) => {
        const [selection] = selections;
        if (selection === undefined) return;
        const { document } = textEditor;
        const offset = document.offsetAt(selection.active);
        void code.placesIn(document).then((places) => {
          const place = places.find(
            ({ model, from, to }) => model === shown.model && offset >= from && offset <= to,
          );
          const layer = place?.layers[0] ?? null;
          if (layer === this.#last) return;
          this.#last = layer;
          if (layer !== null) feed.select(layer, false);
        });
      }),
    );
  }
}
