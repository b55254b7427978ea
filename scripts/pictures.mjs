import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Writes the reference pictures of the page anew (test/webview/pictures): look at the difference before you keep it. */
const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
const { status } = spawnSync(process.execPath, [vitest, 'run', 'test/webview/pictures.test.ts'], {
  cwd: root,
  stdio: 'inherit',
  env: { ...process.env, ENTROSCOPE_WRITE_PICTURES: '1' },
});
process.exit(status ?? 1);
