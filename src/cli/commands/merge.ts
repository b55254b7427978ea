import { resolve } from 'node:path';
import { runJob } from '../../analysis/client/runJob.js';
import { targetsOf, type ReportOutputOptions } from '../analyzeOptions.js';
import type { CommandContext, ExitStatus } from '../context.js';
import { deliverReport, readReport } from '../deliverReport.js';
import { interruptible } from '../interruptible.js';
import { checkTargets } from '../outputFiles.js';
import { parseGate } from '../../report/gates.js';
import { UsageError } from '../usageError.js';

/** Joins the partial reports of shards into the report that one run would have written. */
export async function merge(
  parts: readonly string[],
  options: ReportOutputOptions,
  context: CommandContext,
): Promise<ExitStatus> {
  const { folder } = context;
  const gates = (options.failOn ?? []).map(parseGate);
  if (options.baselineReport === undefined && gates.some(({ delta }) => delta)) {
    throw new UsageError('a condition with Δ needs --baseline-report FILE');
  }
  const paths = parts.map((part) => resolve(folder, part));
  const previousPaths = options.baselineReport === undefined ? [] : [resolve(folder, options.baselineReport)];
  await checkTargets(targetsOf(options), folder, [...paths, ...previousPaths]);
  const previous =
    options.baselineReport === undefined ? null : await readReport(options.baselineReport, folder);
  const outcome = await interruptible((signal) =>
    runJob({ kind: 'merge', request: { parts: paths } }, { signal }),
  );
  if (outcome.kind !== 'report') throw new TypeError(`merge was answered by ${outcome.kind}`);
  return deliverReport(outcome.report, { options, gates, previous }, context);
}
