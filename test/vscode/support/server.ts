import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { CodeServer } from './codeServer.js';
import { descendants, type RunningProcess } from './processes.js';

/** Settings of a quiet, offline, unmoving workbench. */
const SETTINGS: Readonly<Record<string, unknown>> = {
  'telemetry.telemetryLevel': 'off',
  'extensions.autoUpdate': false,
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'workbench.startupEditor': 'none',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.colorTheme': 'Default Dark Modern',
  'workbench.reduceMotion': 'on',
  'workbench.tips.enabled': false,
  'chat.disableAIFeatures': true,
  'explorer.compactFolders': false,
  'git.enabled': false,
  'update.mode': 'none',
  'typescript.disableAutomaticTypeAcquisition': true,
  'json.schemaDownload.enable': false,
  'security.workspace.trust.banner': 'always',
  'window.autoDetectColorScheme': false,
};
const START_LIMIT_MS = 60_000;

/**
 * The extensions of VS Code's own that the scenarios meet: languages and looks of the files that they open, notebooks,
 * the schemas of settings, git. The many others cost each window some seconds: a script that is opened alone starts two
 * language servers.
 */
const BUILT_IN = [
  ...['javascript', 'typescript-basics', 'python', 'json', 'markdown-basics', 'ipynb', 'notebook-renderers'],
  ...['json-language-features', 'configuration-editing', 'media-preview', 'git', 'git-base', 'diff'],
  ...['theme-defaults', 'theme-seti', 'theme-modern-icons'],
];

export interface ServerOptions {
  /** A folder of installed extensions, as `--install-extension` leaves it; null for none. */
  readonly extensions: string | null;
  /** User settings beside or instead of the quiet ones. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Settings of the machine that extensions run on: the only place for those of scope machine in a remote window. */
  readonly machineSettings?: Readonly<Record<string, unknown>>;
  /** false: folders are not trusted until the user says so. */
  readonly trusted?: boolean;
  /** true: the page may ask for tests in the extension host. */
  readonly testDriver?: boolean;
  /** The port to listen on [any that is free]. */
  readonly port?: number;
  /** Without a page for so long, it ends; null: never [120]. */
  readonly idleTimeoutSeconds?: number | null;
}

/** A running code-server with a home, user data and temporary files of its own, removed when it is closed. */
export class Server {
  private constructor(
    readonly port: number,
    /** Its home: user data in `ud`, temporary files in `tmp`. */
    readonly home: string,
    private readonly child: ChildProcess,
    private readonly output: readonly string[],
  ) {}

