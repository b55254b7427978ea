import { execFile } from 'node:child_process';
import { access, constants, mkdir, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { chromium, type Browser } from 'playwright-core';
import { withLock } from './lock.js';

/**
 * A Chromium for the tests of the page, whichever can be had: ENTROSCOPE_CHROMIUM, one of the system, or a headless
 * shell from the npm registry in .cache/browser, which needs no rights and brings the libraries that a bare system
 * lacks; else Playwright's own download.
 */
export type BrowserChoice =
  | { readonly executable: string; readonly environment: Readonly<Record<string, string>> }
  | { readonly skip: string };

const PACKAGE = '@sparticuz/chromium@141.0.0';
const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge'];
const FIXED_PLACES = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
];
const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-dev-shm-usage',
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost',
];
const cache = fileURLToPath(new URL('../../.cache/browser/', import.meta.url));
const run = promisify(execFile);

/** Starts the browser that was found. */
export async function launchBrowser(): Promise<Browser | { readonly skip: string }> {
  const choice = await findBrowser();
  if ('skip' in choice) return choice;
  return chromium.launch({
    executablePath: choice.executable,
    args: ARGUMENTS,
    env: { ...environment(), ...choice.environment },
  });
}

export async function findBrowser(): Promise<BrowserChoice> {
  const named = process.env['ENTROSCOPE_CHROMIUM'];
  if (named !== undefined && named !== '') {
    const found = await working({ executable: named, environment: {} });
    return found ?? { skip: `ENTROSCOPE_CHROMIUM names ${named}, which does not start` };
  }
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const places = [...NAMES.flatMap((name) => folders.map((folder) => join(folder, name))), ...FIXED_PLACES];
  for (const executable of places) {
    if (!(await executableFile(executable))) continue;
    const found = await working({ executable, environment: {} });
    if (found !== null) return found;
  }
  const failures: string[] = [];
  for (const way of [fromRegistry, fromPlaywright]) {
    try {
      return await way();
    } catch (error) {
      failures.push(error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error));
    }
  }
  return { skip: `no Chromium: ${failures.join('; ')}. Set ENTROSCOPE_CHROMIUM to one.` };
}

/** The npm package holds the browser and Amazon Linux's libraries, packed; they unpack into TMPDIR. */
async function fromRegistry(): Promise<BrowserChoice> {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error(`${PACKAGE} is for Linux on x64`);
  }
  // Test files run side by side: one installs and unpacks, the others find it done.
  return withLock(join(cache, 'lock'), installFromRegistry);
}

async function installFromRegistry(): Promise<BrowserChoice> {
  const unpacked = join(cache, 'unpacked');
  const entry = join(cache, 'node_modules/@sparticuz/chromium/build/esm/index.js');
  await mkdir(unpacked, { recursive: true });
  if (!(await readableFile(entry))) {
    console.log(`No Chromium found: installing ${PACKAGE} into ${cache} (66 MB, once)`);
    await writeFile(join(cache, 'package.json'), '{ "private": true }\n');
    const npm = ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--save-exact', PACKAGE];
    await run('npm', npm, { cwd: cache, env: environment(), timeout: 300_000 });
  }
  // In Lambda's environment the package unpacks its libraries, too: for systems without libnss3 and its like.
  const unpack = `const { default: chromium } = await import(${JSON.stringify(entry)}); console.log(await chromium.executablePath());`;
  const { stdout } = await run(process.execPath, ['--input-type=module', '-e', unpack], {
    env: { ...environment(), TMPDIR: unpacked, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs22.x' },
    timeout: 120_000,
  });
  const executable = stdout.trim();
  const fonts = (await readableFile('/etc/fonts/fonts.conf'))
    ? {}
    : { FONTCONFIG_PATH: join(unpacked, 'fonts') };
  const plain = { executable, environment: fonts };
  const withLibraries = {
    executable,
    environment: { ...fonts, LD_LIBRARY_PATH: join(unpacked, 'al2023', 'lib') },
  };
  const found = (await working(plain)) ?? (await working(withLibraries));
  if (found === null) throw new Error(`${PACKAGE} does not start here`);
  return found;
}

async function fromPlaywright(): Promise<BrowserChoice> {
  console.log('No Chromium found: asking Playwright to download its headless shell');
  const cli = fileURLToPath(new URL('../../node_modules/playwright-core/cli.js', import.meta.url));
  const folder = { PLAYWRIGHT_BROWSERS_PATH: join(cache, 'playwright') };
  await run(process.execPath, [cli, 'install', 'chromium-headless-shell'], {
    env: { ...environment(), ...folder },
    timeout: 300_000,
  });
  const print = "console.log(require('playwright-core').chromium.executablePath())";
  const { stdout } = await run(process.execPath, ['-e', print], {
    cwd: fileURLToPath(new URL('../..', import.meta.url)),
    env: { ...environment(), ...folder },
  });
  const found = await working({ executable: stdout.trim(), environment: {} });
  if (found === null) throw new Error('the downloaded headless shell does not start');
  return found;
}

/** A browser that prints its version has all its libraries. */
async function working(
  choice: Exclude<BrowserChoice, { readonly skip: string }>,
): Promise<Exclude<BrowserChoice, { readonly skip: string }> | null> {
  try {
    await run(choice.executable, ['--version', '--no-sandbox'], {
      env: { ...environment(), ...choice.environment },
      timeout: 30_000,
    });
    return choice;
  } catch {
    return null;
  }
}

function environment(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}

async function executableFile(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}

async function readableFile(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
