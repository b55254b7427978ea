import type * as vscode from 'vscode';
import { shownPath } from '../models/workspacePath.js';
import type { Analyses } from '../runs/analyses.js';
import type { Failure } from '../runs/describeFailure.js';
import { chooseParts } from './chooseParts.js';
import { rememberSettings } from './settingsFile.js';

/**
 * Asks what a failed run could not tell of the data, keeps the answer in entroscope.json, and runs again.
 * Where the user changes their mind, the page keeps the failure, and a button that asks again.
 * @throws ExpectedError config-malformed, output-failed
 */
export async function mapData(
  model: string,
  { question }: Failure,
  { analyses, log }: { readonly analyses: Analyses; readonly log: vscode.LogOutputChannel },
): Promise<void> {
  const change = question === null ? undefined : await chooseParts(model, question);
  if (change === undefined) return;
  const written = await rememberSettings(model, change);
  log.info(`${shownPath(model)}: ${JSON.stringify(change)}, kept in ${written}`);
  await analyses.analyze(model, { choose: false, asked: true });
}
