import * as vscode from 'vscode';
import type { ShownRuns } from '../runs/shownRuns.js';
import { doPageAction, savePageFile } from './pageActions.js';
import { PageConnection } from './pageConnection.js';
import type { PageFeed } from './pageFeed.js';
import type { WantedRemedy } from './remedies.js';

export interface PageHostParts {
  readonly feed: PageFeed;
  readonly shown: ShownRuns;
  readonly bundle: vscode.Uri;
  readonly log: vscode.LogOutputChannel;
  /** A row was opened: go to its code. */
  readonly onOpenLayer: (model: string, layer: string) => Promise<void>;
  /** A finding's remedy is wanted. */
  readonly onRemedy: (model: string, wanted: WantedRemedy) => Promise<void>;
  /** What a person asked for on the page went wrong. */
  readonly onFailed: (error: unknown) => void;
}

/** Puts the live page of the model analysed last into a webview. */
export function hostPage(
  webview: vscode.Webview,
  place: 'panel' | 'side',
  { feed, shown, bundle, log, onOpenLayer, onRemedy, onFailed }: PageHostParts,
): vscode.Disposable {
  const page: PageConnection = new PageConnection({
    webview,
    bundle,
    place,
    log,
    onReady: () => {
      void feed.snapshot(page);
    },
    onMessage: (message) => {
      const done = async (): Promise<void> => {
        switch (message.t) {
          case 'action':
            await doPageAction(message.action, shown.model);
            break;
          case 'save':
            await savePageFile(message);
            break;
          case 'counts':
            await feed.sendCounts(page, message);
            break;
          case 'remedy':
            if (shown.model !== null) await onRemedy(shown.model, message);
            break;
          case 'selected':
            feed.selectedOn(page, message.layer);
            if (message.open && shown.model !== null) await onOpenLayer(shown.model, message.layer);
            break;
        }
      };
      done().catch(onFailed);
    },
  });
  const connected = feed.connect(page);
  return vscode.Disposable.from(connected, page);
}
