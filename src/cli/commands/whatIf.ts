import { join, resolve } from 'node:path';
import { runJob } from '../../analysis/client/runJob.js';
import { slashes } from '../../files/slashes.js';
import { withStagedFolder } from '../../files/stagedFolder.js';
import { jsonText } from '../../outputs/jsonText.js';
import { renderWhatIfText } from '../../outputs/terminal/whatIfText.js';
import type { AnalyzeRequest } from '../../protocol/analysisRequest.js';
import type { WhatIf } from '../../report/whatIf.js';
import { SYNTHETIC } from '../../vocabulary/synthetic.js';
import type { RunOptions } from '../../vocabulary/options.js';
import { EXIT, textOptions, type CommandContext, type ExitStatus, type PrintOptions } from '../context.js';
import { interruptible } from '../interruptible.js';
import { checkTargets, isStdout, writeOutputs } from '../outputFiles.js';
import { preparedRequest } from '../prepareRun.js';
import { progressDisplay } from '../progressDisplay.js';
import { UsageError } from '../usageError.js';
import { writeStdout } from '../writeStdout.js';
import { MEETING_OPTIONS } from './inspect.js';

/** The options of analyze that it shares: data, samples, what computes. */
export const WHAT_IF_OPTIONS = [
  ...MEETING_OPTIONS,
  'config',
  'setup',
  'samples',
  'classes',
  'seed',
  'backend',
  'batch',
] as const satisfies readonly (keyof RunOptions)[];

export interface WhatIfOptions extends PrintOptions, Pick<RunOptions, (typeof WHAT_IF_OPTIONS)[number]> {
  /** "auto", or layers. */
  readonly fold?: string;
  readonly cut?: string;
  /** Points of accuracy. */
  readonly margin: number;
  /** Folder for the smaller model. */
  readonly save?: string;
  readonly json?: string;
  readonly quiet?: boolean;
}

/** Tells which layers can go, and at what loss; with --save writes the model without them. */
export async function whatIf(
  modelAsGiven: string,
  options: WhatIfOptions,
  context: CommandContext,
): Promise<ExitStatus> {
  const { folder } = context;
  const named = WHAT_IF_OPTIONS.filter((name) => options[name] !== undefined);
  const runOptions: RunOptions = Object.fromEntries(named.map((name) => [name, options[name]]));
  const { model, request } = await preparedRequest(modelAsGiven, runOptions, context);
  const targets = options.json === undefined ? [] : [{ format: 'json' as const, path: options.json }];
  const inputs = [model, request.data, request.labels].filter(
    (path): path is string => path !== null && path !== SYNTHETIC,
  );
  await checkTargets(targets, folder, inputs);
  const found =
    options.save === undefined
      ? await run(request, options, null)
      : await withStagedFolder(resolve(folder, options.save), (staging) => run(request, options, staging));
  await writeOutputs(
    targets.map((target) => ({ target, text: jsonText(found) })),
    folder,
  );
  if (options.quiet !== true && !isStdout(options.json))
    await writeStdout(
      renderWhatIfText(found, { ...textOptions(options), wasToSave: options.save !== undefined }),
    );
  return EXIT.done;
}

async function run(request: AnalyzeRequest, options: WhatIfOptions, staging: string | null): Promise<WhatIf> {
  const display = progressDisplay({ quiet: options.quiet === true });
  const { fold, cut = null, margin, save } = options;
  try {
    const outcome = await interruptible((signal) =>
      runJob(
        {
          kind: 'whatIf',
          request: {
            analyze: request,
            fold: fold === undefined || fold === 'auto' ? null : layersOf(fold),
            cut,
            margin,
            save:
              staging === null || save === undefined
                ? null
                : { staging, pathAsGiven: slashes(join(save, 'model.json')) },
          },
        },
        {
          signal,
          onProgress: (progress) => {
            display.show(progress);
          },
          onLog: (level, text) => {
            display.log(level, text);
          },
        },
      ),
    );
    if (outcome.kind !== 'whatIf') throw new TypeError(`what-if was answered by ${outcome.kind}`);
    return outcome.whatIf;
  } finally {
    display.stop();
  }
}

function layersOf(text: string): readonly string[] {
  const layers = text.split(',').map((layer) => layer.trim());
  if (layers.includes('')) throw new UsageError('--fold takes auto, or layers such as fc3,fc4');
  return layers;
}

/** A percentage of accuracy, 0 to 100. */
export function pointsOf(text: string): number {
  const points = Number(text);
  if (text.trim() === '' || !(points >= 0 && points <= 100))
    throw new UsageError(`--margin takes points of accuracy from 0 to 100, not "${text}"`);
  return points;
}
