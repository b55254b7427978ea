import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { assertNever } from '../../vocabulary/assertNever.js';
import { dataQuestion } from '../../vocabulary/dataQuestion.js';
import { ExpectedError, isErrorCode } from '../../vocabulary/expectedError.js';
import {
  PROTOCOL_VERSION,
  type FromChild,
  type Job,
  type Outcome,
  type Progress,
  type ToChild,
} from '../../protocol/childMessages.js';
import type { Report } from '../../report/report.js';
import { file, options as optionsIn, phrase, phraseText, type Phrase } from '../../vocabulary/phrase.js';
import { fits } from '../../vocabulary/schema.js';
import { CancelledError } from './cancelledError.js';
import { childEnvironment } from './childEnvironment.js';

/** A cancelled child that has not ended by then is killed. */
const CANCEL_GRACE_MS = 1500;
/** A child that has not said hello by then never will. */
const HELLO_LIMIT_MS = 30_000;
/**
 * What a child that is gone said may still be on its way. Its output may be held open by a process that it started: only
 * what has come by then counts. Its answers cannot, so that they are waited for longer.
 */
const DRAIN_MS = 250;
const ANSWER_DRAIN_MS = 5000;
const KEPT_OUTPUT = 4000;

export interface RunChildOptions {
  readonly signal: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
  readonly onPartial?: (report: Report) => void;
  readonly onCounted?: (report: Report) => void;
  readonly onLog?: (level: 'info' | 'warning', text: string) => void;
  /** The child's process id and Node version, once it has started. */
  readonly onStart?: (pid: number, node: string) => void;
  readonly childPath: string;
  readonly execPath: string;
}

export type ChildEnd =
  | { readonly t: 'outcome'; readonly outcome: Outcome }
  | { readonly t: 'out-of-memory'; readonly cause: string; readonly batch: number | null };

type Settled = { readonly end: ChildEnd } | { readonly failure: Error };

