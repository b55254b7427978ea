import type * as vscode from 'vscode';
import { ExpectedError } from '../../vocabulary/expectedError.js';
import type { AnalyzeRequest } from '../../protocol/analysisRequest.js';
import type { DatasetChoice } from '../data/chooseDataset.js';
import { rememberDataset } from '../data/rememberDataset.js';
import { shownPath } from '../models/workspacePath.js';
import type { CodeTrust } from '../trust/codeTrust.js';
import { planRun } from './planRun.js';

/**
 * Remembers the data that a person chose for a model, and plans a run with them; where the choice cannot be written, it
 * holds for this run.
 * @throws ExpectedError as planRun does
 */
export async function planChosen(
  file: string,
  choice: DatasetChoice,
  { trust, log }: { readonly trust: CodeTrust; readonly log: vscode.LogOutputChannel },
): Promise<AnalyzeRequest | null> {
  try {
    const written = await rememberDataset(file, choice);
    log.info(`${shownPath(file)}: data ${choice.data}, kept in ${written}`);
    return await planRun(file, trust, { asked: true });
  } catch (error) {
    if (!(error instanceof ExpectedError) || error.code !== 'output-failed') throw error;
    log.warn(`${error.message}; the choice holds for this run`);
    return planRun(file, trust, { asked: true, choice });
  }
}
