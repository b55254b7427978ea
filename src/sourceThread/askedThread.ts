import { Worker } from 'node:worker_threads';
import type { FromThread, Question, ToThread } from './threadMessages.js';

export interface ThreadLimits {
  /**
   * For one question, in ms that processors work for this process. On a machine that is busy with other things a question
   * may take MOST_WAIT_MS more by the clock.
   */
  readonly timeMs: number;
  /** Of the thread's heap, in MB. */
  readonly memoryMb: number;
}

export type Exceeded = 'time' | 'memory';

export type Answer =
  | Exclude<FromThread, { readonly kind: 'ready' }>
  | { readonly kind: 'exceeded'; readonly limit: Exceeded }
  /** Nobody wants the answer any more. */
  | { readonly kind: 'cancelled' };

/** The thread's own start, on a machine that is busy. */
const START_MS = 20_000;
/** After the limit: an answer may have come while this process itself was busy. */
const GRACE_MS = 50;
/** For so long after the limit, in ms, a question is waited for while less than the limit was worked. */
const MOST_WAIT_MS = 15_000;
/** How often it is looked at whether more than the limit was worked, in ms. */
const LOOK_MS = 100;
/** Recursion is as deep as the code is nested: thousands of levels are ordinary. Memory is only taken as it is used. */
const STACK_MB = 64;

/** A worker thread that answers one question after the other; one that takes too much is ended and started anew. */
export class AskedThread {
  readonly #script: string;
  readonly #limits: ThreadLimits;
  #worker: Worker | null = null;
  /** Ends when all questions before have their answer. */
  #last: Promise<unknown> = Promise.resolve();
  #ended = false;

  /** @param script absolute path of dist/source.js */
  constructor(script: string, limits: ThreadLimits) {
    this.#script = script;
    this.#limits = limits;
  }

  /**
   * Asks, when all questions before have their answer. It never rejects.
   * @param signal ends the thread where it is at this question
   * @param patience a question this many times as large may take so many times as long
   */
  ask(question: Question, signal: AbortSignal | null, patience = 1): Promise<Answer> {
    const answer = this.#last.then(() => this.#ask(question, signal, patience));
    this.#last = answer;
    return answer;
  }

  /** Says something that needs no answer to the thread that is there; a new one knows nothing that could matter. */
  tell(message: Extract<ToThread, { readonly kind: 'forget' }>): void {
    this.#worker?.postMessage(message);
  }

  /** Ends the thread: what is asked, now or later, is cancelled. */
  dispose(): void {
    this.#ended = true;
    this.#end();
  }

  async #ask(question: Question, signal: AbortSignal | null, patience: number): Promise<Answer> {
    if (this.#ended || signal?.aborted === true) return { kind: 'cancelled' };
    let worker = this.#worker;
    if (worker === null) {
      worker = this.#start();
      const started = await nextMessage(worker, START_MS, null);
      if (started.kind !== 'ready') {
        this.#end();
        return started.kind === 'exceeded'
          ? { kind: 'failed', detail: 'the thread that reads code does not start' }
          : started;
      }
    }
    worker.postMessage(question);
    const answer = await nextMessage(worker, this.#limits.timeMs * patience, signal);
    if (answer.kind === 'exceeded' || answer.kind === 'cancelled') this.#end();
    return answer.kind === 'ready' ? { kind: 'failed', detail: 'the thread answered nothing' } : answer;
  }

  #start(): Worker {
    const worker = new Worker(this.#script, {
      resourceLimits: { maxOldGenerationSizeMb: this.#limits.memoryMb, stackSizeMb: STACK_MB },
      // What a library might write is nobody's to read.
      stdout: true,
      stderr: true,
    });
    const gone = (): void => {
      if (this.#worker === worker) this.#worker = null;
    };
    worker.on('exit', gone);
    // Who asks hears of it too; without a listener an error would end the whole process.
    worker.on('error', gone);
    worker.unref();
    this.#worker = worker;
    return worker;
  }

  #end(): void {
    const worker = this.#worker;
    this.#worker = null;
    void worker?.terminate();
  }
}

/** What a thread says next, or how it ended before that. */
function nextMessage(
  worker: Worker,
  limitMs: number,
  signal: AbortSignal | null,
): Promise<Answer | { readonly kind: 'ready' }> {
  return new Promise((resolve) => {
    const settle = (answer: Answer | { readonly kind: 'ready' }): void => {
      clearTimeout(timer);
      worker.off('message', onMessage);
      worker.off('messageerror', onError);
      worker.off('error', onError);
      worker.off('exit', cancel);
      signal?.removeEventListener('abort', cancel);
      resolve(answer);
    };
    const onMessage = (message: FromThread): void => {
      settle(message);
    };
    const onError = (error: Error & { readonly code?: string }): void => {
      settle(
        error.code === 'ERR_WORKER_OUT_OF_MEMORY'
          ? { kind: 'exceeded', limit: 'memory' }
          : { kind: 'failed', detail: error.stack ?? error.message },
      );
    };
    const cancel = (): void => {
      settle({ kind: 'cancelled' });
    };
    const asked = performance.now();
    const used = process.cpuUsage();
    // A thread's own use cannot be asked for while it works: the whole process' is at least as much.
    const wait = (): void => {
      const { user, system } = process.cpuUsage(used);
      const isInnocent = (user + system) / 1000 < limitMs;
      timer =
        isInnocent && performance.now() - asked < limitMs + MOST_WAIT_MS
          ? setTimeout(wait, LOOK_MS)
          : setTimeout(() => {
              settle({ kind: 'exceeded', limit: 'time' });
            }, GRACE_MS);
    };
    let timer = setTimeout(wait, limitMs);
    worker.on('message', onMessage);
    worker.on('messageerror', onError);
    worker.on('error', onError);
    worker.on('exit', cancel);
    signal?.addEventListener('abort', cancel);
  });
}
