import { existsSync } from 'node:fs';
import * as vscode from 'vscode';
import { ExpectedError } from '../../vocabulary/expectedError.js';

/**
 * The Node that the user named.
 * @returns null: VS Code's own
 * @throws ExpectedError child-failed where it does not exist
 */
export function nodePath(file: string): string | null {
  const path = vscode.workspace
    .getConfiguration('entroscope', vscode.Uri.file(file))
    .get<string>('nodePath', '')
    .trim();
  if (path === '') return null;
  if (existsSync(path)) return path;
  throw new ExpectedError(
    'child-failed',
    `${path}, named by the setting entroscope.nodePath, does not exist: correct the setting, or leave it empty`,
  );
}
