import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ExpectedError, type ErrorCode } from '../../vocabulary/expectedError.js';
import type { Job, Outcome, Progress } from '../../protocol/childMessages.js';
import type { Report } from '../../report/report.js';
import { file, option, phrase, type Phrase } from '../../vocabulary/phrase.js';
import { runChild, type ChildEnd } from './runChild.js';

export interface RunJobOptions {
  readonly signal: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
  /** Asks for what was counted so far, from time to time. */
  readonly onPartial?: (report: Report) => void;
  /** With partial results: all numbers but those that take longer (baseline, rank, read-outs), once they are there. */
  readonly onCounted?: (report: Report) => void;
  readonly onLog?: (level: 'info' | 'warning', text: string) => void;
  /** The process id and Node version of each child that started. */
  readonly onStart?: (pid: number, node: string) => void;
  /** The run is about to start afresh, since model or data were written meanwhile: stamps of them are to be renewed. */
  readonly onFreshStart?: () => Promise<void>;
  /** The child's bundle; by default child.js beside the caller's bundle. */
  readonly childPath?: string;
  /** The Node that runs it; by default the caller's. */
  readonly execPath?: string;
}

/**
 * Does one job in a forked child and ends the child, however the job ends. A child that ran out of memory is followed
 * by a fresh one with half the batch, down to one sample a batch; one that met a model or data that were written meanwhile
 * is followed by a fresh one, once.
 * @throws ExpectedError with the child's one-line cause, CancelledError when the signal aborts, Error for a bug
 */
export async function runJob(job: Job, options: RunJobOptions): Promise<Outcome> {
  const childPath = options.childPath ?? join(dirname(fileURLToPath(import.meta.url)), 'child.js');
  let current: Job =
    job.kind === 'analyze' && options.onPartial !== undefined ? { ...job, partials: true } : job;
  let overtaken: ExpectedError | null = null;
  for (;;) {
    let ended: ChildEnd;
    try {
      ended = await runChild(current, {
        ...options,
        childPath,
        execPath: options.execPath ?? process.execPath,
      });
    } catch (error) {
      // A second state that is not even complete is the same writing, still going on.
      if (overtaken !== null) throw isIncomplete(error) ? overtaken : error;
      if (!isOvertaken(error)) throw error;
      overtaken = error;
      options.onLog?.(
        'warning',
        `${error.file?.path ?? 'a file'} was written during the run: starting afresh`,
      );
      await options.onFreshStart?.();
      continue;
    }
    if (ended.t === 'outcome') return ended.outcome;
    const smaller = withSmallerBatch(current, ended.batch);
    if (smaller === null) throw new ExpectedError('out-of-memory', outOfMemoryAdvice(ended.cause, current));
    options.onLog?.(
      'warning',
      `out of memory (${ended.cause}): trying again with a batch of ${smaller.batch}`,
    );
    current = smaller.job;
  }
}

/** The run met two states of a file. */
function isOvertaken(error: unknown): error is ExpectedError {
  return error instanceof ExpectedError && (error.code === 'model-changed' || error.code === 'data-changed');
}

const INCOMPLETE: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'model-missing',
  'model-not-a-model',
  'model-weights-missing',
  'model-weights-size',
]);

function isIncomplete(error: unknown): boolean {
  return error instanceof ExpectedError && INCOMPLETE.has(error.code);
}

function withSmallerBatch(
  job: Job,
  batch: number | null,
): { readonly job: Job; readonly batch: number } | null {
  if (job.kind !== 'analyze' || batch === null || batch <= 1) return null;
  const half = Math.floor(batch / 2);
  return { batch: half, job: { ...job, request: { ...job.request, batch: half } } };
}

function outOfMemoryAdvice(cause: string, job: Job): Phrase {
  const subject = job.kind === 'analyze' ? phrase`${file(job.request.modelAsGiven)}: ` : '';
  const fewer =
    job.kind === 'analyze' && (job.request.workers ?? availableParallelism()) > 1
      ? phrase`use ${option('workers', 1)}, `
      : '';
  return phrase`${subject}out of memory (${cause}): ${fewer}set ${option('maxNeurons')} lower, or run where more memory is free`;
}
