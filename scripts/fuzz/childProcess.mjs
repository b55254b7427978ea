import { fork } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { clearInterval, setInterval } from 'node:timers';

const LOOK_MS = 25;
const START_MS = 60_000;

/** A process that reads cases, with limits of time and memory for each; ended and started anew where one is passed. */
export class CaseProcess {
  #script;
  #child = null;
  /** Where the process has its cases' files; removed with it, since one that is killed removes nothing. */
  #folder = '';

  /** @param {string} script the bundle of child.mjs */
  constructor(script) {
    this.#script = script;
  }

  /**
   * @param {{ kind: string, data: string, files: { path: string, bytes: Buffer }[] }} task
   * @param {{ timeMs: number, cpuMs?: number, memory: number }} limits
   * @returns {Promise<{ answer?: string, problem?: string, cpuMs?: number, peak: number }>} peak in bytes, 0 where unknown
   */
  async run(task, limits) {
    if (this.#child === null) await this.#start();
    const child = this.#child;
    forgetPeak(child.pid);
    child.send(task);
    let grown = 0;
    const watch = setInterval(() => {
      grown = Math.max(grown, residentOf(child.pid));
      if (grown > limits.memory) child.kill('SIGKILL');
    }, LOOK_MS);
    const outcome = await next(child, limits.timeMs);
    clearInterval(watch);
    const peak = Math.max(grown, peakOf(child.pid));
    if (outcome === null || outcome.ended !== undefined) {
      await this.end();
      const why =
        grown > limits.memory
          ? `more than ${Math.round(limits.memory / 2 ** 20)} MB`
          : outcome === null
            ? `no answer within ${limits.timeMs} ms`
            : `the process ended with ${outcome.ended}`;
      return { problem: why, peak };
    }
    if (outcome.problem !== undefined) return { ...outcome, peak };
    if (peak > limits.memory) {
      await this.end();
      return {
        problem: `${Math.round(peak / 2 ** 20)} MB, more than ${Math.round(limits.memory / 2 ** 20)} MB`,
        peak,
      };
    }
    if (limits.cpuMs !== undefined && outcome.cpuMs > limits.cpuMs)
      return { problem: `${Math.round(outcome.cpuMs)} ms of work, more than ${limits.cpuMs} ms`, peak };
    return { ...outcome, peak };
  }

  async end() {
    const child = this.#child;
    this.#child = null;
    if (child === null) return;
    if (child.exitCode === null && child.signalCode === null) {
      const gone = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGKILL');
      await gone;
    }
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #start() {
    this.#folder = mkdtempSync(join(tmpdir(), 'entroscope-fuzzing-'));
    const child = fork(this.#script, [], {
      serialization: 'advanced',
      env: { ...process.env, TMPDIR: this.#folder, TEMP: this.#folder, TMP: this.#folder },
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      execArgv: ['--stack-size=3900'],
    });
    this.#child = child;
    const ready = await next(child, START_MS);
    if (ready?.ready !== true)
      throw new Error(`the process that reads cases does not start: ${JSON.stringify(ready)}`);
  }
}

/** What a process says next, { ended } where it ends before, null where it takes too long. */
function next(child, timeMs) {
  return new Promise((resolve) => {
    const settle = (value) => {
      clearTimeout(timer);
      child.off('message', settle);
      child.off('exit', onExit);
      resolve(value);
    };
    const onExit = (status, signal) => settle({ ended: signal ?? `status ${status}` });
    const timer = setTimeout(() => settle(null), timeMs);
    child.on('message', settle);
    child.on('exit', onExit);
  });
}

function statusOf(pid, field) {
  try {
    return (
      1024 *
      Number(
        new RegExp(`^${field}:\\s*(\\d+)`, 'm').exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0,
      )
    );
  } catch {
    return 0;
  }
}

function residentOf(pid) {
  return statusOf(pid, 'VmRSS');
}

function peakOf(pid) {
  return statusOf(pid, 'VmHWM');
}

/** The kernel's mark of the most memory begins anew. */
function forgetPeak(pid) {
  try {
    writeFileSync(`/proc/${pid}/clear_refs`, '5');
  } catch {
    // Where the system does not know it, the peak is that of all cases so far.
  }
}
