import * as vscode from 'vscode';
import { findConfig } from '../../config/findConfig.js';
import { remedyChange, saysAlready } from '../../config/remedyChange.js';
import type { FromPage } from '../../protocol/pageMessages.js';
import { runKey } from '../../protocol/pageState.js';
import type { Report } from '../../report/report.js';
import { ExpectedError } from '../../vocabulary/expectedError.js';
import { remedyOf } from '../../vocabulary/findings/remedy.js';
import { rememberSettings } from '../data/settingsFile.js';
import { lastSettingsFolder, shownPath } from '../models/workspacePath.js';
import type { Analyses } from '../runs/analyses.js';
import type { ModelStates } from '../runs/modelStates.js';
import type { RunStore } from '../runs/runStore.js';
import type { ShownRuns } from '../runs/shownRuns.js';

export type WantedRemedy = Extract<FromPage, { readonly t: 'remedy' }>;

export interface RemedyParts {
  readonly store: RunStore;
  readonly states: ModelStates;
  readonly shown: ShownRuns;
  readonly analyses: Analyses;
  readonly log: vscode.LogOutputChannel;
}

/**
 * Codes of the findings of a run whose remedy can be applied here: none where nothing may be run, and none that
 * entroscope.json only would repeat.
 */
export async function openRemedies(model: string, report: Report): Promise<readonly string[]> {
  if (!vscode.workspace.isTrusted) return [];
  const remedies = remediesOf(report);
  if (remedies.length === 0) return [];
  const found = await findConfig(model, lastSettingsFolder(model)).catch(() => null);
  return remedies
    .filter(({ remedy, change }) => !remedy.kept || !saysAlready(found?.entry ?? {}, change))
    .map(({ code }) => code);
}

/**
 * Writes what a finding of the run on the page offers into the model's entry, and runs again where that changes numbers.
 * What the page sent names the finding alone: what is written is what the run says.
 * @throws ExpectedError not-trusted, config-malformed, output-failed
 */
export async function applyRemedy(
  model: string,
  { run, finding: code }: WantedRemedy,
  { store, states, shown, analyses, log }: RemedyParts,
): Promise<void> {
  if (!vscode.workspace.isTrusted)
    throw new ExpectedError(
      'not-trusted',
      `entroscope.json is not written, since you do not trust this workspace: trust it to analyze ${shownPath(model)}`,
    );
  const current = shown.current(model);
  const report = current === null ? null : await store.report(model, current.id);
  const wanted =
    report === null || runKey(report) !== run
      ? undefined
      : remediesOf(report).find((one) => one.code === code);
  if (wanted === undefined) {
    log.warn(`${shownPath(model)}: a remedy for ${code} was asked for, and the run shown has none`);
    return;
  }
  const written = await rememberSettings(model, wanted.change);
  log.info(`${shownPath(model)}: ${JSON.stringify(wanted.change)}, kept in ${written}`);
  if (wanted.remedy.kept)
    states.set(model, { notice: `Kept in ${shownPath(written)}: later runs are the same without trying.` });
  else await analyses.analyze(model, { choose: false, asked: true });
}

/** One a kind of finding: the first that has one. */
function remediesOf({ findings, settings }: Report): readonly {
  readonly code: string;
  readonly remedy: NonNullable<ReturnType<typeof remedyOf>>;
  readonly change: NonNullable<ReturnType<typeof remedyChange>>;
}[] {
  const codes = new Set<string>();
  return findings.flatMap((told) => {
    const remedy = codes.has(told.code) ? null : remedyOf(told, settings['scale']);
    const change = remedy === null ? null : remedyChange(remedy);
    if (remedy === null || change === null) return [];
    codes.add(told.code);
    return [{ code: told.code, remedy, change }];
  });
}
