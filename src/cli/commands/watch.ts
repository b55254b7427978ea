import { watch as watchFiles } from 'chokidar';
import { dirname } from 'node:path';
import { CancelledError } from '../../analysis/client/cancelledError.js';
import { ExpectedError } from '../../vocabulary/expectedError.js';
import { cleanText } from '../../vocabulary/cleanText.js';
import type { Report } from '../../report/report.js';
import { stampModel, type ModelStamp } from '../../watch/modelStamp.js';
import { RetrainWatch } from '../../watch/retrainWatch.js';
import type { AnalyzeOptions } from '../analyzeOptions.js';
import type { CommandContext, ExitStatus } from '../context.js';
import { deliverReport } from '../deliverReport.js';
import { prepareRun } from '../prepareRun.js';
import { UsageError } from '../usageError.js';
import { runAnalysis } from './analyze.js';

/**
 * Analyses a model, and again each time that it was trained, until it is interrupted. Each run is compared with the one
 * before it, and the files that were asked for are written anew. Only the first run's failure ends the command, and not
 * where the model was saved again meanwhile: any other is said, and the next training waited for.
 */
export async function watch(
  modelAsGiven: string,
  options: AnalyzeOptions,
  context: CommandContext,
): Promise<ExitStatus> {
  if (options.shard !== undefined) throw new UsageError('--shard does not go with watch');
  const { request, gates, previous } = await prepareRun(modelAsGiven, options, context);
  const { model } = request;
  let stamp = await stampModel(model);
  const stampAgain = async (): Promise<void> => {
    stamp = await stampModel(model).catch(() => stamp);
  };
  const run = async (before: Report | null): Promise<Report> => {
    const outcome = await runAnalysis(request, options, context.signal, stampAgain);
    if (outcome.kind !== 'report') throw new TypeError(`watch was answered by ${outcome.kind}`);
    await deliverReport(outcome.report, { options, gates, previous: before }, context);
    return outcome.report;
  };

  let last = previous;
  try {
    last = await run(previous);
  } catch (error) {
    // It is being saved: the state that it comes to is waited for.
    if (!(error instanceof ExpectedError) || error.code !== 'model-changed') throw error;
    sayFailure(error);
  }
  const trainings = new Trainings(model, stamp);
  try {
    for (;;) {
      process.stderr.write(`entroscope: waiting for ${modelAsGiven} to be saved again (Ctrl+C ends)\n`);
      await trainings.next(context.signal);
      await stampAgain();
      try {
        last = await run(last);
      } catch (error) {
        if (!(error instanceof ExpectedError)) throw error;
        sayFailure(error);
      }
      trainings.analysed(stamp);
    }
  } finally {
    await trainings.close();
  }
}

function sayFailure(error: ExpectedError): void {
  process.stderr.write(`entroscope: ${cleanText(error.message)}\n`);
}

/** The moments at which a model was trained again and is complete. */
class Trainings {
  readonly #files;
  readonly #watch: RetrainWatch;
  #retrained = false;
  #wake: () => void = () => undefined;

  constructor(model: string, since: ModelStamp) {
    this.#watch = new RetrainWatch({
      file: model,
      since,
      onRetrained: () => {
        this.#retrained = true;
        this.#wake();
      },
      onChanged: () => undefined,
      onBug: (error) => {
        throw error;
      },
    });
    this.#files = watchFiles(dirname(model), { ignoreInitial: true });
    const touched = (): void => {
      this.#watch.touched();
    };
    this.#files.on('all', touched);
    // What was saved before the watcher listened.
    this.#files.on('ready', touched);
  }

  /** @throws CancelledError when the signal aborts */
  async next(signal: AbortSignal): Promise<void> {
    if (!this.#retrained) {
      await new Promise<void>((resolve, reject) => {
        const cancel = (): void => {
          reject(new CancelledError());
        };
        if (signal.aborted) cancel();
        signal.addEventListener('abort', cancel, { once: true });
        this.#wake = () => {
          signal.removeEventListener('abort', cancel);
          resolve();
        };
      });
    }
    this.#retrained = false;
  }

  /** What is saved from now on is new. */
  analysed(stamp: ModelStamp): void {
    this.#watch.analysed(stamp);
  }

  async close(): Promise<void> {
    this.#watch.dispose();
    await this.#files.close();
  }
}
