import { parseArgs } from 'node:util';
import type { Browser } from 'playwright-core';
import { launchBrowser } from '../../support/browser.js';
import { ensureCodeServer } from './codeServer.js';
import { Server } from './server.js';

/**
 * Stands in for the executable of desktop VS Code where `runTests()` of @vscode/test-electron starts it: takes its
 * arguments, runs the suite in the extension host of a code-server, and exits with the suite's status. A crash of the
 * extension host also ends with 0, so the caller must look for the results that the suite writes.
 */
const LIMIT_MS = 5 * 60_000;

const { values, positionals } = parseArgs({
  args: process.argv.slice(2),
  options: { extensionDevelopmentPath: { type: 'string' }, extensionTestsPath: { type: 'string' } },
  strict: false,
  allowPositionals: true,
});

process.exitCode = await main().catch((error: unknown) => {
  console.error(error);
  return 1;
});

async function main(): Promise<number> {
  const { extensionDevelopmentPath, extensionTestsPath } = values;
  const folder = positionals[0];
  if (
    typeof extensionDevelopmentPath !== 'string' ||
    typeof extensionTestsPath !== 'string' ||
    folder === undefined
  ) {
    throw new Error('needs a folder, --extensionDevelopmentPath= and --extensionTestsPath=');
  }
  const codeServer = await ensureCodeServer();
  if ('skip' in codeServer) throw new Error(codeServer.skip);
  const browser = await launchBrowser();
  if ('skip' in browser) throw new Error(browser.skip);
  try {
    const server = await Server.start(codeServer, { extensions: null, testDriver: true });
    try {
      const remote = (path: string): string => `vscode-remote://127.0.0.1:${server.port}${path}`;
      const payload = JSON.stringify([
        ['extensionDevelopmentPath', remote(extensionDevelopmentPath)],
        ['extensionTestsPath', remote(extensionTestsPath)],
        ['skipWelcome', 'true'],
      ]);
      const query = new URLSearchParams({ folder, payload });
      return await statusOf(browser, `${server.address}/?${query.toString()}`);
    } finally {
      await server.close();
    }
  } finally {
    await browser.close();
  }
}

/** Opens the workbench and waits until the extension host's suite has ended. */
async function statusOf(browser: Browser, url: string): Promise<number> {
  const page = await browser.newPage({ viewport: { width: 1300, height: 900 } });
  const log: string[] = [];
  let timer: NodeJS.Timeout | undefined;
  const ended = new Promise<number>((resolve, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`the suite did not end within ${LIMIT_MS / 60_000} minutes`));
    }, LIMIT_MS);
    void page.exposeFunction('codeAutomationLog', (type: string, args: readonly unknown[]) => {
      log.push(`[${type}] ${args.map(String).join(' ')}`);
    });
    void page.exposeFunction('codeAutomationExit', (code: number) => {
      resolve(code);
    });
    page.goto(url).catch(reject);
  });
  try {
    const code = await ended;
    if (code !== 0) console.log(log.join('\n'));
    return code;
  } finally {
    clearTimeout(timer);
    // Before its server ends: the page would try to connect again.
    await page.close();
  }
}
