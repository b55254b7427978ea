import * as v from 'valibot';
import * as vscode from 'vscode';
import { fields, fits, text } from '../../vocabulary/schema.js';
import { keptRun, type KeptRun } from '../runs/keptRun.js';

export interface CommandTarget {
  /** Absolute path of the model file. */
  readonly model: string;
  /** Where a run's row, or one of its layers', was clicked. */
  readonly run: KeptRun | null;
}

const treeRow = fields({ file: text, run: v.optional(keptRun) });

/** What a command was called on: a file (explorer, editor tab) or a row of the tree; null: nothing. */
export function commandTarget(argument: unknown): CommandTarget | null {
  if (argument instanceof vscode.Uri) return { model: argument.fsPath, run: null };
  return fits(treeRow, argument) ? { model: argument.file, run: argument.run ?? null } : null;
}
