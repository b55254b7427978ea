import * as vscode from 'vscode';
import type { CodeIndex } from './codeIndex.js';

/** How long a line that was jumped to stays lit, ms. */
const LIT_MS = 1500;

/** Opens the script that defines a layer, moves the cursor to its line and lights it up for a moment. */
export class LayerRevealer implements vscode.Disposable {
  readonly #code: CodeIndex;
  readonly #lit = vscode.window.createTextEditorDecorationType({
    isWholeLine: true,
    backgroundColor: new vscode.ThemeColor('editor.rangeHighlightBackground'),
  });
  #timer: NodeJS.Timeout | null = null;

  constructor(code: CodeIndex) {
    this.#code = code;
  }

  /** @returns false where no line is known */
  async reveal(model: string, layer: string): Promise<boolean> {
    const place = await this.#code.placeOf(model, layer);
    if (place === null) return false;
    const document = await vscode.workspace.openTextDocument(place.uri);
    const start = document.positionAt(place.from);
    const shown = vscode.window.visibleTextEditors.find((editor) => editor.document === document);
    const editor = await vscode.window.showTextDocument(document, {
      viewColumn: shown?.viewColumn ?? vscode.ViewColumn.One,
      selection: new vscode.Range(start, start),
    });
    // The line from its beginning: what a narrow editor shows of a long line are not its last words.
    const range = new vscode.Range(start.line, 0, start.line, 0);
    editor.revealRange(range, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
    editor.setDecorations(this.#lit, [new vscode.Range(start, document.positionAt(place.to))]);
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      editor.setDecorations(this.#lit, []);
    }, LIT_MS);
    return true;
  }

  dispose(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#lit.dispose();
  }
}