/** Forks one child for one job and resolves when the job is answered and the child has ended. */
export async function runChild(job: Job, options: RunChildOptions): Promise<ChildEnd> {
  if (options.signal.aborted) throw new CancelledError();
  const electron = process.versions['electron'] !== undefined;
  const child = fork(options.childPath, [], {
    execPath: options.execPath,
    execArgv: [],
    env: childEnvironment(process.env, electron),
    serialization: 'advanced',
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const settled = await converse(child, job, options);
  if ('failure' in settled) throw settled.failure;
  return settled.end;
}

/** Never rejects: what the child said last, once it is gone. */
function converse(child: ChildProcess, job: Job, options: RunChildOptions): Promise<Settled> {
  return new Promise((resolve) => {
    let answer: Settled | null = null;
    let batch: number | null = null;
    let output = '';
    let killTimer: NodeJS.Timeout | undefined;

    const kill = (): void => {
      child.kill('SIGKILL');
    };
    const settle = (settled: Settled): void => {
      answer ??= settled;
      killTimer ??= setTimeout(kill, CANCEL_GRACE_MS);
    };
    const say = (message: ToChild): void => {
      // The child may be gone already: its exit settles the job.
      if (child.connected) child.send(message, () => undefined);
    };
    const cancel = (): void => {
      settle({ failure: new CancelledError() });
      say({ t: 'cancel' });
    };
    const helloTimer = setTimeout(() => {
      settle({
        failure: new ExpectedError(
          'child-failed',
          `the analysis process did not start within ${HELLO_LIMIT_MS / 1000} s${lastLines(output)}`,
        ),
      });
      kill();
    }, HELLO_LIMIT_MS);

    const receive = (message: FromChild): void => {
      switch (message.t) {
        case 'hello':
          clearTimeout(helloTimer);
          options.onStart?.(message.pid, message.node);
          if (message.version === PROTOCOL_VERSION) say({ t: 'request', version: PROTOCOL_VERSION, job });
          else {
            settle({
              failure: new ExpectedError(
                'child-failed',
                phrase`${file(options.childPath)} speaks version ${message.version} where ${PROTOCOL_VERSION} was expected: install Entroscope again`,
              ),
            });
            kill();
          }
          break;
        case 'progress':
          if (answer === null) options.onProgress?.(message.progress);
          break;
        case 'partial':
          if (answer === null) options.onPartial?.(message.report);
          break;
        case 'counted':
          if (answer === null) options.onCounted?.(message.report);
          break;
        case 'planned':
          batch = message.batch;
          break;
        case 'log':
          options.onLog?.(message.level, message.text);
          break;
        case 'result':
          settle({ end: { t: 'outcome', outcome: message.outcome } });
          break;
        case 'error':
          settle(
            message.code === 'out-of-memory'
              ? { end: { t: 'out-of-memory', cause: phraseText(message.words, 'terminal'), batch } }
              : { failure: failureOf(message) },
          );
          break;
        case 'cancelled':
          settle({ failure: new CancelledError() });
          break;
        default:
          assertNever(message);
      }
    };

    const keep = (chunk: Buffer): void => {
      const text = chunk.toString('utf8');
      output = (output + text).slice(-KEPT_OUTPUT);
      options.onLog?.('info', text.trimEnd());
    };
    child.stdout?.on('data', keep);
    child.stderr?.on('data', keep);
    // The contract is versioned by hello; whoever sends other messages is not our child.
    child.on('message', (message) => {
      receive(message as FromChild);
    });
    child.on('error', (error) => {
      settle({
        failure: new ExpectedError(
          'child-failed',
          phrase`the analysis process could not be started with ${file(options.execPath)}: ${error.message}`,
          { cause: error },
        ),
      });
      finish(null, null);
    });
    child.on('exit', (code, signal) => {
      void drained(child).then(() => {
        finish(code, signal);
      });
    });
    options.signal.addEventListener('abort', cancel, { once: true });

    const finish = (code: number | null, signal: NodeJS.Signals | null): void => {
      clearTimeout(helloTimer);
      clearTimeout(killTimer);
      options.signal.removeEventListener('abort', cancel);
      // 134 and SIGABRT are how V8 ends a process whose heap is full.
      const heapFull = signal === 'SIGABRT' || code === 134;
      resolve(
        answer ??
          (heapFull
            ? { end: { t: 'out-of-memory', cause: 'the JavaScript heap is full', batch } }
            : { failure: new ExpectedError('child-failed', [...endOf(code, signal), lastLines(output)]) }),
      );
    };
  });
}

/** Resolves when all that a child said has come, or may not come any more; its output is let go of then. */
async function drained(child: ChildProcess): Promise<void> {
  const outputs = [child.stdout, child.stderr].filter((output) => output !== null);
  const ends = outputs.map((output) =>
    output.closed ? Promise.resolve() : once(output, 'close').catch(() => undefined),
  );
  const answers = child.connected ? once(child, 'disconnect').catch(() => undefined) : Promise.resolve();
  await Promise.all([within(Promise.all(ends), DRAIN_MS), within(answers, ANSWER_DRAIN_MS)]);
  for (const output of outputs) output.destroy();
}

/** The promise, or so long at most. */
async function within(promise: Promise<unknown>, ms: number): Promise<void> {
  const limit = new AbortController();
  await Promise.race([promise, delay(ms, undefined, { signal: limit.signal }).catch(() => undefined)]);
  limit.abort();
}

function failureOf(message: Extract<FromChild, { t: 'error' }>): Error {
  if (isErrorCode(message.code)) {
    const question = fits(dataQuestion, message.question) ? message.question : null;
    const example = typeof message.example === 'string' ? message.example : null;
    return new ExpectedError(message.code, message.words, { question, example });
  }
  const bug = new Error(phraseText(message.words, 'terminal'));
  if (message.stack !== null) bug.stack = message.stack;
  return bug;
}

function endOf(code: number | null, signal: NodeJS.Signals | null): Phrase {
  if (signal === 'SIGKILL')
    return phrase`the analysis process was killed from outside (SIGKILL): if memory is short, set ${optionsIn('or', 'batch', 'workers')} lower and run again`;
  return phrase`the analysis process ended early (${signal ?? `exit status ${code}`}): run it again, and report it if it happens twice`;
}

function lastLines(output: string): string {
  const text = output.trim().split('\n').slice(-3).join(' / ');
  return text === '' ? '' : `; it said last: ${text}`;
}
