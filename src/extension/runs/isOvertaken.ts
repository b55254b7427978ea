import * as vscode from 'vscode';
import { ExpectedError } from '../../vocabulary/expectedError.js';

/** Did a run end since its model or data were written meanwhile, where a rerun follows by itself? */
export function isOvertaken(file: string, error: unknown): error is ExpectedError {
  const rerun = vscode.workspace
    .getConfiguration('entroscope', vscode.Uri.file(file))
    .get<string>('rerun', 'auto');
  return (
    error instanceof ExpectedError &&
    (error.code === 'model-changed' || error.code === 'data-changed') &&
    rerun !== 'off'
  );
}
