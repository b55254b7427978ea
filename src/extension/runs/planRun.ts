import * as vscode from 'vscode';
import { analyzeRequest, MissingDataError } from '../../config/analyzeRequest.js';
import { findConfig } from '../../config/findConfig.js';
import type { AnalyzeRequest } from '../../protocol/analysisRequest.js';
import type { DatasetChoice } from '../data/chooseDataset.js';
import { lastSettingsFolder, shownPath } from '../models/workspacePath.js';
import type { CodeTrust } from '../trust/codeTrust.js';

export interface PlanOptions {
  /** A person asked for the run, and may be asked whether code may run. */
  readonly asked: boolean;
  /** Data instead of the entry's. */
  readonly choice?: DatasetChoice;
}

/**
 * The request of a model's entry in entroscope.json, in a trusted workspace.
 * @returns null where no entry names data
 * @throws ExpectedError config-malformed, config-unknown-key; data-needs-trust or not-trusted where code lies outside the
 *   workspace and nobody allowed it
 */
export async function planRun(
  model: string,
  trust: CodeTrust,
  { asked, choice }: PlanOptions,
): Promise<AnalyzeRequest | null> {
  const folder = lastSettingsFolder(model);
  const found = await findConfig(model, folder);
  const workers = workersSetting(model);
  let request: AnalyzeRequest;
  try {
    request = analyzeRequest({
      model,
      modelAsGiven: shownPath(model),
      options: {
        counts: true,
        // Which code may run is decided below, by where it lies.
        trust: true,
        ...(choice === undefined ? {} : { data: choice.data }),
        ...(choice === undefined || choice.labels === null ? {} : { labels: choice.labels }),
        // The project's own number goes before the machine's.
        ...(workers === null || found?.entry.workers !== undefined ? {} : { workers }),
      },
      found,
      folder,
    });
  } catch (error) {
    if (error instanceof MissingDataError) return null;
    throw error;
  }
  return trust.withTrust(request, { settings: found?.file ?? null, asked });
}

function workersSetting(model: string): number | null {
  const workers = vscode.workspace
    .getConfiguration('entroscope', vscode.Uri.file(model))
    .get<number | null>('workers', null);
  return typeof workers === 'number' && Number.isInteger(workers) && workers >= 1 ? workers : null;
}
