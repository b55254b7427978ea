import * as vscode from 'vscode';
import { Owner } from '../owner.js';
import type { CodeIndex } from './codeIndex.js';
import { columnForCode } from './columnForCode.js';
import type { LayerPlace } from './layerPlace.js';
import { notebookOf } from './sourceCells.js';

/** How long a line that was jumped to stays lit, ms. */
const LIT_MS = 1500;

/** Opens the script that defines a layer, moves the cursor to its line and lights it up for a moment. */
export class LayerRevealer extends Owner {
  readonly #code: CodeIndex;
  readonly #lit = this.own(
    vscode.window.createTextEditorDecorationType({
      isWholeLine: true,
      backgroundColor: new vscode.ThemeColor('editor.rangeHighlightBackground'),
    }),
  );
  #timer: NodeJS.Timeout | null = null;

  constructor(code: CodeIndex) {
    super();
    this.#code = code;
  }

  /** @returns false where no line is known */
  async reveal(model: string, layer: string): Promise<boolean> {
    const place = await this.#code.placeOf(model, layer);
    if (place === null) return false;
    const editor = await show(place);
    if (editor === null) return true;
    const { document } = editor;
    const start = document.positionAt(place.from);
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

  override dispose(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    super.dispose();
  }
}

/** @returns the editor that shows the line; null where a notebook shows it in a cell that has no editor yet */
async function show({ uri, from }: LayerPlace): Promise<vscode.TextEditor | null> {
  const notebook = notebookOf(uri);
  if (notebook !== null) return showCell(notebook, uri, from);
  const document = await vscode.workspace.openTextDocument(uri);
  const start = document.positionAt(from);
  const shown = vscode.window.visibleTextEditors.find((editor) => editor.document === document);
  return vscode.window.showTextDocument(document, {
    viewColumn: shown?.viewColumn ?? columnForCode(),
    selection: new vscode.Range(start, start),
  });
}

async function showCell(
  notebook: vscode.NotebookDocument,
  uri: vscode.Uri,
  from: number,
): Promise<vscode.TextEditor | null> {
  const cell = notebook.getCells().find(({ document }) => document.uri.toString() === uri.toString());
  if (cell === undefined) return null;
  const shown = vscode.window.visibleNotebookEditors.find((editor) => editor.notebook === notebook);
  const viewColumn = shown?.viewColumn ?? columnForCode();
  const cells = new vscode.NotebookRange(cell.index, cell.index + 1);
  const editor = await vscode.window.showNotebookDocument(notebook, { viewColumn, selections: [cells] });
  editor.revealRange(cells, vscode.NotebookEditorRevealType.InCenterIfOutsideViewport);
  // The line in the cell: a notebook's editor selects cells only.
  const start = cell.document.positionAt(from);
  const selection = new vscode.Range(start, start);
  await vscode.commands.executeCommand('vscode.open', uri, { viewColumn, selection });
  return vscode.window.visibleTextEditors.find(({ document }) => document === cell.document) ?? null;
}
