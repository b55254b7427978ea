import { resolve } from 'node:path';
import { slashes } from '../../files/slashes.js';
import { runJob } from '../../analysis/client/runJob.js';
import { ExpectedError } from '../../vocabulary/expectedError.js';
import { readModelFile } from '../../models/modelFile.js';
import { repairModel } from '../../models/repairModel.js';
import { resolveModelPath } from '../../models/resolveModelPath.js';
import { checkRepairedTarget, writeRepaired, type RepairedFiles } from '../../models/writeRepaired.js';
import { analyzeRequest } from '../../config/analyzeRequest.js';
import { findConfig, stopFolder } from '../../config/findConfig.js';
import { OF_THE_DATA } from '../../config/ofTheData.js';
import type { AnalyzeRequest } from '../../protocol/analysisRequest.js';
import type { BackendChoice, RunOptions } from '../../vocabulary/options.js';
import { EXIT, textOptions, type CommandContext, type ExitStatus, type PrintOptions } from '../context.js';
import { interruptible } from '../interruptible.js';
import { jsonText } from '../../outputs/jsonText.js';
import { renderInspectionText } from '../../outputs/terminal/inspectionText.js';
import { checkTargets, isStdout, writeOutputs } from '../outputFiles.js';
import { writeStdout } from '../writeStdout.js';

declare const ENTROSCOPE_VERSION: string;

/** The options of analyze that say how data is read and meets the model. */
export const MEETING_OPTIONS = [
  'data',
  ...OF_THE_DATA,
  'scale',
  'mean',
  'std',
  'channels',
  'crop',
  'classOrder',
  'skipBad',
  'trust',
] as const satisfies readonly (keyof RunOptions)[];

export interface InspectOptions extends PrintOptions, Pick<RunOptions, (typeof MEETING_OPTIONS)[number]> {
  readonly json?: string;
  /** Where a repaired copy goes. */
  readonly repaired?: string;
  readonly setup?: string;
  readonly backend?: BackendChoice;
}

/**
 * Loads a model without data and tells what it holds; with --repaired writes it as the repairs left it.
 * @throws ExpectedError with the first problem's cause, after all of them were shown
 */
export async function inspect(
  modelAsGiven: string,
  options: InspectOptions,
  { folder }: CommandContext,
): Promise<ExitStatus> {
  const targets = options.json === undefined ? [] : [{ format: 'json' as const, path: options.json }];
  const model = await resolveModelPath(resolve(folder, modelAsGiven));
  await checkTargets(targets, folder, [model]);
  const copy = options.repaired === undefined ? null : resolve(folder, options.repaired);
  if (copy !== null) await checkRepairedTarget(copy);
  const backend = options.backend ?? 'auto';
  const job = {
    kind: 'inspect',
    request: {
      model,
      modelAsGiven: slashes(modelAsGiven),
      backend,
      tensorflowFrom: backend === 'tensorflow' ? folder : null,
      setup: options.setup === undefined ? null : resolve(folder, options.setup),
      ...(options.data === undefined
        ? {}
        : { meeting: await meetingOf(model, modelAsGiven, options, folder) }),
    },
  } as const;
  const outcome = await interruptible((signal) => runJob(job, { signal }));
  if (outcome.kind !== 'inspection') throw new TypeError(`inspect was answered by ${outcome.kind}`);
  const { inspection } = outcome;
  await writeOutputs(
    targets.map((target) => ({ target, text: jsonText(inspection) })),
    folder,
  );
  if (!isStdout(options.json)) await writeStdout(renderInspectionText(inspection, textOptions(options)));
  const [problem] = inspection.problems;
  if (problem !== undefined)
    throw new ExpectedError('model-load-failed', problem.message, { example: problem.example ?? null });
  if (copy === null) return EXIT.done;
  const repaired = repairModel(await readModelFile(model));
  const by = `entroscope ${ENTROSCOPE_VERSION}`;
  const written = await interruptible((signal) => writeRepaired(repaired, copy, by, signal));
  if (!isStdout(options.json)) await writeStdout(`\n${writtenText(written)}\n`);
  return EXIT.done;
}

/** As analyze would ask for it, entroscope.json included. */
async function meetingOf(
  model: string,
  modelAsGiven: string,
  options: InspectOptions,
  folder: string,
): Promise<AnalyzeRequest> {
  const found = await findConfig(model, stopFolder(model, folder));
  const { backend, setup } = options;
  const named = MEETING_OPTIONS.filter((name) => options[name] !== undefined);
  const meeting: RunOptions = Object.fromEntries(named.map((name) => [name, options[name]]));
  return analyzeRequest({
    model,
    modelAsGiven,
    options: {
      ...meeting,
      ...(backend === undefined ? {} : { backend }),
      ...(setup === undefined ? {} : { setup }),
    },
    found,
    folder,
  });
}

function writtenText({ files, added }: RepairedFiles): string {
  const names = `${files.join(' and ')} ${files.length > 1 ? 'were' : 'was'} written`;
  if (added.length === 0) return names;
  return `${names}; other programs must register ${added.join(', ')} with TensorFlow.js before they load the copy`;
}
