import type { Outcome } from '../../protocol/childMessages.js';
import type { ReportRuntime } from '../../report/report.js';
import { assembleReport } from '../assemble/assembleReport.js';
import type { WorkerResult } from '../assemble/workerResult.js';
import { partFile } from '../part/partFile.js';
import type { RunFacts } from '../threads/threadMessages.js';
import { runtimeOf } from './runtimeOf.js';
import type { TapAnalysis } from './tapAnalysis.js';

/** Adds up what all workers counted and makes the report, or a shard's part, of it. Done by the lead worker. */
export async function concludeRun(
  analysis: TapAnalysis,
  others: readonly WorkerResult[],
  facts: RunFacts,
): Promise<Outcome> {
  const header = await analysis.header();
  // All has been read: what is not as it was by now may have been another already while it was read.
  const changed = await analysis.change();
  if (changed !== null) throw changed;
  const results = [analysis.result(), ...others];
  await analysis.close();
  const runtime = (): ReportRuntime => runtimeOf(analysis, facts);
  const { shard } = analysis.request;
  if (shard === null) return { kind: 'report', report: assembleReport(header, results, runtime) };
  return { kind: 'part', part: partFile(header, results, runtime, shard) };
}
