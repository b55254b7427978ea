import { Buffer } from 'node:buffer';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { writeOutput } from '../../outputs/writeOutput.js';
import type { FromPage, PageAction } from '../../protocol/pageMessages.js';

/** Commands that the page's buttons stand for. */
const COMMANDS: Readonly<Record<PageAction, string>> = {
  analyze: 'entroscope.analyzeModel',
  rerun: 'entroscope.rerunLastAnalysis',
  cancel: 'entroscope.cancelAnalysis',
  chooseDataset: 'entroscope.chooseDataset',
  compare: 'entroscope.compareRuns',
  exportReport: 'entroscope.exportReport',
  showLog: 'entroscope.showLog',
  showFile: 'entroscope.showFailedFile',
};

/** Does what a button asks, for the model on the page. */
export async function doPageAction(action: PageAction, model: string | null): Promise<void> {
  const target = model === null || action === 'showLog' ? [] : [vscode.Uri.file(model)];
  await vscode.commands.executeCommand(COMMANDS[action], ...target);
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
