import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContext } from 'playwright-core';
import { afterAll, beforeAll, it } from 'vitest';
import { launchBrowser } from '../../support/browser.js';
import { ensureCodeServer, type CodeServer } from './codeServer.js';
import { Editor } from './editor.js';
import { installedExtension } from './packagedExtension.js';
import { ROOT } from './paths.js';
import { freePort, type ServerOptions } from './server.js';

const MINUTE = 60_000;

interface Tools {
  readonly browser: Browser;
  /**
   * One for all windows of a file of tests, and one port: the browser then keeps the workbench's files and what it
   * compiled of them, which is a third of what a window costs.
   */
  readonly context: BrowserContext;
  readonly port: number;
  readonly codeServer: CodeServer;
  readonly extensions: string;
}

export interface ScenarioOptions {
  /** User settings. */
  readonly settings?: ServerOptions['settings'];
  readonly machineSettings?: ServerOptions['machineSettings'];
  /** false: the folder is not trusted. */
  readonly trusted?: boolean;
  /** A .code-workspace file to open instead of the folder, beside it. */
  readonly workspace?: string;
  /** true: runs compute baseline and read-outs as well, which most scenarios do not look at and take longer for. */
  readonly evidence?: boolean;
  /** Changes the copy of the example before the editor opens it. */
  readonly prepare?: (folder: string) => Promise<void>;
}

let tools: Tools | { readonly skip: string } | null = null;

beforeAll(async () => {
  tools = await findTools();
  if ('skip' in tools) console.log(`The scenarios in VS Code are skipped: ${tools.skip}`);
}, 12 * MINUTE);

afterAll(async () => {
  if (tools !== null && 'browser' in tools) await tools.browser.close();
});

/**
 * A test of the packaged extension in a real VS Code: the workspace is a fresh copy of examples/mnist (model, data,
 * train.mjs, entroscope.json), server and window are its own, and the browser has forgotten those before. Where it fails, a picture and the notifications
 * are kept in out/vscode.
 */
export function scenario(
  name: string,
  options: ScenarioOptions,
  body: (editor: Editor) => Promise<void>,
): void {
  it(
    name,
    async (context) => {
      if (tools === null) throw new Error('beforeAll did not run');
      if ('skip' in tools) return context.skip(tools.skip);
      // The system's names for temporary folders may be links, which the workbench resolves and then shows.
      const parent = await mkdtemp(join(tmpdir(), 'entroscope-workspace-'));
      const folder = join(parent, 'mnist');
      try {
        await copyExample(folder, options.evidence === true);
        await options.prepare?.(folder);
        const { settings, machineSettings, trusted, workspace } = options;
        const editor = await Editor.open(tools, folder, {
          extensions: tools.extensions,
          port: tools.port,
          ...(settings === undefined ? {} : { settings }),
          ...(machineSettings === undefined ? {} : { machineSettings }),
          ...(trusted === undefined ? {} : { trusted }),
          ...(workspace === undefined ? {} : { workspace: join(parent, workspace) }),
        });
        try {
          await body(editor);
        } catch (error) {
          await keepEvidence(editor, name);
          throw error;
        } finally {
          await editor.close();
        }
      } finally {
        await rm(parent, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
      }
    },
    3 * MINUTE,
  );
}

async function findTools(): Promise<Tools | { readonly skip: string }> {
  const codeServer = await ensureCodeServer();
  if ('skip' in codeServer) return codeServer;
  const browser = await launchBrowser();
  if ('skip' in browser) return browser;
  const context = await browser.newContext({
    viewport: { width: 1500, height: 950 },
    acceptDownloads: true,
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  const extensions = await installedExtension(codeServer);
  return { browser, context, port: await freePort(), codeServer, extensions };
}

async function copyExample(folder: string, evidence: boolean): Promise<void> {
  const example = join(ROOT, 'examples', 'mnist');
  await cp(join(example, 'model'), join(folder, 'model'), { recursive: true });
  await mkdir(join(folder, 'data'));
  for (const file of ['t10k-images-idx3-ubyte.gz', 't10k-labels-idx1-ubyte.gz']) {
    await cp(join(example, 'data', file), join(folder, 'data', file));
  }
  await cp(join(example, 'train.mjs'), join(folder, 'train.mjs'));
  const config = await readFile(join(example, 'entroscope.json'), 'utf8');
  // The schema's relative path leads nowhere from here.
  const own = config.replace(/^\s*"\$schema".*\n/mu, '');
  const brief = own.replace(/("model": "[^"]*",)/u, '$1\n      "baseline": false,\n      "science": false,');
  await writeFile(join(folder, 'entroscope.json'), evidence ? own : brief);
}

async function keepEvidence(editor: Editor, name: string): Promise<void> {
  const file = join(ROOT, 'out', 'vscode', name.replace(/[^a-z0-9]+/giu, '-').slice(0, 80));
  try {
    await editor.screenshot(`${file}.png`);
    // Toasts go away by themselves, the list of notifications does not.
    await editor.runCommand('Notifications: Show Notifications');
    const messages = [...(await editor.notifications()), ...editor.problems];
    const text = `${messages.join('\n')}\n\n${await editor.server.extensionLog()}\n${editor.server.log}`;
    await writeFile(`${file}.txt`, text);
    console.log(`${name}: see ${file}.png and .txt`);
  } catch {
    // The page itself is gone: the error that brought us here says more.
  }
}
