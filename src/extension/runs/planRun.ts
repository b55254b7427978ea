import { dirname } from 'node:path';
import * as vscode from 'vscode';
import { analyzeRequest, MissingDataError } from '../../config/analyzeRequest.js';
import { findConfig } from '../../config/findConfig.js';
import type { AnalyzeRequest } from '../../protocol/analysisRequest.js';
import type { DatasetChoice } from '../data/chooseDataset.js';
import { folderOf, shownPath } from '../models/workspacePath.js';

/**
 * The request of a model's entry in entroscope.json, in a trusted workspace.
 * @param choice data instead of the entry's
 * @returns null where no entry names data
 * @throws ExpectedError config-malformed, config-unknown-key
 */
export async function planRun(
  model: string,
  choice: DatasetChoice | null = null,
): Promise<AnalyzeRequest | null> {
  const stop = folderOf(model);
  const found = await findConfig(model, stop);
  const workers = workersSetting(model);
  try {
    return analyzeRequest({
      model,
      modelAsGiven: shownPath(model),
      options: {
        counts: true,
        trust: true,
        ...(choice === null ? {} : { data: choice.data }),
        ...(choice === null || choice.labels === null ? {} : { labels: choice.labels }),
        // The project's own number goes before the machine's.
        ...(workers === null || found?.entry.workers !== undefined ? {} : { workers }),
      },
      found,
      folder: stop ?? dirname(model),
    });
  } catch (error) {
    if (error instanceof MissingDataError) return null;
    throw error;
  }
}

function workersSetting(model: string): number | null {
  const workers = vscode.workspace
    .getConfiguration('entroscope', vscode.Uri.file(model))
    .get<number | null>('workers', null);
  return typeof workers === 'number' && Number.isInteger(workers) && workers >= 1 ? workers : null;
}
