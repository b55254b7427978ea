import * as vscode from 'vscode';
import { ExpectedError } from '../../vocabulary/expectedError.js';
import { shownPath } from '../models/workspacePath.js';

/** @throws ExpectedError not-trusted where the workspace is not trusted: no model of it is run */
export function refuseUntrusted(file: string): void {
  if (vscode.workspace.isTrusted) return;
  throw new ExpectedError(
    'not-trusted',
    `${shownPath(file)} is not run, since you do not trust this workspace: trust it to analyze its models`,
  );
}
