import { Buffer } from 'node:buffer';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { writeOutput } from '../../outputs/writeOutput.js';
import { runCommand, type CommandId } from '../commands/commands.js';
import type { FromPage, PageAction } from '../../protocol/pageMessages.js';

/** Commands that the page's buttons stand for. */
const COMMANDS = {
  analyze: 'entroscope.analyzeModel',
  rerun: 'entroscope.rerunLastAnalysis',
  cancel: 'entroscope.cancelAnalysis',
  chooseDataset: 'entroscope.chooseDataset',
  compare: 'entroscope.compareRuns',
  exportReport: 'entroscope.exportReport',
  showLog: 'entroscope.showLog',
  showFile: 'entroscope.showFailedFile',
  chooseParts: 'entroscope.chooseParts',
  showNewest: 'entroscope.showNewestRun',
  whichLayersCanGo: 'entroscope.whichLayersCanGo',
  saveSmaller: 'entroscope.saveSmallerModel',
} as const satisfies Readonly<Record<Exclude<PageAction, 'manageTrust'>, CommandId>>;

/** Does what a button asks, for the model on the page. */
export async function doPageAction(action: PageAction, model: string | null): Promise<void> {
  if (action === 'manageTrust') {
    await vscode.commands.executeCommand('workbench.trust.manage');
    return;
  }
  const command = COMMANDS[action];
  if (command === 'entroscope.showLog') await runCommand(command);
  else await runCommand(command, model === null ? undefined : vscode.Uri.file(model));
}

/**
 * Asks where to save a file that the page made, and saves it.
 * @throws ExpectedError output-failed
 */
export async function savePageFile({
  name,
  base64,
}: Extract<FromPage, { readonly t: 'save' }>): Promise<void> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath;
  // The page names a file, never a place.
  const safeName = name.replaceAll(/[^\w.-]+/gu, '-').replace(/^[.-]+/u, '') || 'entroscope';
  const chosen = await vscode.window.showSaveDialog(
    folder === undefined ? {} : { defaultUri: vscode.Uri.file(join(folder, safeName)) },
  );
  if (chosen !== undefined) await writeOutput(chosen.fsPath, Buffer.from(base64, 'base64'));
}
