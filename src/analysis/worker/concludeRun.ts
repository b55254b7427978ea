import { fingerprintModel } from '../../models/fingerprint.js';
import type { Outcome } from '../../protocol/childMessages.js';
import type { ReportRuntime } from '../../report/report.js';
import type { AnalysisHeader } from '../assemble/analysisHeader.js';
import { assembleReport } from '../assemble/assembleReport.js';
import { runSettings } from '../assemble/runSettings.js';
import { partFile } from '../part/partFile.js';
import { unusedThresholds } from './resolveThreshold.js';
import type { TapAnalysis } from './tapAnalysis.js';
import type { RunFacts } from './workerMessages.js';
import type { WorkerResult } from './workerResult.js';

/** Adds up what all workers counted and makes the report, or a shard's part, of it. Done by the lead worker. */
export async function concludeRun(
  analysis: TapAnalysis,
  others: readonly WorkerResult[],
  facts: RunFacts,
): Promise<Outcome> {
  const header = await headerOf(analysis);
  const results = [analysis.result(), ...others];
  await analysis.close();
  const runtime: ReportRuntime = {
    backend: analysis.runner.backend,
    backendVersion: analysis.runner.backendVersion,
    fallbackReason: analysis.runner.fallbackReason,
    workers: facts.workers,
    batchSize: analysis.batch,
    node: process.versions.node,
    loadMs: analysis.loadMs,
    analyzeMs: facts.analyzeMs,
    totalMs: Date.now() - facts.startedAt,
    peakRssBytes: process.resourceUsage().maxRSS * 1024,
  };
  const { shard } = analysis.request;
  if (shard === null) return { kind: 'report', report: assembleReport(header, results, runtime) };
  return { kind: 'part', part: partFile(header, results, runtime, shard) };
}

async function headerOf(analysis: TapAnalysis): Promise<AnalysisHeader> {
  const { request, file, runner, dataset, chosen, taps, task } = analysis;
  const unused = unusedThresholds(
    taps.map(({ tap }) => tap),
    request.threshold,
  );
  return {
    model: {
      path: request.modelAsGiven,
      name: file.name,
      format: file.format,
      fingerprint: await fingerprintModel(file),
      parameters: runner.parameters,
      repairs: runner.repairs,
    },
    dataset: {
      path: request.dataAsGiven,
      kind: dataset.kind,
      fingerprint: dataset.fingerprint,
      labelled: dataset.labelled,
      labels: dataset.classes,
      classes: chosen.classes,
      classSizes: chosen.classSizes,
      skipped: dataset.skipped.length,
      skippedSamples: dataset.skipped.slice(0, NAMED_SKIPS),
      findings: [
        ...dataset.findings,
        ...unused.map((name) => ({
          code: 'threshold-unused',
          severity: 'warning' as const,
          message: `The threshold for "${name}" is not used: no measured layer or activation has that name.`,
        })),
      ],
    },
    settings: runSettings(request, dataset),
    taps,
    task,
  };
}

/** Of the samples left out by --skip-bad the report names this many. */
const NAMED_SKIPS = 100;
