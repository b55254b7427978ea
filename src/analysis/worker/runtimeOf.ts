import type { ReportRuntime } from '../../report/report.js';
import type { RunFacts } from '../threads/threadMessages.js';
import type { TapAnalysis } from './tapAnalysis.js';

/** What a run spent after its last batch, in ms. */
export interface ConcludingTimes {
  readonly measure: number;
  readonly science: number;
  readonly write: number;
}

/**
 * What a report says of how it was made, up to now.
 * @param times left out in the middle of a run
 */
export function runtimeOf(analysis: TapAnalysis, facts: RunFacts, times?: ConcludingTimes): ReportRuntime {
  const { runner, batch, loadMs, lookMs } = analysis;
  return {
    backend: runner.backend,
    backendVersion: runner.backendVersion,
    fallbackReason: runner.fallbackReason,
    workers: facts.workers,
    batchSize: batch,
    node: process.versions.node,
    loadMs,
    analyzeMs: facts.analyzeMs,
    totalMs: Date.now() - facts.startedAt,
    peakRssBytes: process.resourceUsage().maxRSS * 1024,
    ...(times === undefined
      ? {}
      : { phases: { load: loadMs - lookMs, look: lookMs, run: facts.analyzeMs, ...times } }),
  };
}