  static async start(codeServer: CodeServer, options: ServerOptions): Promise<Server> {
    const home = await mkdtemp(join(tmpdir(), 'entroscope-vscode-'));
    const environment = await prepareHome(home, codeServer, options);
    const port = options.port ?? (await freePort());
    const idle = options.idleTimeoutSeconds === undefined ? 120 : options.idleTimeoutSeconds;
    const child = spawn(
      codeServer.node,
      [
        codeServer.entry,
        ...['--auth', 'none', '--bind-addr', `127.0.0.1:${port}`],
        ...['--user-data-dir', join(home, 'ud'), '--extensions-dir', join(home, 'ext')],
        ...['--disable-telemetry', '--disable-update-check', '--disable-getting-started-override'],
        ...['--disable-proxy', '--ignore-last-opened'],
        ...(idle === null ? [] : ['--idle-timeout-seconds', String(idle)]),
        ...['--vscode-option', `builtin-extensions-dir=${builtIn(home)}`],
        ...(options.trusted === false ? [] : ['--disable-workspace-trust']),
        ...(options.testDriver === true ? ['--vscode-option', 'enable-smoke-test-driver'] : []),
      ],
      { env: environment, stdio: ['ignore', 'pipe', 'pipe'] },
    );
    const output: string[] = [];
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => output.push(text));
    }
    const server = new Server(port, home, child, output);
    try {
      await server.healthy();
      return server;
    } catch (error) {
      await server.close();
      throw error;
    }
  }

  get address(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get log(): string {
    return this.output.join('');
  }

  /** Changes the settings of the machine beside a window that is open. */
  async changeMachineSettings(settings: Readonly<Record<string, unknown>>): Promise<void> {
    await writeSettings(this.home, 'Machine', settings);
  }

  /** What the extension wrote into its output channels, and what its host wrote about itself. */
  async extensionLog(): Promise<string> {
    const logs = join(this.home, 'ud', 'logs');
    const files = (await readdir(logs, { recursive: true })).filter((file) =>
      /entroscope.*\.log$|Entroscope.*\.log$|remoteexthost\.log$/u.test(file),
    );
    const texts = await Promise.all(files.map((file) => readFile(join(logs, file), 'utf8')));
    return files.map((file, index) => `--- ${file}\n${texts[index] ?? ''}`).join('\n');
  }

  /** Every process that the server has started, its extension hosts and their children among them. */
  async processes(): Promise<readonly RunningProcess[]> {
    return this.child.pid === undefined ? [] : descendants(this.child.pid);
  }

  async close(): Promise<void> {
    const running = this.child.exitCode === null && this.child.signalCode === null;
    const left = await this.processes();
    if (running && this.child.pid !== undefined) {
      const gone = once(this.child, 'exit');
      this.child.kill('SIGTERM');
      const limit = new AbortController();
      await Promise.race([gone, delay(3000, undefined, { signal: limit.signal }).catch(() => undefined)]);
      limit.abort();
      if (this.child.exitCode === null && this.child.signalCode === null) this.child.kill('SIGKILL');
    }
    for (const { pid } of left) {
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // It has ended with the server.
      }
    }
    await rm(this.home, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }

  private async healthy(): Promise<void> {
    const end = Date.now() + START_LIMIT_MS;
    while (Date.now() < end) {
      if (this.child.exitCode !== null) throw new Error(`code-server ended: ${this.log}`);
      const answer = await fetch(`${this.address}/healthz`).catch(() => null);
      if (answer?.ok === true) return;
      await delay(100);
    }
    throw new Error(`code-server did not answer within ${START_LIMIT_MS / 1000} s: ${this.log}`);
  }
}

async function writeSettings(
  home: string,
  place: 'User' | 'Machine',
  settings: Readonly<Record<string, unknown>>,
): Promise<void> {
  await writeFile(join(home, 'ud', place, 'settings.json'), JSON.stringify(settings, null, 2));
}

const builtIn = (home: string): string => join(home, 'built-in');

/** @returns the environment of a server that must touch nothing of the user's */
async function prepareHome(
  home: string,
  codeServer: CodeServer,
  options: ServerOptions,
): Promise<NodeJS.ProcessEnv> {
  const user = join(home, 'ud', 'User');
  const machine = join(home, 'ud', 'Machine');
  const folders = ['config', 'data', 'run', 'tmp'].map((name) => join(home, name));
  for (const folder of [user, machine, ...folders]) await mkdir(folder, { recursive: true, mode: 0o700 });
  // A copy: the server writes into it.
  if (options.extensions !== null) await cp(options.extensions, join(home, 'ext'), { recursive: true });
  const all = join(dirname(dirname(dirname(codeServer.entry))), 'lib', 'vscode', 'extensions');
  await mkdir(builtIn(home));
  for (const name of BUILT_IN) await symlink(join(all, name), join(builtIn(home), name), 'dir');
  await writeSettings(home, 'User', { ...SETTINGS, ...options.settings });
  await writeSettings(home, 'Machine', { ...options.machineSettings });
  const inherited = Object.entries(process.env).filter(
    ([name]) =>
      !/^(VSCODE_|CODE_SERVER_|ELECTRON_|npm_|VITEST|NODE_OPTIONS|NODE_ENV|FORCE_COLOR)/u.test(name),
  );
  return {
    ...Object.fromEntries(inherited),
    HOME: home,
    XDG_CONFIG_HOME: join(home, 'config'),
    XDG_DATA_HOME: join(home, 'data'),
    XDG_RUNTIME_DIR: join(home, 'run'),
    TMPDIR: join(home, 'tmp'),
    EXTENSIONS_GALLERY: '{}',
  };
}

/** A port that nothing listens on now. */
export async function freePort(): Promise<number> {
  const probe = createServer();
  probe.listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  if (address === null || typeof address === 'string') throw new Error('no free port');
  return address.port;
}
