import { CancelledError } from '../analysis/client/cancelledError.js';
import { discardOutstanding } from '../files/writeWhole.js';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
/** Work that has not ended by then after a signal is not waited for; a child is killed 1.5 s after it was cancelled. */
const PATIENCE_MS = 1800;

/**
 * Does work that must clean up when it is interrupted: files under temporary names, a child. A signal aborts it; what does
 * not end then is ended, and so is all at a second signal. Anywhere else signals keep their own effect, which needs no
 * turn of the event loop: what computes for long, or waits for a reader of standard output, is ended at once.
 * @throws what the work throws; CancelledError where a signal came, whatever the work made of it
 */
export async function interruptible<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const listeners = SIGNALS.map((name) => {
    const hear = (): void => {
      if (controller.signal.aborted) endBy(name);
      controller.abort(new CancelledError());
      setTimeout(() => {
        endBy(name);
      }, PATIENCE_MS).unref();
    };
    process.on(name, hear);
    return { name, hear };
  });
  let done: T;
  try {
    done = await work(controller.signal);
  } catch (error) {
    throw controller.signal.aborted ? new CancelledError() : error;
  } finally {
    // After a signal the listeners stay: what still hangs is ended in time.
    if (!controller.signal.aborted)
      for (const { name, hear } of listeners) process.removeListener(name, hear);
  }
  if (controller.signal.aborted) throw new CancelledError();
  return done;
}

/** Ends this process as the signal would have: an ordinary exit would wait for whatever hangs in the system. */
function endBy(signal: (typeof SIGNALS)[number]): void {
  discardOutstanding();
  // A bar hides the cursor.
  if (process.stderr.isTTY) process.stderr.write('\u001b[?25h');
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
}
