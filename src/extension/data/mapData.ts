import type * as vscode from 'vscode';
import { sayFailure } from '../commands/sayFailure.js';
import { shownPath } from '../models/workspacePath.js';
import type { Analyses } from '../runs/analyses.js';
import type { Failure } from '../runs/describeFailure.js';
import { chooseParts } from './chooseParts.js';
import { rememberSettings } from './settingsFile.js';

/**
 * Asks what a failed run could not tell of the data, keeps the answer in entroscope.json, and runs again.
 * @returns false where the user changed their mind, or nothing is to be asked
 * @throws ExpectedError config-malformed, output-failed
 */
export async function mapData(
  model: string,
  { question }: Failure,
  { analyses, log }: { readonly analyses: Analyses; readonly log: vscode.LogOutputChannel },
): Promise<boolean> {
  const change = question === null ? undefined : await chooseParts(model, question);
  if (change === undefined) return false;
  const written = await rememberSettings(model, change);
  log.info(`${shownPath(model)}: ${JSON.stringify(change)}, kept in ${written}`);
  await analyses.analyze(model, { choose: false, asked: true });
  return true;
}

/** As mapData, for a run that just failed: the failure is said where it stays one. */
export async function askOfFailure(
  failure: Failure,
  parts: { readonly analyses: Analyses; readonly log: vscode.LogOutputChannel },
): Promise<void> {
  if (failure.file !== null && (await mapData(failure.file, failure, parts))) return;
  await sayFailure(failure, parts.log);
}
