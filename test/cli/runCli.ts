import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const CLI = process.env['ENTROSCOPE_CLI'] ?? fileURLToPath(new URL('../../dist/cli.js', import.meta.url));

export interface CliEnd {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the built command as a user would, without a terminal. */
export function runCli(args: readonly string[], cwd: string, env: NodeJS.ProcessEnv = {}): Promise<CliEnd> {
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      [CLI, ...args],
      { cwd, env: { ...process.env, ...env }, maxBuffer: 2 ** 26 },
      (_, stdout, stderr) => {
        resolve({ status: child.exitCode, stdout, stderr });
      },
    );
  });
}
