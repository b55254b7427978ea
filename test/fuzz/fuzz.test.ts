import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../support/cli.js';

interface Ended {
  readonly status: number;
  readonly output: string;
}

function fuzz(...args: readonly string[]): Promise<Ended> {
  return new Promise((resolve) => {
    const script = join(ROOT, 'scripts', 'fuzz.mjs');
    // dist/ was built for the suite.
    const child = execFile(process.execPath, [script, '--built', ...args], (_, output, problems) => {
      resolve({ status: child.exitCode ?? -1, output: output + problems });
    });
  });
}

describe('npm run fuzz', () => {
  it('gets an answer, or an expected error that names the file, for 2,000 files that are nearly right', async () => {
    const { status, output } = await fuzz('--seed', 'suite', '--cases', '2000', '--jobs', '2');
    // Shares of kinds are rounded.
    expect(output).toMatch(/seed suite: 20\d\d cases, 0 findings/);
    expect(status).toBe(0);
    // Files of every kind are accepted, and refused, but for scripts: a reader that refuses all would find nothing.
    const rows = [...output.matchAll(/^(\w+) +(\d+) cases: (\d+) accepted, (\d+) refused/gm)];
    expect(rows).toHaveLength(13);
    for (const [row, kind, , accepted, refused] of rows) {
      expect(Number(accepted), row).toBeGreaterThan(0);
      if (kind !== 'scripts') expect(Number(refused), row).toBeGreaterThan(0);
    }
  }, 180_000);

  it('refuses a kind that it does not know', async () => {
    const { status, output } = await fuzz('--kind', 'poems');
    expect(status).toBe(1);
    expect(output).toContain('no kind poems');
  });
});
