import type { Outcome } from '../../protocol/childMessages.js';
import { assembleReport } from '../assemble/assembleReport.js';
import { partFile } from '../part/partFile.js';
import { runtimeOf } from './runtimeOf.js';
import type { TapAnalysis } from './tapAnalysis.js';
import type { RunFacts } from './workerMessages.js';
import type { WorkerResult } from './workerResult.js';

/** Adds up what all workers counted and makes the report, or a shard's part, of it. Done by the lead worker. */
export async function concludeRun(
  analysis: TapAnalysis,
  others: readonly WorkerResult[],
  facts: RunFacts,
): Promise<Outcome> {
  const header = await analysis.header();
  const results = [analysis.result(), ...others];
  await analysis.close();
  const runtime = runtimeOf(analysis, facts);
  const { shard } = analysis.request;
  if (shard === null) return { kind: 'report', report: assembleReport(header, results, runtime) };
  return { kind: 'part', part: partFile(header, results, runtime, shard) };
}
