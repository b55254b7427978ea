import { extname } from 'node:path';
import * as vscode from 'vscode';
import type { SourceLanguage } from '../../source/syntax/parseSource.js';

/** A piece of training code: a whole file, or a cell of a notebook. */
export interface SourceCell {
  /** Of the document that the editor shows. */
  readonly uri: vscode.Uri;
  readonly text: string;
  readonly language: SourceLanguage;
}

const BY_LANGUAGE: Readonly<Record<string, SourceLanguage>> = {
  javascript: 'javascript',
  javascriptreact: 'jsx',
  typescript: 'typescript',
  typescriptreact: 'tsx',
  python: 'python',
};

const BY_ENDING: Readonly<Record<string, SourceLanguage>> = {
  '.js': 'javascript',
  '.mjs': 'javascript',
  '.cjs': 'javascript',
  '.jsx': 'jsx',
  '.ts': 'typescript',
  '.mts': 'typescript',
  '.cts': 'typescript',
  '.tsx': 'tsx',
  '.py': 'python',
};

/** Languages whose documents may define layers. */
export const SOURCE_SELECTOR: vscode.DocumentSelector = Object.keys(BY_LANGUAGE).map((language) => ({
  language,
}));

export const SOURCE_FILES = '**/*.{js,mjs,cjs,jsx,ts,mts,cts,tsx,py,ipynb}';

/** The cells that an open document belongs to: itself, or all code cells of its notebook; empty for other languages. */
export function cellsOfDocument(document: vscode.TextDocument): readonly SourceCell[] {
  const notebook = vscode.workspace.notebookDocuments.find((one) =>
    one.getCells().some((cell) => cell.document === document),
  );
  const documents =
    notebook === undefined
      ? [document]
      : notebook
          .getCells()
          .filter((cell) => cell.kind === vscode.NotebookCellKind.Code)
          .map((cell) => cell.document);
  return documents.flatMap((one) => {
    const language = BY_LANGUAGE[one.languageId];
    return language === undefined ? [] : [{ uri: one.uri, text: one.getText(), language }];
  });
}

/** The file that a document's cells are in: a notebook's cells are in the notebook. */
export function fileOfDocument({ uri }: vscode.TextDocument): string {
  return uri.fsPath;
}

/** The code of a file that may not be open. A notebook's cells have no addresses before it is open: the file's own. */
export function cellsOfFile(path: string, text: string): readonly SourceCell[] {
  const uri = vscode.Uri.file(path);
  if (extname(path).toLowerCase() === '.ipynb') return notebookCells(uri, text);
  const language = BY_ENDING[extname(path).toLowerCase()];
  return language === undefined ? [] : [{ uri, text, language }];
}

function notebookCells(uri: vscode.Uri, text: string): readonly SourceCell[] {
  let held: unknown;
  try {
    held = JSON.parse(text);
  } catch {
    return [];
  }
  if (typeof held !== 'object' || held === null || !('cells' in held) || !Array.isArray(held.cells))
    return [];
  return held.cells.flatMap((cell: unknown): readonly SourceCell[] => {
    if (typeof cell !== 'object' || cell === null || !('cell_type' in cell) || !('source' in cell)) return [];
    if (cell.cell_type !== 'code') return [];
    const { source } = cell;
    const code = Array.isArray(source) ? source.join('') : source;
    return typeof code === 'string' ? [{ uri, text: code, language: 'python' }] : [];
  });
}
