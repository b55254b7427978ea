import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { ensureCodeServer } from './codeServer.js';
import { ensureDesktop, wantedEditor } from './desktop.js';
import { installedExtension } from './packagedExtension.js';
import { CACHE, ROOT } from './paths.js';
import { Server } from './server.js';

/** What `npm run vscode` starts once everything is built. */
const folder = join(ROOT, 'examples');

const desktop = await ensureDesktop();
if ('executable' in desktop) {
  const own = join(CACHE, 'vscode-test', 'person');
  spawnSync(
    desktop.executable,
    [
      folder,
      `--extensionDevelopmentPath=${ROOT}`,
      `--user-data-dir=${own}`,
      ...['--disable-workspace-trust', '--skip-welcome', '--wait'],
    ],
    { stdio: 'inherit' },
  );
} else {
  if (wantedEditor() === 'desktop') fail(desktop.skip);
  console.log(`${desktop.skip}: taking code-server instead`);
  const codeServer = await ensureCodeServer();
  if ('skip' in codeServer) fail(codeServer.skip);
  const extensions = await installedExtension(codeServer);
  const server = await Server.start(codeServer, { extensions, idleTimeoutSeconds: null });
  console.log(`\nVS Code with Entroscope: ${server.address}/?folder=${encodeURIComponent(folder)}`);
  console.log('Right-click mnist/model/model.json and choose "Analyze Activation Entropy". Ctrl+C ends it.');
  await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  await server.close();
}

function fail(message: string): never {
  console.error(message);
  process.exit(1);
}
