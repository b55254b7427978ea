import type { Outcome } from '../../protocol/childMessages.js';
import { assembleReport, measureRun } from '../assemble/assembleReport.js';
import { scienceInput } from '../assemble/runEvidence.js';
import type { WorkerResult } from '../assemble/workerResult.js';
import { partFile } from '../part/partFile.js';
import { computeEvidence } from '../science/computeEvidence.js';
import type { FromWorker, RunFacts } from '../threads/threadMessages.js';
import { baselineLeftOut, measureBaseline } from '../assemble/runBaseline.js';
import { runFreshCopies } from './freshCopies.js';
import { runtimeOf } from './runtimeOf.js';
import type { TapAnalysis } from './tapAnalysis.js';

const FRESH = 'the same layers with fresh weights';

export interface RunToConclude {
  readonly analysis: TapAnalysis;
  /** What the other workers counted. */
  readonly others: readonly WorkerResult[];
  readonly facts: RunFacts;
  readonly say: (message: FromWorker) => void;
  /** Send the counted numbers before rank and read-out are computed. */
  readonly partials: boolean;
}

/** Adds up what all workers counted and makes the report, or a shard's part, of it. Done by the lead worker. */
export async function concludeRun({
  analysis,
  others,
  facts,
  say,
  partials,
}: RunToConclude): Promise<Outcome> {
  const header = await analysis.header();
  // All has been read: what is not as it was by now may have been another already while it was read.
  const changed = await analysis.change();
  if (changed !== null) throw changed;
  const results = [analysis.result(), ...others];
  const leftOut = baselineLeftOut(header, analysis.runner.backend);
  const measuring = (detail: string): void => {
    say({ t: 'progress', progress: { stage: 'measuring', detail } });
  };
  const start = performance.now();
  const { shard } = analysis.request;
  if (shard !== null) {
    if (leftOut === null) measuring(FRESH);
    const baseline = leftOut === null ? await runFreshCopies(analysis) : null;
    const science = performance.now() - start;
    await analysis.close();
    const packed = (): number => performance.now() - start - science;
    const runtime = () => runtimeOf(analysis, facts, { measure: 0, science, write: packed() });
    const counted = results.map((result, index) => (index === 0 ? { ...result, baseline } : result));
    return { kind: 'part', part: partFile(header, counted, runtime, shard) };
  }
  const measured = measureRun(header, results);
  const input = scienceInput(header, results);
  const measure = performance.now() - start;
  if (partials && (input !== null || leftOut === null)) {
    const report = assembleReport(header, measured, null, () => runtimeOf(analysis, facts));
    say({ t: 'counted', report });
  }
  if (leftOut === null) measuring(FRESH);
  const baseline = leftOut ?? measureBaseline(header, [await runFreshCopies(analysis)]);
  await analysis.close();
  if (input !== null) measuring('what a linear read-out of each layer knows');
  const evidence = input === null ? null : await computeEvidence(input);
  const science = performance.now() - start - measure;
  const report = assembleReport(header, { ...measured, baseline }, evidence, () =>
    runtimeOf(analysis, facts, { measure, science, write: 0 }),
  );
  return { kind: 'report', report };
}
