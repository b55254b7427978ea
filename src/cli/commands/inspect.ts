import { resolve, sep } from 'node:path';
import { runJob } from '../../analysis/client/runJob.js';
import { ExpectedError } from '../../errors/expectedError.js';
import { resolveModelPath } from '../../models/resolveModelPath.js';
import type { BackendChoice } from '../../protocol/analysisRequest.js';
import { EXIT, textOptions, type CommandContext, type ExitStatus, type PrintOptions } from '../context.js';
import { jsonText } from '../../outputs/jsonText.js';
import { renderInspectionText } from '../inspectionText.js';
import { checkTargets, STDOUT, writeOutputs } from '../outputFiles.js';
import { writeStdout } from '../writeStdout.js';

export interface InspectOptions extends PrintOptions {
  readonly json?: string;
  readonly backend?: BackendChoice;
}

/**
 * Loads a model without data and tells what it holds.
 * @throws ExpectedError with the first problem's cause, after all of them were shown
 */
export async function inspect(
  modelAsGiven: string,
  options: InspectOptions,
  { folder, signal }: CommandContext,
): Promise<ExitStatus> {
  const targets = options.json === undefined ? [] : [{ option: '--json' as const, path: options.json }];
  const model = await resolveModelPath(resolve(folder, modelAsGiven));
  await checkTargets(targets, folder, [model]);
  const backend = options.backend ?? 'auto';
  const outcome = await runJob(
    {
      kind: 'inspect',
      request: {
        model,
        modelAsGiven: modelAsGiven.split(sep).join('/'),
        backend,
        tensorflowFrom: backend === 'tensorflow' ? folder : null,
      },
    },
    { signal },
  );
  if (outcome.kind !== 'inspection') throw new TypeError(`inspect was answered by ${outcome.kind}`);
  const { inspection } = outcome;
  await writeOutputs(
    targets.map((target) => ({ target, text: jsonText(inspection) })),
    folder,
    signal,
  );
  if (options.json !== STDOUT) await writeStdout(renderInspectionText(inspection, textOptions(options)));
  const [problem] = inspection.problems;
  if (problem !== undefined) throw new ExpectedError('model-load-failed', problem.message);
  return EXIT.done;
}
