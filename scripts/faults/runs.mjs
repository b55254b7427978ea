import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const CLI = join(root, 'dist', 'cli.js');
const PRELOAD = new URL('preload.mjs', import.meta.url).href;
/** A run that has not ended by then hangs. */
const HANGS_MS = 60_000;

/** Is there a process of that id? One that nobody waits for counts as gone. */
export function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

export async function until(condition, ms) {
  const end = performance.now() + ms;
  while (performance.now() < end) {
    if (await condition()) return true;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  return false;
}

/** A folder of its own for a body, removed afterwards. */
export async function inFolder(body) {
  const folder = mkdtempSync(join(tmpdir(), 'entroscope-faults-'));
  try {
    return await body(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * Starts the built command line, with a fault at a stage where one is given.
 * @returns the process, and ended: how it ended { status, signal, text, child: pid of its child, reached: was the stage
 * reached, ms: from the stage to its end }
 */
export function startCommand(args, { fault = {}, ...options } = {}) {
  const command = spawn(process.execPath, [CLI, ...args], {
    cwd: tmpdir(),
    stdio: ['ignore', 'pipe', 'pipe'],
    ...options,
    env: { ...process.env, NO_COLOR: '1', NODE_OPTIONS: `--import=${PRELOAD}`, FAULT: JSON.stringify(fault) },
  });
  let text = '';
  command.stdout.on('data', (part) => (text += part));
  command.stderr.on('data', (part) => (text += part));
  const hangs = setTimeout(() => command.kill('SIGKILL'), HANGS_MS);
  const ended = new Promise((resolve) => {
    command.on('close', (status, signal) => {
      clearTimeout(hangs);
      const [, , child = '0', at = '0'] = /@fault (\w+) (\d+) (\d+)/.exec(text) ?? [];
      resolve({
        status,
        signal,
        text: text.replace(/@fault .*\n/, ''),
        child: Number(child),
        reached: at !== '0',
        ms: Date.now() - Number(at),
      });
    });
  });
  return { command, ended, said: () => text };
}

/** What an ended run left: files in its output's folder, and its child. */
export async function leftovers(folder, { child }) {
  const left = readdirSync(folder);
  if (child !== 0 && !(await until(() => !isAlive(child), 2500))) left.push(`process ${child}`);
  return left;
}

/** An analysis of two thousand samples, long enough to be met at each of its stages. */
export function analyzeArgs({ model, data }, ...more) {
  return ['analyze', model, '--data', data, '--samples', '2000', '--backend', 'cpu', ...more];
}
