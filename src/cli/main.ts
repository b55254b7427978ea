import { CommanderError } from 'commander';
import { CancelledError } from '../analysis/client/cancelledError.js';
import { ExpectedError } from '../vocabulary/expectedError.js';
import { unforeseenFailure } from '../files/fileProblem.js';
import { cleanText } from '../vocabulary/cleanText.js';
import { exampleText } from './exampleText.js';
import { EXIT, type ExitStatus } from './context.js';
import { listenToSignals } from './interruptible.js';
import { runProgram } from './program.js';
import { UsageError } from './usageError.js';

/** The command `entroscope`: runs it and turns every end into an exit status and at most one line of error, and code where that helps. */
async function main(): Promise<void> {
  listenToSignals();
  // A reader that has gone is noticed by the write itself; without a listener it would end the process.
  process.stdout.on('error', () => undefined);
  process.stderr.on('error', () => undefined);
  try {
    process.exitCode = await runProgram(process.argv.slice(2), { folder: process.cwd() });
  } catch (error) {
    const { status, line } = endOf(error);
    if (line !== null) process.stderr.write(`entroscope: ${cleanText(line)}\n${exampleText(error)}`);
    if (error instanceof Error && process.env['ENTROSCOPE_DEBUG'] === '1' && status !== EXIT.done) {
      process.stderr.write(`${error.stack ?? error.message}\n`);
    }
    process.exitCode = status;
  }
}

function endOf(error: unknown): { readonly status: ExitStatus; readonly line: string | null } {
  if (error instanceof CancelledError) return { status: EXIT.interrupted, line: 'interrupted' };
  if (error instanceof CommanderError) return endOfParsing(error);
  if (error instanceof UsageError) return { status: EXIT.usage, line: error.message };
  const expected = error instanceof ExpectedError ? error : unforeseenFailure(error);
  if (expected !== null) return { status: EXIT.failed, line: expected.message };
  const message = error instanceof Error ? error.message : String(error);
  return {
    status: EXIT.failed,
    line: `unexpected error, a fault of Entroscope: ${message} (ENTROSCOPE_DEBUG=1 shows where)`,
  };
}

/** Help and version end the parser by an exception too. */
function endOfParsing(error: CommanderError): { readonly status: ExitStatus; readonly line: string | null } {
  if (error.exitCode === 0) return { status: EXIT.done, line: null };
  if (error.code === 'commander.help') return { status: EXIT.usage, line: 'missing command' };
  const cause = error.message.replace(/^error: /u, '').trim();
  return { status: EXIT.usage, line: `${cause} (see "entroscope --help")` };
}

await main();
