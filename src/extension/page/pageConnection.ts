import type * as vscode from 'vscode';
import { parseFromPage, type FromPage, type ToPage } from '../../protocol/pageMessages.js';
import { Owner } from '../owner.js';
import { pageHtml, type PagePlace } from './pageHtml.js';

export interface PageConnectionOptions {
  readonly webview: vscode.Webview;
  /** Folder of the page's bundle. */
  readonly bundle: vscode.Uri;
  readonly place: PagePlace;
  /** The page asks for a snapshot: it was opened, shown again, or reloaded. */
  readonly onReady: () => void;
  readonly onMessage: (message: Exclude<FromPage, { readonly t: 'ready' }>) => void;
  readonly log: vscode.LogOutputChannel;
}

/** One page and its line to the host. Nothing is sent before the page says that it listens. */
export class PageConnection extends Owner {
  readonly #webview: vscode.Webview;
  #ready = false;

  constructor({ webview, bundle, place, onReady, onMessage, log }: PageConnectionOptions) {
    super();
    this.#webview = webview;
    webview.options = { enableScripts: true, localResourceRoots: [bundle] };
    this.own(
      webview.onDidReceiveMessage((raw: unknown) => {
        const message = parseFromPage(raw);
        if (message === null) {
          log.warn('a page sent a message that is none');
          return;
        }
        if (message.t === 'ready') {
          this.#ready = true;
          onReady();
        } else onMessage(message);
      }),
    );
    webview.html = pageHtml(webview, { bundle, place });
  }

  /** A hidden page drops messages; it says ready when it is shown again, and gets a snapshot. */
  send(message: ToPage): void {
    if (this.#ready) void this.#webview.postMessage(message);
  }
}
