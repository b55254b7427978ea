import { runJob } from '../../analysis/client/runJob.js';
import { jsonText } from '../../outputs/jsonText.js';
import type { AnalyzeRequest } from '../../protocol/analysisRequest.js';
import type { Outcome } from '../../protocol/childMessages.js';
import { targetsOf, type AnalyzeOptions } from '../analyzeOptions.js';
import { EXIT, type CommandContext, type ExitStatus } from '../context.js';
import { deliverReport } from '../deliverReport.js';
import { interruptible } from '../interruptible.js';
import { writeOutputs } from '../outputFiles.js';
import { prepareRun } from '../prepareRun.js';
import { progressDisplay } from '../progressDisplay.js';

/** Runs a model over data, writes the files that were asked for, and judges the gates. */
export async function analyze(
  modelAsGiven: string,
  options: AnalyzeOptions,
  context: CommandContext,
): Promise<ExitStatus> {
  const { request, gates, previous } = await prepareRun(modelAsGiven, options, context);
  const outcome = await runAnalysis(request, options);
  if (outcome.kind === 'report') return deliverReport(outcome.report, { options, gates, previous }, context);
  if (outcome.kind !== 'part') throw new TypeError(`analyze was answered by ${outcome.kind}`);
  const { part } = outcome;
  const outputs = targetsOf(options).map((target) => ({ target, text: jsonText(part) }));
  await writeOutputs(outputs, context.folder);
  return EXIT.done;
}

/**
 * Runs one analysis in a child, with its progress on standard error.
 * @param onFreshStart see RunJobOptions
 */
export async function runAnalysis(
  request: AnalyzeRequest,
  { quiet }: Pick<AnalyzeOptions, 'quiet'>,
  onFreshStart?: () => Promise<void>,
): Promise<Outcome> {
  const display = progressDisplay({ quiet: quiet === true });
  try {
    return await interruptible((signal) =>
      runJob(
        { kind: 'analyze', request },
        {
          signal,
          ...(onFreshStart === undefined ? {} : { onFreshStart }),
          onProgress: (progress) => {
            display.show(progress);
          },
          onLog: (level, text) => {
            display.log(level, text);
          },
        },
      ),
    );
  } finally {
    display.stop();
  }
}
