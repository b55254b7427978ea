import { parentPort } from 'node:worker_threads';
import { assertNever } from '../../vocabulary/assertNever.js';
import { unforeseenFailure } from '../../files/fileProblem.js';
import { ExpectedError } from '../../vocabulary/expectedError.js';
import type { Job } from '../../protocol/childMessages.js';
import { partialReport } from '../assemble/partialReport.js';
import type { FromWorker, ToWorker } from '../threads/threadMessages.js';
import { transferablesOf } from '../threads/transferables.js';
import { concludeRun } from './concludeRun.js';
import { inspectJob } from './inspectJob.js';
import { mergeJob } from './mergeJob.js';
import { PartialClock } from './partialClock.js';
import { runtimeOf } from './runtimeOf.js';
import { TapAnalysis } from './tapAnalysis.js';
import { whatIfJob } from './whatIf/whatIfJob.js';

/** A worker thread of the child: loads the model, reads samples, runs batches and counts. */
export function runWorker(): void {
  const port = parentPort;
  if (port === null) throw new Error('runWorker belongs in a worker thread');
  const say = (message: FromWorker): void => {
    port.postMessage(message);
  };
  let analysis: TapAnalysis | null = null;
  /** Where partial reports were asked for: the lead makes them of what it counted itself. */
  let partials: { readonly clock: PartialClock; readonly startedAt: number } | null = null;
  const opened = (): TapAnalysis => {
    if (analysis === null) throw new Error('a worker was sent samples before its analysis was opened');
    return analysis;
  };

  const lead = async (job: Job): Promise<void> => {
    switch (job.kind) {
      case 'analyze':
        analysis = await TapAnalysis.open({ request: job.request, say, lead: null });
        if (job.partials === true && job.request.shard === null) {
          partials = { clock: new PartialClock(performance.now()), startedAt: Date.now() };
        }
        say({ t: 'planned', plan: analysis.summary() });
        say({ t: 'ready', done: null });
        break;
      case 'inspect':
        say({ t: 'outcome', outcome: { kind: 'inspection', inspection: await inspectJob(job.request) } });
        break;
      case 'merge':
        say({ t: 'outcome', outcome: { kind: 'report', report: await mergeJob(job.request) } });
        break;
      case 'whatIf':
        say({ t: 'outcome', outcome: { kind: 'whatIf', whatIf: await whatIfJob(job.request, say) } });
        break;
      default:
        assertNever(job);
    }
  };

  const sayPartial = async (): Promise<void> => {
    if (partials?.clock.isDue(performance.now()) !== true) return;
    const { startedAt } = partials;
    // Hashing the weights is no cost of partials: the report needs it, too, and it is done once.
    const header = await opened().header();
    const started = performance.now();
    const facts = { startedAt, workers: 1, analyzeMs: Date.now() - startedAt };
    const report = partialReport(header, opened().partial(), () => runtimeOf(opened(), facts));
    say({ t: 'partial', report });
    partials.clock.made(started, performance.now());
  };

  const handle = async (message: ToWorker): Promise<void> => {
    switch (message.t) {
      case 'lead':
        await lead(message.job);
        break;
      case 'follow':
        analysis = await TapAnalysis.open({ request: message.request, say, lead: message });
        say({ t: 'ready', done: null });
        break;
      case 'chunk': {
        const started = performance.now();
        await opened().run(message.from, message.to);
        const ms = performance.now() - started;
        await sayPartial();
        say({ t: 'ready', done: { samples: message.to - message.from, ms } });
        break;
      }
      case 'collect': {
        const result = opened().result();
        port.postMessage({ t: 'collected', result } satisfies FromWorker, [...transferablesOf(result)]);
        break;
      }
      case 'conclude':
        say({
          t: 'outcome',
          outcome: await concludeRun({
            analysis: opened(),
            others: message.results,
            facts: message.runtime,
            say,
            partials: partials !== null,
          }),
        });
        break;
      default:
        assertNever(message);
    }
  };

  port.on('message', (message: ToWorker) => {
    handle(message).catch(async (error: unknown) => {
      // A file that was written meanwhile may fail in any way: that it was written is the cause.
      const changed = await analysis?.change().catch(() => null);
      say(failure(changed ?? error));
    });
  });
}

function failure(error: unknown): FromWorker {
  const expected = error instanceof ExpectedError ? error : unforeseenFailure(error);
  if (expected !== null) {
    const { code, words, question } = expected;
    return { t: 'error', code, words, question, stack: null };
  }
  if (error instanceof Error)
    return { t: 'error', code: '', words: [error.message], stack: error.stack ?? null };
  return { t: 'error', code: '', words: [String(error)], stack: null };
}
