import { spawn } from 'node:child_process';
import { constants, setPriority } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { packageCommand } from './packageCommand.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

/**
 * What is checked besides the tests. Prettier's cache holds a file's own content, and TypeScript's all that a file depends
 * on; eslint's would miss what a change does to the types in another file, so it has none.
 */
const CHECKS = [
  { name: 'lint', command: [packageCommand('eslint'), '.', '--max-warnings', '0'] },
  {
    name: 'format',
    command: [
      packageCommand('prettier'),
      ...['--check', '.', '--log-level', 'warn'],
      ...['--cache', '--cache-strategy', 'content', '--cache-location', join('.cache', 'prettier')],
    ],
  },
  { name: 'types', command: [packageCommand('typescript', 'tsc'), '--build'] },
];

/**
 * Starts the checks, one after the other. They give way to everything else that runs: tests have clocks.
 * @returns {Promise<{ name: string, passed: boolean, text: string }>[]} each with a text to print, which ends in a newline
 */
export function startChecks() {
  let before = Promise.resolve();
  return CHECKS.map((check) => {
    const result = before.then(() => run(check));
    before = result;
    return result;
  });
}

async function run({ name, command }) {
  const start = performance.now();
  const { status, output } = await outputOf(command);
  const passed = status === 0;
  const seconds = Math.round((performance.now() - start) / 1000);
  const verdict = `${name} ${passed ? 'passed' : 'failed'} (${seconds} s)\n`;
  return { name, passed, text: passed ? verdict : `${verdict}${output.trimEnd()}\n` };
}

/** Both streams of a script of Node's as they come; status is null where a signal ended it. */
function outputOf(command) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, command, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    const parts = [];
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (part) => parts.push(part));
    child.once('spawn', () => setPriority(child.pid, constants.priority.PRIORITY_LOW));
    child.once('error', reject);
    child.once('close', (status) => resolve({ status, output: Buffer.concat(parts).toString('utf8') }));
  });
}
