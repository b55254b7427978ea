import * as vscode from 'vscode';
import { ExpectedError } from '../../vocabulary/expectedError.js';

/** Did a run end since its model was saved again meanwhile, where a rerun follows by itself? */
export function isOvertaken(file: string, error: unknown): boolean {
  const rerun = vscode.workspace
    .getConfiguration('entroscope', vscode.Uri.file(file))
    .get<string>('rerun', 'auto');
  return error instanceof ExpectedError && error.code === 'model-changed' && rerun !== 'off';
}
