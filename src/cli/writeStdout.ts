import { endedBySignals } from './interruptible.js';

/** Writes to standard output; a reader that has gone (EPIPE, as with `| head`) is no failure. */
export function writeStdout(text: string): Promise<void> {
  return endedBySignals(
    () =>
      new Promise((resolve, reject) => {
        process.stdout.write(text, (error) => {
          if (error && (error as NodeJS.ErrnoException).code !== 'EPIPE') reject(error);
          else resolve();
        });
      }),
  );
}
