import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import type { FromPage, ToPage } from '../../src/protocol/pageMessages.js';
import { ROOT } from '../support/cli.js';

/**
 * The real panel.js and panel.css under the policy that the extension gives them, in a real browser. Only
 * acquireVsCodeApi is written by hand: it exists nowhere outside VS Code. It records what the page posts, keeps its
 * state over reloads as VS Code does (in window.name), and messages come as `message` events as VS Code sends them.
 */
export interface PanelPage extends AsyncDisposable {
  readonly page: Page;
  /** Errors, warnings, requests to elsewhere and violations of the policy. */
  readonly problems: readonly string[];
  readonly send: (message: ToPage | object) => Promise<void>;
  readonly posted: () => Promise<readonly FromPage[]>;
}

export interface PanelOptions {
  readonly place?: 'panel' | 'side' | 'report';
  readonly theme?: ThemeName;
  readonly context?: BrowserContextOptions;
}

export type ThemeName = keyof typeof THEMES;

const ORIGIN = 'http://localhost';
const NONCE = 'bm9uY2UtZm9yLXRlc3Rz';

/** The values that VS Code's built-in themes give to the variables that the page and the toolkit read. */
const THEMES = {
  light: {
    body: 'vscode-light',
    '--vscode-editor-background': '#ffffff',
    '--vscode-sideBar-background': '#f8f8f8',
    '--vscode-foreground': '#3b3b3b',
    '--vscode-editor-foreground': '#3b3b3b',
    '--vscode-descriptionForeground': '#3b3b3b',
    '--vscode-textLink-foreground': '#005fb8',
    '--vscode-charts-blue': '#0063d3',
    '--vscode-panel-border': '#e5e5e5',
    '--vscode-focusBorder': '#005fb8',
    '--vscode-list-inactiveSelectionBackground': '#e4e6f1',
    '--vscode-list-hoverBackground': '#f2f2f2',
    '--vscode-button-border': '#0000001a',
    '--vscode-button-background': '#005fb8',
    '--vscode-button-foreground': '#ffffff',
    '--vscode-button-hoverBackground': '#0258a8',
    '--vscode-button-secondaryBackground': '#e5e5e5',
    '--vscode-button-secondaryForeground': '#3b3b3b',
    '--vscode-button-secondaryHoverBackground': '#cccccc',
    '--vscode-settings-dropdownBackground': '#ffffff',
    '--vscode-settings-dropdownForeground': '#3b3b3b',
    '--vscode-dropdown-background': '#ffffff',
    '--vscode-dropdown-foreground': '#3b3b3b',
    '--vscode-dropdown-border': '#cecece',
    '--vscode-list-activeSelectionBackground': '#0060c0',
    '--vscode-list-activeSelectionForeground': '#ffffff',
  },
  dark: {
    body: 'vscode-dark',
    '--vscode-editor-background': '#1f1f1f',
    '--vscode-sideBar-background': '#181818',
    '--vscode-foreground': '#cccccc',
    '--vscode-editor-foreground': '#cccccc',
    '--vscode-descriptionForeground': '#9d9d9d',
    '--vscode-textLink-foreground': '#4daafc',
    '--vscode-charts-blue': '#59a4f9',
    '--vscode-panel-border': '#2b2b2b',
    '--vscode-focusBorder': '#0078d4',
    '--vscode-list-inactiveSelectionBackground': '#37373d',
    '--vscode-list-hoverBackground': '#2a2d2e',
    '--vscode-button-border': '#ffffff12',
    '--vscode-button-background': '#0078d4',
    '--vscode-button-foreground': '#ffffff',
    '--vscode-button-hoverBackground': '#026ec1',
    '--vscode-button-secondaryBackground': '#313131',
    '--vscode-button-secondaryForeground': '#cccccc',
    '--vscode-button-secondaryHoverBackground': '#3c3c3c',
    '--vscode-settings-dropdownBackground': '#313131',
    '--vscode-dropdown-background': '#313131',
    '--vscode-dropdown-foreground': '#cccccc',
    '--vscode-dropdown-border': '#3c3c3c',
    '--vscode-list-activeSelectionBackground': '#04395e',
    '--vscode-list-activeSelectionForeground': '#ffffff',
  },
  'hc-dark': {
    body: 'vscode-high-contrast',
    '--vscode-editor-background': '#000000',
    '--vscode-sideBar-background': '#000000',
    '--vscode-foreground': '#ffffff',
    '--vscode-editor-foreground': '#ffffff',
    '--vscode-descriptionForeground': '#ffffffb3',
    '--vscode-textLink-foreground': '#21a6ff',
    '--vscode-charts-blue': '#59a4f9',
    '--vscode-contrastBorder': '#6fc3df',
    '--vscode-contrastActiveBorder': '#f38518',
    '--vscode-panel-border': '#6fc3df',
    '--vscode-focusBorder': '#f38518',
    '--vscode-button-foreground': '#ffffff',
    '--vscode-button-secondaryForeground': '#ffffff',
    '--vscode-button-border': '#6fc3df',
    '--vscode-dropdown-background': '#000000',
    '--vscode-dropdown-foreground': '#ffffff',
    '--vscode-dropdown-border': '#6fc3df',
  },
  'hc-light': {
    body: 'vscode-high-contrast-light',
    '--vscode-editor-background': '#ffffff',
    '--vscode-sideBar-background': '#ffffff',
    '--vscode-foreground': '#292929',
    '--vscode-editor-foreground': '#292929',
    '--vscode-descriptionForeground': '#292929',
    '--vscode-textLink-foreground': '#0f4a85',
    '--vscode-charts-blue': '#0063d3',
    '--vscode-contrastBorder': '#0f4a85',
    '--vscode-contrastActiveBorder': '#006bbd',
    '--vscode-panel-border': '#0f4a85',
    '--vscode-focusBorder': '#006bbd',
    '--vscode-button-background': '#0f4a85',
    '--vscode-button-foreground': '#ffffff',
    '--vscode-button-secondaryBackground': '#ffffff',
    '--vscode-button-secondaryForeground': '#292929',
    '--vscode-button-border': '#0f4a85',
    '--vscode-dropdown-background': '#ffffff',
    '--vscode-dropdown-foreground': '#292929',
    '--vscode-dropdown-border': '#0f4a85',
  },
} as const;

