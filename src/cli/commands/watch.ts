import { CancelledError } from '../../analysis/client/cancelledError.js';
import { unforeseenFailure } from '../../files/fileProblem.js';
import { ExpectedError } from '../../vocabulary/expectedError.js';
import { cleanText } from '../../vocabulary/cleanText.js';
import { exampleText } from '../exampleText.js';
import type { AnalyzeRequest } from '../../protocol/analysisRequest.js';
import type { Report } from '../../report/report.js';
import { copyModel } from '../../watch/copyModel.js';
import { ModelEvents } from '../../watch/modelEvents.js';
import { stampModel, type ModelStamp } from '../../watch/modelStamp.js';
import { RetrainWatch } from '../../watch/retrainWatch.js';
import { untilQuiet } from '../../watch/untilQuiet.js';
import type { AnalyzeOptions } from '../analyzeOptions.js';
import type { CommandContext, ExitStatus } from '../context.js';
import { deliverReport } from '../deliverReport.js';
import { interruptible } from '../interruptible.js';
import { prepareRun } from '../prepareRun.js';
import { UsageError } from '../usageError.js';
import { runAnalysis } from './analyze.js';

export type WatchOptions = AnalyzeOptions & {
  /** Look at the files each second, where the system tells nothing of them. */
  readonly poll?: boolean;
};

/**
 * Analyses a model, and again each time that it was trained, until it is interrupted. Each run is compared with the one
 * before it, and the files that were asked for are written anew. Only the first run's failure ends the command, and not
 * where model or data were written meanwhile: any other is said, and the next training waited for.
 */
export async function watch(
  modelAsGiven: string,
  options: WatchOptions,
  context: CommandContext,
): Promise<ExitStatus> {
  if (options.shard !== undefined) throw new UsageError('--shard does not go with watch');
  const { request, gates, previous } = await prepareRun(modelAsGiven, options, context);
  const runs = new WatchedRuns(request, options, await stampModel(request.model));
  let last = previous;
  const run = async (): Promise<void> => {
    const report = await runs.run();
    await deliverReport(report, { options, gates, previous: last }, context);
    last = report;
  };

  try {
    await run();
  } catch (error) {
    if (!runs.overtaken(error)) throw error;
    sayFailure(error);
  }
  const trainings = new Trainings(request.model, { stamp: runs.stamp, poll: options.poll === true });
  try {
    for (;;) {
      process.stderr.write(`entroscope: waiting for ${modelAsGiven} to be saved again (Ctrl+C ends)\n`);
      await interruptible((signal) => trainings.next(signal, runs.restlessData));
      await runs.stampAgain();
      trainings.began(runs.stamp);
      try {
        await run();
      } catch (error) {
        const failure = error instanceof ExpectedError ? error : unforeseenFailure(error);
        if (failure === null) throw error;
        runs.overtaken(failure);
        sayFailure(failure);
      }
      trainings.analysed(runs.stamp);
    }
  } finally {
    trainings.dispose();
  }
}

function sayFailure(error: ExpectedError): void {
  process.stderr.write(`entroscope: ${cleanText(error.message)}\n${exampleText(error)}`);
}

/** The runs of one watched model, and what they were of. */
class WatchedRuns {
  readonly #request: AnalyzeRequest;
  readonly #options: WatchOptions;
  /** The model of the last run, or of the one that goes on. */
  #stamp: ModelStamp;
  /** Runs take longer than the model stays: a copy of it is analyzed. */
  #copies = false;
  #restlessData: string | null = null;

  constructor(request: AnalyzeRequest, options: WatchOptions, stamp: ModelStamp) {
    this.#request = request;
    this.#options = options;
    this.#stamp = stamp;
  }

  get stamp(): ModelStamp {
    return this.#stamp;
  }

  /** Data that were written during the last run, which is to be repeated when they are at rest; null: they were not. */
  get restlessData(): string | null {
    return this.#restlessData;
  }

