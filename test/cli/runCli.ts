import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export const CLI = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));

export interface CliEnd {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CliOptions {
  /** Another bundle than the built one. */
  readonly cli?: string;
  readonly env?: NodeJS.ProcessEnv;
}

/** Runs the built command as a user would, without a terminal. */
export function runCli(args: readonly string[], cwd: string, options: CliOptions = {}): Promise<CliEnd> {
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      [options.cli ?? CLI, ...args],
      { cwd, env: { ...process.env, ...options.env }, maxBuffer: 2 ** 26 },
      (_, stdout, stderr) => {
        resolve({ status: child.exitCode, stdout, stderr });
      },
    );
  });
}
