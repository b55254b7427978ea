import { setImmediate } from 'node:timers/promises';
import { CancelledError } from '../analysis/client/cancelledError.js';
import { discardOutstanding } from '../files/writeWhole.js';
import { EXIT } from './context.js';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
type Signal = (typeof SIGNALS)[number];
/** Work that has not ended by then after a signal is not waited for; a child is killed 1.5 s after it was cancelled. */
const PATIENCE_MS = 1800;

/** What goes on and must clean up after itself. */
const works = new Set<AbortController>();
let wasHeard = false;
let isListening = false;

/** From now on signals end the command with status 130, as the functions below say. */
export function listenToSignals(): void {
  for (const signal of SIGNALS) process.on(signal, hear);
  isListening = true;
}

/**
 * Does work that must clean up when it is interrupted: files under temporary names, a child. A signal aborts it; what has
 * not ended 1.8 s later is ended all the same, and all is at a second signal.
 * @throws what the work throws; CancelledError where a signal came, whatever the work made of it
 */
export async function interruptible<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const { signal } = controller;
  works.add(controller);
  try {
    const done = await work(signal);
    if (!signal.aborted) return done;
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    // One that was aborted stays: what it left hanging is ended in time.
    if (!signal.aborted) works.delete(controller);
  }
  throw new CancelledError();
}

/**
 * Does what may take long without a turn of the event loop: parsing, comparing, rendering, writing to a standard output
 * that nobody reads. Nobody could hear a signal then, so that signals keep the system's effect: the end, at once. There is
 * nothing to clean up.
 */
export async function endedBySignals<T>(compute: () => T | Promise<T>): Promise<T> {
  if (!isListening) return compute();
  // A signal that came before this turn of the event loop has not been heard yet, and would be lost.
  await setImmediate();
  for (const signal of SIGNALS) process.removeListener(signal, hear);
  isListening = false;
  try {
    return await compute();
  } finally {
    listenToSignals();
  }
}

function hear(signal: Signal): void {
  if (wasHeard) endBy(signal);
  wasHeard = true;
  if (works.size === 0) {
    process.stderr.write('entroscope: interrupted\n');
    process.exit(EXIT.interrupted);
  }
  for (const work of works) work.abort(new CancelledError());
  setTimeout(() => {
    endBy(signal);
  }, PATIENCE_MS).unref();
}

/** Ends this process as the signal would have: an ordinary exit would wait for whatever hangs in the system. */
function endBy(signal: Signal): void {
  discardOutstanding();
  // A bar hides the cursor.
  if (process.stderr.isTTY) process.stderr.write('\u001b[?25h');
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
}