  async stampAgain(): Promise<void> {
    this.#stamp = await stampModel(this.#request.model).catch(() => this.#stamp);
  }

  async run(): Promise<Report> {
    this.#restlessData = null;
    return this.#copies ? this.#runCopy() : this.#runRequest(this.#request, () => this.stampAgain());
  }

  /** Did a run end since model or data were written meanwhile? The next one is made so that it gets further. */
  overtaken(error: unknown): error is ExpectedError {
    if (!(error instanceof ExpectedError)) return false;
    if (error.code === 'model-changed') {
      if (!this.#copies)
        process.stderr.write(
          'entroscope: the model is saved sooner than it is analyzed: a copy of it is taken\n',
        );
      this.#copies = true;
      return true;
    }
    if (error.code !== 'data-changed') return false;
    this.#restlessData = error.file?.path ?? this.#request.data;
    return true;
  }

  async #runCopy(): Promise<Report> {
    const copy = await interruptible((signal) => copyModel(this.#request.model, signal));
    this.#stamp = copy.stamp;
    try {
      return await this.#runRequest({ ...this.#request, model: copy.file }, () => Promise.resolve());
    } catch (error) {
      throw error instanceof ExpectedError
        ? new ExpectedError(error.code, copy.asOriginal(error.words), {
            cause: error,
            example: error.example,
          })
        : error;
    } finally {
      await copy.remove();
    }
  }

  async #runRequest(request: AnalyzeRequest, onFreshStart: () => Promise<void>): Promise<Report> {
    const outcome = await runAnalysis(request, this.#options, onFreshStart);
    if (outcome.kind !== 'report') throw new TypeError(`watch was answered by ${outcome.kind}`);
    return outcome.report;
  }
}

/** The moments at which a model was trained again and is complete. At most one waits, however often it was saved. */
class Trainings {
  readonly #events: ModelEvents;
  readonly #watch: RetrainWatch;
  #weights: readonly string[];
  #retrained = false;
  #wake: () => void = () => undefined;

  constructor(model: string, { stamp, poll }: { readonly stamp: ModelStamp; readonly poll: boolean }) {
    this.#weights = Object.keys(stamp.weights);
    this.#watch = new RetrainWatch({
      file: model,
      since: stamp,
      onRetrained: () => {
        this.#retrained = true;
        this.#wake();
      },
      onChanged: () => undefined,
      onBug: (error) => {
        throw error;
      },
    });
    this.#events = new ModelEvents({
      file: model,
      weights: () => this.#weights,
      poll,
      onTouched: () => {
        this.#watch.touched();
      },
      onNoEvents: (reason) => {
        process.stderr.write(
          `entroscope: the system tells nothing of changed files (${cleanText(reason)}): they are looked at every 2 s\n`,
        );
      },
    });
  }

  /**
   * @param restlessData what is waited for, too: that nothing writes to these data any more; null: nothing
   * @throws CancelledError when the signal aborts
   */
  async next(signal: AbortSignal, restlessData: string | null): Promise<void> {
    const ended = new AbortController();
    try {
      if (!this.#retrained)
        await new Promise<void>((resolve, reject) => {
          const cancel = (): void => {
            reject(new CancelledError());
          };
          if (signal.aborted) cancel();
          signal.addEventListener('abort', cancel, { once: true, signal: ended.signal });
          this.#wake = resolve;
          if (restlessData !== null) untilQuiet(restlessData, ended.signal).then(resolve, () => undefined);
        });
    } finally {
      ended.abort();
    }
    this.#retrained = false;
  }

  /** A run of this state begins: it is waited for no more. */
  began(stamp: ModelStamp): void {
    this.#retrained = false;
    this.#weights = Object.keys(stamp.weights);
    this.#watch.began(stamp);
  }

  /** What is saved from now on is new. */
  analysed(stamp: ModelStamp): void {
    this.#weights = Object.keys(stamp.weights);
    this.#watch.analysed(stamp);
  }

  dispose(): void {
    this.#watch.dispose();
    this.#events.dispose();
  }
}