let bundle: Promise<{ script: string; style: string }> | null = null;

/** Opens the page and waits for its `ready`. */
export async function openPanel(
  browser: Browser,
  { place = 'panel', theme = 'dark', context: contextOptions = {} }: PanelOptions = {},
): Promise<PanelPage> {
  bundle ??= bundled();
  const { script, style } = await bundle;
  const context = await browser.newContext({
    viewport: { width: 1100, height: 800 },
    timezoneId: 'UTC',
    ...contextOptions,
  });
  const page = await context.newPage();
  const problems: string[] = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) problems.push(message.text());
  });
  page.on('pageerror', (error) => problems.push(String(error)));
  page.on('request', (request) => {
    if (/^(https?|ws):/u.test(request.url()) && !request.url().startsWith(`${ORIGIN}/`))
      problems.push(`request ${request.url()}`);
  });
  await page.addInitScript(surroundings, THEMES[theme]);
  await page.route(`${ORIGIN}/**`, (route) => {
    const { pathname } = new URL(route.request().url());
    if (pathname === '/panel.js') return route.fulfill({ contentType: 'text/javascript', body: script });
    if (pathname === '/panel.css') return route.fulfill({ contentType: 'text/css', body: style });
    if (pathname === '/panel.html') {
      return route.fulfill({ contentType: 'text/html', body: html(place, THEMES[theme].body) });
    }
    return route.fulfill({ status: 404 });
  });
  await page.goto(`${ORIGIN}/panel.html`);
  const posted = (): Promise<readonly FromPage[]> =>
    page.evaluate(() => (globalThis as unknown as { posted: FromPage[] }).posted);
  await page.waitForFunction(() => (globalThis as unknown as { posted?: unknown[] }).posted?.length === 1);
  return {
    page,
    problems,
    posted,
    send: (message) =>
      page.evaluate((data) => {
        window.dispatchEvent(new MessageEvent('message', { data }));
      }, message),
    [Symbol.asyncDispose]: () => context.close(),
  };
}

/** Runs in the page before its own script: VS Code's side of the line, and its theme. */
function surroundings(theme: Readonly<Record<string, string>>): void {
  const posted: unknown[] = [];
  Object.assign(globalThis, {
    posted,
    acquireVsCodeApi: () => ({
      postMessage: (message: unknown) => posted.push(structuredClone(message)),
      setState: (state: unknown) => {
        window.name = JSON.stringify(state);
      },
      getState: (): unknown => (window.name === '' ? undefined : JSON.parse(window.name)),
    }),
  });
  document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => {
    console.error(`policy: ${violatedDirective} ${blockedURI}`);
  });
  new MutationObserver((_, observer) => {
    if (document.documentElement === null) return;
    observer.disconnect();
    for (const [name, value] of Object.entries(theme)) {
      if (name !== 'body') document.documentElement.style.setProperty(name, value);
    }
  }).observe(document, { childList: true });
}

/** As src/extension/page/pageHtml.ts writes it. */
function html(place: string, theme: string): string {
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${NONCE}'`,
    `style-src 'nonce-${NONCE}'`,
    'img-src data: blob:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta property="csp-nonce" content="${NONCE}"><title>Entroscope</title>
<link rel="stylesheet" nonce="${NONCE}" href="${ORIGIN}/panel.css"></head>
<body data-place="${place}" class="${theme}"><main data-state="empty"></main>
<script nonce="${NONCE}" src="${ORIGIN}/panel.js"></script></body></html>`;
}

async function bundled(): Promise<{ script: string; style: string }> {
  const [script, style] = await Promise.all(
    ['panel.js', 'panel.css'].map((file) => readFile(join(ROOT, 'dist', file), 'utf8')),
  );
  return { script: script ?? '', style: style ?? '' };
}
