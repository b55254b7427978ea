import { runTests } from '@vscode/test-electron';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { InHostResult } from './inHost/index.js';
import { ensureCodeServer } from './support/codeServer.js';
import { ensureDesktop, wantedEditor } from './support/desktop.js';
import { CACHE, ROOT } from './support/paths.js';

const bundles = join(CACHE, 'vscode', 'bundles');
const MINUTE = 60_000;

describe('the suite inside the extension host of VS Code', () => {
  it(
    'passes as a whole',
    async (context) => {
      await promisify(execFile)(process.execPath, [join(ROOT, 'scripts/bundleHarness.mjs')]);
      const executable = await editorExecutable();
      if (typeof executable !== 'string') return context.skip(executable.skip);
      const folder = await mkdtemp(join(tmpdir(), 'entroscope-in-host-'));
      const file = join(folder, 'results.json');
      try {
        await runTests({
          vscodeExecutablePath: executable,
          extensionDevelopmentPath: ROOT,
          extensionTestsPath: join(bundles, 'inHost', 'index.cjs'),
          launchArgs: [join(ROOT, 'examples', 'mnist')],
          extensionTestsEnv: { ENTROSCOPE_IN_HOST_RESULTS: file },
        }).catch((error: unknown) => {
          console.log(String(error));
        });
        // A host that crashed also ends with status 0: only the results prove that the suite ran.
        const results = JSON.parse(await readFile(file, 'utf8')) as readonly InHostResult[];
        expect(results.filter(({ error }) => error !== null)).toEqual([]);
        expect(results.length).toBeGreaterThan(3);
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    },
    15 * MINUTE,
  );
});

async function editorExecutable(): Promise<string | { readonly skip: string }> {
  const desktop = await ensureDesktop();
  if ('executable' in desktop) return desktop.executable;
  if (wantedEditor() === 'desktop') return desktop;
  const codeServer = await ensureCodeServer();
  return 'skip' in codeServer ? codeServer : join(bundles, 'editorExecutable.mjs');
}
