import * as vscode from 'vscode';
import type { KeptRun } from '../runs/keptRun.js';

export interface CommandTarget {
  /** Absolute path of the model file. */
  readonly model: string;
  /** Where a run's row was clicked. */
  readonly run: KeptRun | null;
}

/** What a command was called on: a file (explorer, editor tab) or a row of the tree; null: nothing. */
export function commandTarget(argument: unknown): CommandTarget | null {
  if (argument instanceof vscode.Uri) return { model: argument.fsPath, run: null };
  if (typeof argument !== 'object' || argument === null || !('kind' in argument)) return null;
  if (!('file' in argument) || typeof argument.file !== 'string') return null;
  const run = 'run' in argument ? (argument.run as KeptRun) : null;
  return { model: argument.file, run };
}
