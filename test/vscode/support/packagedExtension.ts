import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { access, mkdir, mkdtemp, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { CodeServer } from './codeServer.js';
import { withLock } from '../../support/lock.js';
import { CACHE, ROOT } from './paths.js';

const run = promisify(execFile);
const HOUR = 3_600_000;
const folder = join(CACHE, 'vscode');

/**
 * A folder of extensions that holds ours alone, installed from its package by the editor's own `--install-extension`.
 * The package is made from dist/ as it stands, once for each state of it; ENTROSCOPE_VSIX names another one to test.
 */
export async function installedExtension(codeServer: CodeServer): Promise<string> {
  return withLock(join(folder, 'lock'), async () => {
    const named = process.env['ENTROSCOPE_VSIX'];
    const vsix = named === undefined || named === '' ? await packaged() : named;
    const hash = createHash('sha256')
      .update(await readFile(vsix))
      .digest('hex')
      .slice(0, 16);
    const installed = join(folder, `extensions-${hash}`);
    if (!(await exists(installed))) await install(codeServer, vsix, installed);
    return installed;
  });
}

async function packaged(): Promise<string> {
  const vsix = join(folder, 'entroscope.vsix');
  const made = await stat(vsix).then(
    ({ mtimeMs }) => mtimeMs,
    () => 0,
  );
  if (made < (await newestInput())) {
    await run(process.execPath, [join(ROOT, 'scripts/package.mjs'), '--no-build', '--out', vsix], {
      cwd: ROOT,
    });
  }
  return vsix;
}

/** When the newest file that may be in the package was written. */
async function newestInput(): Promise<number> {
  const files = [
    'package.json',
    'package.nls.json',
    '.vscodeignore',
    'README.md',
    'CHANGELOG.md',
    'LICENSE',
    'THIRD_PARTY_NOTICES.txt',
    'sbom.cdx.json',
    'scripts/package.mjs',
    'scripts/createVsix.mjs',
  ];
  for (const below of ['dist', 'media']) {
    for (const name of await readdir(join(ROOT, below), { recursive: true })) files.push(join(below, name));
  }
  const times = await Promise.all(
    files.map((file) =>
      stat(join(ROOT, file)).then(
        ({ mtimeMs }) => mtimeMs,
        () => 0,
      ),
    ),
  );
  return Math.max(...times);
}

async function install(codeServer: CodeServer, vsix: string, installed: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const old = join(folder, name);
    const unused = name.startsWith('extensions-') && (await stat(old)).mtimeMs < Date.now() - HOUR;
    if (unused) await rm(old, { recursive: true, force: true });
  }
  const home = await mkdtemp(join(tmpdir(), 'entroscope-install-'));
  try {
    const unfinished = join(folder, 'installing');
    await rm(unfinished, { recursive: true, force: true });
    await mkdir(unfinished, { recursive: true });
    await run(
      codeServer.node,
      [
        codeServer.entry,
        ...['--user-data-dir', join(home, 'ud'), '--extensions-dir', unfinished, '--install-extension', vsix],
      ],
      {
        env: {
          ...process.env,
          HOME: home,
          XDG_CONFIG_HOME: home,
          XDG_DATA_HOME: home,
          EXTENSIONS_GALLERY: '{}',
        },
      },
    );
    await rename(unfinished, installed);
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
