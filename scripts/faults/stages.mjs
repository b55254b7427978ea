import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { analyzeArgs, inFolder, leftovers, startCommand } from './runs.mjs';

const STAGES = ['hello', 'load', 'look', 'run', 'assemble', 'write'];
/** By signal: the status that a shell would tell; the command says 130 of any interruption. */
const SIGNALS = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 };
const INTERRUPTED = 130;

/** A process of a run, or its command, is ended at each stage. */
export function stageFaults({ model, data, quick }) {
  const stages = quick ? ['hello', 'run', 'write'] : STAGES;
  return stages.flatMap((stage) => [
    ...(stage === 'write' ? [] : [childKilled(stage)]),
    commandKilled(stage),
    ...(quick ? ['SIGTERM'] : Object.keys(SIGNALS)).map((signal) => signalled(stage, signal)),
  ]);

  function args(out) {
    return analyzeArgs({ model, data }, '--json', join(out, 'report.json'));
  }

  function childKilled(stage) {
    return {
      fault: `child killed at ${stage}`,
      expected: 'status 1, says so, no file, no process',
      run: () =>
        inFolder(async (out) => {
          const end = await startCommand(args(out), { fault: { stage, target: 'child', signal: 'SIGKILL' } })
            .ended;
          const left = await leftovers(out, end);
          const says = /killed from outside/.test(end.text);
          return {
            seen: seen(end, left, says ? 'says so' : firstLine(end.text)),
            ok: end.reached && end.status === 1 && says && left.length === 0,
          };
        }),
    };
  }

  function commandKilled(stage) {
    const isWriting = stage === 'write';
    return {
      fault: `command killed at ${stage}`,
      expected: `no process within 2.5 s, ${isWriting ? 'no half report' : 'no file'}`,
      run: () =>
        inFolder(async (out) => {
          const end = await startCommand(args(out), { fault: { stage, target: 'self', signal: 'SIGKILL' } })
            .ended;
          const left = await leftovers(out, end);
          // What was being written has a temporary name, and is removed at the next start.
          const bad = isWriting
            ? left.filter((name) => name === 'report.json' && !isReport(join(out, name)))
            : left;
          return { seen: seen(end, left), ok: end.reached && end.signal === 'SIGKILL' && bad.length === 0 };
        }),
    };
  }

  function signalled(stage, signal) {
    const isWriting = stage === 'write';
    const statuses = [INTERRUPTED, SIGNALS[signal], ...(isWriting ? [0] : [])];
    return {
      fault: `${signal} at ${stage}`,
      expected: `interrupted${isWriting ? ', or done,' : ''} within 2 s, whole files or none, no process`,
      run: () =>
        inFolder(async (out) => {
          const end = await startCommand(args(out), { fault: { stage, target: 'self', signal } }).ended;
          const left = await leftovers(out, end);
          const bad = left.filter((name) => name !== 'report.json' || !isReport(join(out, name)));
          return {
            seen: seen(end, left),
            ok: end.reached && statuses.includes(end.status) && end.ms < 2000 && bad.length === 0,
          };
        }),
    };
  }
}

function seen({ reached, status, signal, ms }, left, more = '') {
  if (!reached) return 'the stage was not reached';
  return [
    signal ?? `status ${status}`,
    `${ms} ms`,
    more,
    left.length === 0 ? 'nothing left' : `left: ${left.join(', ')}`,
  ]
    .filter((part) => part !== '')
    .join(', ');
}

export function firstLine(text) {
  return text.trim().split('\n').at(-1)?.slice(0, 150) ?? '';
}

function isReport(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8')).schema === 'entroscope.report/1';
  } catch {
    return false;
  }
}
