import * as vscode from 'vscode';
import { Owner } from '../owner.js';
import { shownPath } from '../models/workspacePath.js';
import { shownText } from '../shownText.js';
import { hostPage, type PageHostParts } from './pageHost.js';

const VIEW_TYPE = 'entroscope.panel';

/** The one panel, beside the code; it comes back after a reload of the window. */
export class EntropyPanel extends Owner implements vscode.WebviewPanelSerializer {
  readonly #parts: PageHostParts;
  #panel: vscode.WebviewPanel | null = null;

  constructor(parts: PageHostParts) {
    super();
    this.#parts = parts;
    this.own(vscode.window.registerWebviewPanelSerializer(VIEW_TYPE, this));
    this.own(
      parts.shown.onDidChange(() => {
        this.#entitle();
      }),
    );
  }

  /**
   * Opens the panel beside the active editor, or shows it where it is; the keyboard stays where it was. Where it lies
   * behind the active editor it moves beside: it never covers the code that somebody reads.
   */
  open(): void {
    if (this.#panel !== null) {
      const { visible, viewColumn } = this.#panel;
      const covers = !visible && viewColumn === vscode.window.activeTextEditor?.viewColumn;
      this.#panel.reveal(covers ? vscode.ViewColumn.Beside : undefined, true);
      return;
    }
    const besides = vscode.window.tabGroups.all.some((group) => group.tabs.length > 0);
    this.#own(
      vscode.window.createWebviewPanel(VIEW_TYPE, 'Entroscope', {
        viewColumn: besides ? vscode.ViewColumn.Beside : vscode.ViewColumn.Active,
        preserveFocus: true,
      }),
    );
  }

  deserializeWebviewPanel(panel: vscode.WebviewPanel): Promise<void> {
    if (this.#panel === null) this.#own(panel);
    else panel.dispose();
    return Promise.resolve();
  }

  override dispose(): void {
    super.dispose();
    this.#panel?.dispose();
  }

  #own(panel: vscode.WebviewPanel): void {
    this.#panel = panel;
    const media = vscode.Uri.joinPath(this.#parts.bundle, '..', 'media');
    panel.iconPath = {
      light: vscode.Uri.joinPath(media, 'entroscope-light.svg'),
      dark: vscode.Uri.joinPath(media, 'entroscope-dark.svg'),
    };
    const hosted = hostPage(panel.webview, 'panel', this.#parts);
    panel.onDidDispose(() => {
      hosted.dispose();
      if (this.#panel === panel) this.#panel = null;
    });
    this.#entitle();
  }

  #entitle(): void {
    const { model } = this.#parts.shown;
    if (this.#panel !== null) {
      this.#panel.title = model === null ? 'Entroscope' : shownText(`Entroscope: ${shownPath(model)}`);
    }
  }
}
