import type { ReportRuntime } from '../../report/report.js';
import type { RunFacts } from '../threads/threadMessages.js';
import type { TapAnalysis } from './tapAnalysis.js';

/** What a report says of how it was made, up to now. */
export function runtimeOf(analysis: TapAnalysis, facts: RunFacts): ReportRuntime {
  const { runner, batch, loadMs } = analysis;
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
  };
}
