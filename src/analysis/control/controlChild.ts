import { fileURLToPath } from 'node:url';
import { assertNever } from '../../vocabulary/assertNever.js';
import { PROTOCOL_VERSION, type FromChild, type Job, type ToChild } from '../../protocol/childMessages.js';
import { AnalysisRun } from './analysisRun.js';

/**
 * The child's main thread. It computes nothing, so that it hears a cancel, and the parent's death, at once, even while a
 * worker thread is inside a batch of a minute. It ends the process with SIGKILL: an ordinary exit would wait for native
 * code in the workers.
 */
export function controlChild(): void {
  let run: AnalysisRun | null = null;

  const end = (): void => {
    process.kill(process.pid, 'SIGKILL');
  };
  // The parent is gone: nobody wants the result.
  process.on('disconnect', end);
  // A terminal's Ctrl-C, and its closing, reach the whole group; the parent decides what they mean.
  process.on('SIGINT', () => undefined);
  process.on('SIGHUP', () => undefined);

  const say = (message: FromChild): void => {
    if (process.connected) process.send?.(message);
  };
  /** The one answer, then the end. */
  const answer = (message: FromChild): void => {
    if (process.connected) process.send?.(message, undefined, undefined, end);
    else end();
  };

  const start = (job: Job): void => {
    run = new AnalysisRun(job, { workerFile: fileURLToPath(import.meta.url), say, answer });
  };

  process.on('message', (message) => {
    // Only the parent that forked this process can send here; the handshake proved its version.
    const received = message as ToChild;
    switch (received.t) {
      case 'request':
        if (received.version !== PROTOCOL_VERSION || run !== null) {
          answer({
            t: 'error',
            code: 'child-failed',
            words: ['the analysis process was asked in another version, or twice: install Entroscope again'],
            stack: null,
          });
          return;
        }
        start(received.job);
        break;
      case 'cancel':
        answer({ t: 'cancelled' });
        break;
      default:
        assertNever(received);
    }
  });

  say({ t: 'hello', version: PROTOCOL_VERSION, pid: process.pid, node: process.versions.node });
}
