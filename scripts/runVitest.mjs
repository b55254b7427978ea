import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { packageCommand } from './packageCommand.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

/**
 * Runs vitest once in a process of its own, with its output on ours.
 * @param {object} choice
 * @param {readonly string[]} [choice.args] arguments of `vitest run`: names of tests' files, options
 * @param {readonly string[]} [choice.files] files that `npm test` does not run, in place of the tests (vitest.config.ts)
 * @param {Readonly<Record<string, string>>} [choice.environment] further variables
 * @returns {Promise<{ status: number | null, signal: NodeJS.Signals | null }>} status is null where a signal ended it
 */
export async function runVitest({ args = [], files = [], environment = {} }) {
  const chosen = files.length > 0 ? { ENTROSCOPE_VITEST_FILES: files.join(',') } : {};
  // Ctrl+C reaches vitest, too: it ends its children, and then this process goes on to its own end.
  const ignore = () => undefined;
  process.on('SIGINT', ignore);
  const child = spawn(process.execPath, [packageCommand('vitest'), 'run', ...args], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, ...chosen, ...environment },
  });
  const [status, signal] = await once(child, 'close');
  process.off('SIGINT', ignore);
  return { status, signal };
}
