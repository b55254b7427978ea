import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * `npm run vscode`: builds and opens the extension on examples/, in desktop VS Code where it can be downloaded and
 * there is a display, else served to a browser until Ctrl+C.
 */
const root = join(dirname(fileURLToPath(import.meta.url)), '..');

// Ctrl+C reaches the last of these, too: it ends its server, and then this ends with its status.
process.on('SIGINT', () => undefined);
for (const script of [
  'scripts/build.mjs',
  'scripts/bundleHarness.mjs',
  '.cache/vscode/bundles/openForPerson.mjs',
]) {
  const { status, error } = spawnSync(process.execPath, [join(root, script), ...process.argv.slice(2)], {
    cwd: root,
    stdio: 'inherit',
  });
  if (error !== undefined) throw error;
  if (status !== 0) process.exit(status ?? 1);
}
