import * as vscode from 'vscode';
import type { TreeNode } from '../tree/treeNode.js';

/** What VS Code calls a command with: a file (explorer, editor tab), a row of the tree, or nothing (palette). */
export type CommandArgument = vscode.Uri | TreeNode | undefined;

/** Every command with its arguments: those of package.json, and those that only our own rows and buttons call. */
export interface Commands {
  readonly 'entroscope.analyzeModel': [target?: CommandArgument];
  readonly 'entroscope.rerunLastAnalysis': [target?: CommandArgument];
  readonly 'entroscope.chooseDataset': [target?: CommandArgument];
  readonly 'entroscope.openPanel': [target?: CommandArgument];
  readonly 'entroscope.compareRuns': [target?: CommandArgument];
  readonly 'entroscope.whichLayersCanGo': [target?: CommandArgument];
  /** Of the model whose layers were asked about. */
  readonly 'entroscope.saveSmallerModel': [target?: CommandArgument];
  readonly 'entroscope.exportReport': [target?: CommandArgument];
  readonly 'entroscope.refreshModels': [];
  readonly 'entroscope.clearRuns': [target?: CommandArgument];
  readonly 'entroscope.chooseCode': [target?: CommandArgument];
  readonly 'entroscope.showLog': [];
  readonly 'entroscope.cancelAnalysis': [target?: CommandArgument];
  /** run null: the newest; layer null: none is selected. */
  readonly 'entroscope.showRun': [model: string, run: string | null, layer: string | null];
  readonly 'entroscope.showLayer': [model: string, layer: string];
  /** What of the data is what, where the last run of the model could not tell. */
  readonly 'entroscope.chooseParts': [target?: CommandArgument];
  readonly 'entroscope.showFailedFile': [target?: CommandArgument];
  /** On a run's row. */
  readonly 'entroscope.renameRun': [target?: CommandArgument];
  readonly 'entroscope.noteRun': [target?: CommandArgument];
  readonly 'entroscope.starRun': [target?: CommandArgument];
  readonly 'entroscope.unstarRun': [target?: CommandArgument];
  readonly 'entroscope.removeRun': [target?: CommandArgument];
  /** The newest run of a model in place of the one on the page. */
  readonly 'entroscope.showNewestRun': [target?: CommandArgument];
}

export type CommandId = keyof Commands;

/** A command as rows, lenses and buttons of VS Code take it. */
export function commandLink<Id extends CommandId>(
  id: Id,
  title: string,
  ...args: Commands[Id]
): vscode.Command {
  return { command: id, title, arguments: args };
}

export async function runCommand<Id extends CommandId>(id: Id, ...args: Commands[Id]): Promise<void> {
  await vscode.commands.executeCommand(id, ...args);
}
