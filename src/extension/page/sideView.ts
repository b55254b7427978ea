import type * as vscode from 'vscode';
import { hostPage, type PageHostParts } from './pageHost.js';

/** The page in the Entroscope container, or wherever the user moved it. */
export class SideView implements vscode.WebviewViewProvider {
  readonly #parts: PageHostParts;

  constructor(parts: PageHostParts) {
    this.#parts = parts;
  }

  resolveWebviewView(view: vscode.WebviewView): void {
    const hosted = hostPage(view.webview, 'side', this.#parts);
    view.onDidDispose(() => {
      hosted.dispose();
    });
  }
}
