import { parseJson } from '../vocabulary/jsonDepth.js';
import type { SourceText } from './findLayers.js';
import { pageScripts } from './pageScripts.js';
import type { SourceLanguage } from './syntax/parseSource.js';

const BY_ENDING: Readonly<Record<string, SourceLanguage>> = {
  js: 'javascript',
  mjs: 'javascript',
  cjs: 'javascript',
  jsx: 'jsx',
  ts: 'typescript',
  mts: 'typescript',
  cts: 'typescript',
  tsx: 'tsx',
  py: 'python',
};

/** Pages and components, whose scripts are code. */
const PAGES: ReadonlySet<string> = new Set(['html', 'htm', 'vue', 'svelte']);

/** Endings of files that may define layers, without their dot. */
export const CODE_ENDINGS: readonly string[] = [...Object.keys(BY_ENDING), ...PAGES, 'ipynb'];

const MB = 2 ** 20;

/** The bytes from which on a file is no script that somebody wrote. A notebook also holds the pictures it drew. */
export function mostBytes(path: string): number {
  return isNotebook(path) ? 64 * MB : MB;
}

export function isNotebook(path: string): boolean {
  return endingOf(path) === 'ipynb';
}

/** The code of a file, or of each code cell of a notebook; empty where it is neither, or a broken notebook. */
export function codeCells(path: string, text: string): readonly SourceText[] {
  if (isNotebook(path)) return notebookCells(text);
  const ending = endingOf(path);
  if (PAGES.has(ending)) return [pageScripts(text)];
  const language = BY_ENDING[ending];
  return language === undefined ? [] : [{ text, language }];
}

function endingOf(path: string): string {
  return path.slice(path.lastIndexOf('.') + 1).toLowerCase();
}

/** The code cells of a notebook's JSON; empty where it is none. */
export function notebookCells(text: string): readonly SourceText[] {
  return allCells(text).flatMap((cell): readonly SourceText[] => {
    const code = codeOf(cell);
    return code === null ? [] : [{ text: code, language: 'python' }];
  });
}

/** Where a notebook's code cells stand among all of its cells, from 0. */
export function codeCellNumbers(text: string): readonly number[] {
  return allCells(text).flatMap((cell, index) => (codeOf(cell) === null ? [] : [index]));
}

function allCells(text: string): readonly unknown[] {
  let notebook: unknown;
  try {
    notebook = parseJson(text);
  } catch {
    return [];
  }
  if (typeof notebook !== 'object' || notebook === null || !('cells' in notebook)) return [];
  return Array.isArray(notebook.cells) ? notebook.cells : [];
}

/** The text of a code cell; null for any other. */
function codeOf(cell: unknown): string | null {
  if (typeof cell !== 'object' || cell === null || !('cell_type' in cell) || !('source' in cell)) return null;
  if (cell.cell_type !== 'code') return null;
  const { source } = cell;
  const code = Array.isArray(source) ? source.join('') : source;
  return typeof code === 'string' ? code : null;
}
