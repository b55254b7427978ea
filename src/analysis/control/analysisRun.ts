import { availableParallelism, freemem } from 'node:os';
import { Worker, type Transferable } from 'node:worker_threads';
import { shareLargePictureTurn } from '../../datasets/images/largePictureTurn.js';
import { assertNever } from '../../vocabulary/assertNever.js';
import type { FromChild, Job } from '../../protocol/childMessages.js';
import type { Phrase } from '../../vocabulary/phrase.js';
import type { WorkerResult } from '../assemble/workerResult.js';
import type { FromWorker, PlanSummary, ToWorker } from '../threads/threadMessages.js';
import { transferablesOf } from '../threads/transferables.js';
import { ChunkQueue } from './chunkQueue.js';
import { chooseWorkers } from './chooseWorkers.js';

/** Progress is for people: more often than this is noise. */
const PROGRESS_INTERVAL_MS = 100;

export interface AnalysisRunOptions {
  readonly workerFile: string;
  readonly say: (message: FromChild) => void;
  /** Says the last message and ends the process. */
  readonly answer: (message: FromChild) => void;
}

/** One job: starts the lead worker, hands out chunks, starts further workers when they pay, collects and concludes. */
export class AnalysisRun {
  readonly #job: Job;
  readonly #options: AnalysisRunOptions;
  readonly #startedAt = Date.now();
  readonly #lead: Worker;
  readonly #followers: Worker[] = [];
  readonly #results: WorkerResult[] = [];
  readonly #finished = new Set<Worker>();
  #leadIdle = false;
  #plan: PlanSummary | null = null;
  #queue = new ChunkQueue(0, 0, 32);
  #chosenWorkers = false;
  #done = 0;
  #analysisStartedAt = 0;
  #lastProgress = 0;
  #answered = false;

  constructor(job: Job, options: AnalysisRunOptions) {
    this.#job = job;
    this.#options = options;
    shareLargePictureTurn();
    this.#lead = this.#startWorker({ t: 'lead', job });
  }

  #startWorker(first: ToWorker): Worker {
    // A user's data set module may print: that must not stop the worker, nor reach the message channel.
    const worker = new Worker(this.#options.workerFile, { env: process.env });
    worker.on('message', (message: FromWorker) => {
      this.#receive(worker, message);
    });
    worker.on('error', (error: Error & { code?: string }) => {
      this.#fail(
        error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? 'out-of-memory' : '',
        [error.message],
        error.stack ?? null,
      );
    });
    worker.on('exit', (code) => {
      if (!this.#finished.has(worker))
        this.#fail('child-failed', [`an analysis thread ended early (exit status ${code})`], null);
    });
    worker.postMessage(first);
    return worker;
  }

  #receive(worker: Worker, message: FromWorker): void {
    switch (message.t) {
      case 'progress':
        this.#options.say({ t: 'progress', progress: message.progress });
        break;
      case 'partial':
      case 'counted':
      case 'log':
        this.#options.say(message);
        break;
      case 'planned':
        this.#begin(message.plan);
        break;
      case 'ready':
        this.#next(worker, message.done);
        break;
      case 'collected':
        this.#results.push(message.result);
        // Its model is no longer needed: the memory is.
        this.#finished.add(worker);
        void worker.terminate();
        this.#concludeWhenAllAreIn();
        break;
      case 'outcome':
        this.#answer({ t: 'result', outcome: message.outcome });
        break;
      case 'error':
        this.#answer(message);
        break;
      default:
        assertNever(message);
    }
  }

  #begin(plan: PlanSummary): void {
    this.#plan = plan;
    this.#queue = new ChunkQueue(plan.from, plan.to, plan.chunk);
    this.#analysisStartedAt = performance.now();
    this.#options.say({ t: 'planned', batch: plan.batch, samples: plan.to - plan.from });
    // An explicit number of workers need not wait for a measurement.
    if (this.#job.kind === 'analyze' && this.#job.request.workers !== null) this.#addWorkers(Infinity);
  }

  #next(worker: Worker, done: { readonly samples: number; readonly ms: number } | null): void {
    const plan = this.#plan;
    if (plan === null) throw new Error('a worker asked for samples before the plan was known');
    if (done !== null) {
      this.#done += done.samples;
      this.#reportProgress(plan);
      if (!this.#chosenWorkers) this.#addWorkers((done.ms / done.samples) * this.#queue.left);
    }
    const chunk = this.#queue.take();
    if (chunk !== null) worker.postMessage({ t: 'chunk', ...chunk } satisfies ToWorker);
    else if (worker === this.#lead) {
      this.#leadIdle = true;
      this.#concludeWhenAllAreIn();
    } else worker.postMessage({ t: 'collect' } satisfies ToWorker);
  }

  #addWorkers(msLeft: number): void {
    const plan = this.#plan;
    if (plan === null || this.#job.kind !== 'analyze') return;
    this.#chosenWorkers = true;
    const { request } = this.#job;
    const workers = chooseWorkers({
      asked: request.workers,
      cores: availableParallelism(),
      freeBytes: freemem(),
      workerBytes: plan.workerBytes,
      chunksLeft: Math.ceil(this.#queue.left / plan.chunk) - (this.#done === 0 ? 1 : 0),
      msLeft,
      mostWorkers: plan.mostWorkers,
    });
    while (this.#followers.length < workers - 1) {
      this.#followers.push(
        this.#startWorker({
          t: 'follow',
          request,
          datasetIndex: plan.datasetIndex,
          batch: plan.batch,
          task: plan.task,
          look: plan.look,
        }),
      );
    }
  }

  #reportProgress(plan: PlanSummary): void {
    const now = performance.now();
    const total = plan.to - plan.from;
    if (this.#done < total && now - this.#lastProgress < PROGRESS_INTERVAL_MS) return;
    this.#lastProgress = now;
    const seconds = (now - this.#analysisStartedAt) / 1000;
    this.#options.say({
      t: 'progress',
      progress: { stage: 'running', done: this.#done, total, samplesPerSecond: this.#done / seconds },
    });
  }

  #concludeWhenAllAreIn(): void {
    if (!this.#leadIdle || this.#results.length < this.#followers.length) return;
    const analyzeMs = performance.now() - this.#analysisStartedAt;
    this.#options.say({ t: 'progress', progress: { stage: 'measuring', detail: 'the layers' } });
    const runtime = { startedAt: this.#startedAt, workers: 1 + this.#followers.length, analyzeMs };
    const message: ToWorker = { t: 'conclude', results: this.#results, runtime };
    const moved: Transferable[] = this.#results.flatMap((result) => transferablesOf(result));
    this.#lead.postMessage(message, moved);
  }

  #fail(code: string, words: Phrase, stack: string | null): void {
    this.#answer({ t: 'error', code, words, stack });
  }

  #answer(message: FromChild): void {
    if (this.#answered) return;
    this.#answered = true;
    this.#options.answer(message);
  }
}
