import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll } from 'vitest';
import type { Report } from '../../src/report/report.js';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));
export const CLI = join(ROOT, 'dist', 'cli.js');

export interface CliRun {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Starts the built command line for real. */
export function startCli(
  args: readonly string[],
  options: { readonly cwd?: string; readonly env?: NodeJS.ProcessEnv } = {},
): ChildProcess {
  return spawn(process.execPath, [CLI, ...args], {
    cwd: options.cwd ?? ROOT,
    env: { ...process.env, NO_COLOR: '1', ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

/** Runs the built command line to its end. */
export function runCli(
  args: readonly string[],
  options: { readonly cwd?: string; readonly env?: NodeJS.ProcessEnv } = {},
): Promise<CliRun> {
  return ended(startCli(args, options));
}

export function ended(child: ChildProcess): Promise<CliRun> {
  return new Promise((resolve, reject) => {
    let stdout = '';
    let stderr = '';
    child.stdout?.on('data', (chunk: Buffer) => (stdout += chunk.toString('utf8')));
    child.stderr?.on('data', (chunk: Buffer) => (stderr += chunk.toString('utf8')));
    child.on('error', reject);
    child.on('close', (status) => {
      resolve({ status, stdout, stderr });
    });
  });
}

/** analyze ... --json -, which must succeed; on wasm unless told, since a tfjs-node may be installed or not. */
export async function analyze(
  args: readonly string[],
  options: { readonly cwd?: string } = {},
): Promise<Report> {
  const backend = args.includes('--backend') ? [] : ['--backend', 'wasm'];
  const run = await runCli(['analyze', ...args, ...backend, '--json', '-'], options);
  if (run.status !== 0)
    throw new Error(`entroscope analyze ${args.join(' ')} ended with ${String(run.status)}: ${run.stderr}`);
  return JSON.parse(run.stdout) as Report;
}

/** A report without what may differ between two runs of the same analysis. */
export function lasting(report: Report): unknown {
  return { ...report, createdAt: null, runtime: null };
}

const temporary: string[] = [];

/** A folder that is gone when the test file that asked for it has ended. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'entroscope-'));
  temporary.push(folder);
  return folder;
}

// Each test file has a copy of this module of its own.
afterAll(() => {
  for (const folder of temporary) rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
});

/** Waits until a condition of the outside world holds: polling, since processes of others tell nobody when they end. */
export async function until(condition: () => boolean, limitMs: number, what: string): Promise<number> {
  const started = performance.now();
  while (!condition()) {
    if (performance.now() - started > limitMs) throw new Error(`${what}: not within ${String(limitMs)} ms`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return performance.now() - started;
}

export function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
