import * as vscode from 'vscode';
import { CODE_ENDINGS, isNotebook } from '../../source/codeCells.js';
import { pageScripts } from '../../source/pageScripts.js';
import type { SourceLanguage } from '../../source/syntax/parseSource.js';
import type { SourceReader } from '../../sourceThread/sourceReader.js';
import { readCells } from '../../sourceThread/sourceFiles.js';

/** A piece of training code: a whole file, or a cell of a notebook. */
export interface SourceCell {
  /** Of the document that the editor shows. */
  readonly uri: vscode.Uri;
  readonly text: string;
  readonly language: SourceLanguage;
  /** Of the document; 0 for a file that is not open. */
  readonly version: number;
}

const BY_LANGUAGE: Readonly<Record<string, SourceLanguage>> = {
  javascript: 'javascript',
  javascriptreact: 'jsx',
  typescript: 'typescript',
  typescriptreact: 'tsx',
  python: 'python',
};

/** Languages of pages and components, of which only the scripts are code. */
const PAGE_LANGUAGES: ReadonlySet<string> = new Set(['html', 'vue', 'svelte']);

/** Languages whose documents may define layers. */
export const SOURCE_SELECTOR: vscode.DocumentSelector = [...Object.keys(BY_LANGUAGE), ...PAGE_LANGUAGES].map(
  (language) => ({
    language,
  }),
);

export const SOURCE_FILES = `**/*.{${CODE_ENDINGS.join(',')}}`;

/**
 * The cells that an open document belongs to: itself, or all code cells of its notebook; empty for other languages and
 * for what is no file's present text, such as the old side of a comparison.
 */
export function cellsOfDocument(document: vscode.TextDocument): readonly SourceCell[] {
  if (fileOfDocument(document) === null) return [];
  const notebook = notebookOf(document.uri);
  return notebook === null ? cellsOfDocuments([document]) : cellsOfNotebook(notebook);
}

/** The file that a document's cells are in: a notebook's cells are in the notebook. Null for what is no file's text. */
export function fileOfDocument({ uri }: vscode.TextDocument): string | null {
  const { scheme, fsPath } = notebookOf(uri)?.uri ?? uri;
  return scheme === 'file' || scheme === 'untitled' ? fsPath : null;
}

/** The open notebook that a cell's document belongs to; null for other documents. */
export function notebookOf(uri: vscode.Uri): vscode.NotebookDocument | null {
  if (uri.scheme !== 'vscode-notebook-cell') return null;
  const text = uri.toString();
  const holds = (notebook: vscode.NotebookDocument): boolean =>
    notebook.getCells().some((cell) => cell.document.uri.toString() === text);
  return vscode.workspace.notebookDocuments.find(holds) ?? null;
}

/** The code of a file: as the editor holds it where it is open, else as it was saved; nothing is opened. */
export async function cellsUnopened(
  file: string,
  reader: Pick<SourceReader, 'codeCells'>,
): Promise<readonly SourceCell[]> {
  const notebook = vscode.workspace.notebookDocuments.find(({ uri }) => uri.fsPath === file);
  if (notebook !== undefined) return cellsOfNotebook(notebook);
  const open = vscode.workspace.textDocuments.find((document) => fileOfDocument(document) === file);
  return open === undefined ? cellsOnDisk(file, reader) : cellsOfDocuments([open]);
}

/**
 * The code of a file: as the editor holds it where it is open. A notebook is opened, unseen: before that its cells have
 * no addresses.
 */
export async function cellsOfFile(
  file: string,
  reader: Pick<SourceReader, 'codeCells'>,
): Promise<readonly SourceCell[]> {
  if (isNotebook(file))
    return cellsOfNotebook(await vscode.workspace.openNotebookDocument(vscode.Uri.file(file)));
  const open = vscode.workspace.textDocuments.find((document) => fileOfDocument(document) === file);
  if (open !== undefined) return cellsOfDocuments([open]);
  return cellsOnDisk(file, reader);
}

/** The code of a file as it was saved; a notebook's cells have the file's own address. */
export async function cellsOnDisk(
  file: string,
  reader: Pick<SourceReader, 'codeCells'>,
): Promise<readonly SourceCell[]> {
  const uri = vscode.Uri.file(file);
  return (await readCells(file, reader)).map((cell) => ({ ...cell, uri, version: 0 }));
}

function cellsOfNotebook(notebook: vscode.NotebookDocument): readonly SourceCell[] {
  return cellsOfDocuments(
    notebook
      .getCells()
      .filter(({ kind }) => kind === vscode.NotebookCellKind.Code)
      .map(({ document }) => document),
  );
}

function cellsOfDocuments(documents: readonly vscode.TextDocument[]): readonly SourceCell[] {
  return documents.flatMap((document) => {
    const { uri, languageId, version } = document;
    const text = document.getText();
    if (PAGE_LANGUAGES.has(languageId)) return [{ uri, version, ...pageScripts(text) }];
    const language = BY_LANGUAGE[languageId];
    return language === undefined ? [] : [{ uri, text, language, version }];
  });
}
