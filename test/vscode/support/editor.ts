import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { BrowserContext, ConsoleMessage, FrameLocator, Locator, Page } from 'playwright-core';
import type { CodeServer } from './codeServer.js';
import type { RunningProcess } from './processes.js';
import { explorerRow } from './explorerRow.js';
import { PATIENCE_MS } from './patience.js';
import { Server, type ServerOptions } from './server.js';
import { untilHidden } from './untilHidden.js';
import { visibleWebview, type WebviewPlace } from './visibleWebview.js';

/**
 * VS Code's workbench with one folder open, driven as a user does: by what stands on the screen. Every method waits
 * for what it promises and none sleeps.
 */
export class Editor {
  /** Errors on the console that the webviews and the extension caused, violations of a policy among them. */
  readonly problems: string[] = [];

  private constructor(
    readonly page: Page,
    readonly server: Server,
    /** The open folder, absolute. */
    readonly folder: string,
  ) {
    page.setDefaultTimeout(PATIENCE_MS);
    page.on('console', (message) => {
      if (causedByExtension(message)) this.problems.push(message.text());
    });
    page.on('pageerror', (error) => this.problems.push(String(error)));
    // Leaving a page with unsaved changes, or by reload, asks first.
    page.on('dialog', (dialog) => void dialog.accept().catch(() => undefined));
  }

  /**
   * Starts a server and opens `folder` in a page of `context`, or a .code-workspace file that has it and others. What
   * windows before it left in the context is removed but for the files of the workbench itself.
   */
  static async open(
    { context, codeServer }: { readonly context: BrowserContext; readonly codeServer: CodeServer },
    folder: string,
    { workspace, ...options }: ServerOptions & { readonly workspace?: string },
  ): Promise<Editor> {
    const server = await Server.start(codeServer, options);
    try {
      const page = await context.newPage();
      await forgetWindows(page, server.address);
      const editor = new Editor(page, server, folder);
      const opened = new URLSearchParams(workspace === undefined ? { folder } : { workspace });
      await editor.page.goto(`${server.address}/?${opened.toString()}`);
      await editor.workbench();
      // The banner moves everything down when it comes, and a menu that is open then closes.
      if (options.trusted === false) await editor.page.locator('.part.banner').waitFor();
      return editor;
    } catch (error) {
      await closePages(context);
      await server.close();
      throw error;
    }
  }

  /** Ends page, extension host and server. */
  async close(): Promise<void> {
    await closePages(this.page.context());
    await this.server.close();
  }

  /** Reloads the window: the extension host ends and starts again. The command lets the workbench keep its state. */
  async reload(): Promise<void> {
    const loaded = this.page.waitForEvent('load');
    await this.runCommand('Developer: Reload Window');
    await loaded;
    await this.workbench();
  }

  async workbench(): Promise<void> {
    await this.page.locator('.monaco-workbench .part.statusbar').waitFor();
    await this.page.locator('.part.sidebar .composite.title h2').filter({ hasText: /\S/u }).waitFor();
    // What extensions contribute is there now: before, a report would open as text.
    await this.containerIcon('Entroscope').waitFor();
  }

  // --- commands -------------------------------------------------------------------------------------------------

  /** Runs a command by the title that the palette shows, such as "Entroscope: Rerun Last Analysis". */
  async runCommand(title: string): Promise<void> {
    await this.page.keyboard.press('F1');
    const input = this.page.locator('.quick-input-widget input[type=text]');
    await input.waitFor();
    const row = this.page.locator(`.quick-input-list .monaco-list-row[aria-label^="${title}"]`).first();
    // Commands that come while the palette is open are listed when something is typed.
    for (let end = Date.now() + PATIENCE_MS; ;) {
      await input.fill('>');
      await input.fill(`>${title}`);
      const listed = await row.waitFor({ timeout: 1000 }).then(
        () => true,
        () => false,
      );
      if (listed) break;
      if (Date.now() > end) throw new Error(`the palette has no command "${title}"`);
    }
    await row.click();
  }

  /** The titles that the palette offers for what is typed. */
  async paletteTitles(typed: string): Promise<readonly string[]> {
    await this.page.keyboard.press('F1');
    const input = this.page.locator('.quick-input-widget input[type=text]');
    await input.waitFor();
    await input.fill(`>${typed}`);
    await this.page.locator('.quick-input-list .monaco-list-row').first().waitFor();
    const titles = await this.page.locator('.quick-input-list .monaco-list-row .label-name').allInnerTexts();
    await this.page.keyboard.press('Escape');
    return titles;
  }

  /** A row of the open quick pick whose label contains the text. */
  quickPickRow(label: string | RegExp): Locator {
    return this.page.locator('.quick-input-list .monaco-list-row').filter({ hasText: label }).first();
  }

  async pickQuickPick(label: string | RegExp): Promise<void> {
    await this.quickPickRow(label).click();
  }

  /** Answers an input box, or filters a quick pick and takes its first row. */
  async typeQuickInput(text: string): Promise<void> {
    const input = this.page.locator('.quick-input-widget input[type=text]');
    await input.waitFor();
    await input.fill(text);
    await input.press('Enter');
  }

  /** Answers the dialog that asks where to save, whose title this is. */
  async saveAs(title: string, file: string): Promise<void> {
    const dialog = this.page.locator('.quick-input-widget').filter({ hasText: title });
    const input = dialog.locator('input[type=text]');
    // The dialog lists a folder and puts its proposal there some time after it has come.
    await dialog.locator('.monaco-list-row').first().waitFor();
    await this.page.waitForFunction(
      (element) => element instanceof HTMLInputElement && element.value.startsWith('/'),
      await input.elementHandle(),
    );
    // While it looks into the folder of what was typed, the dialog takes no answer.
    await untilHidden(dialog, async () => {
      if ((await input.inputValue()) !== file) await input.fill(file);
      await dialog.locator('.monaco-list-row').first().waitFor();
      if ((await input.inputValue()) === file) await dialog.getByText('OK', { exact: true }).click();
    });
  }

  // --- files ----------------------------------------------------------------------------------------------------

  /** Opens a file of the folder through Go to File. */
  async openFile(path: string): Promise<void> {
    await this.page.keyboard.press('ControlOrMeta+P');
    const input = this.page.locator('.quick-input-widget input[type=text]');
    await input.waitFor();
    await input.fill(path);
    await this.quickPickRow(basename(path)).waitFor();
    await input.press('Enter');
    await this.tab(basename(path)).waitFor();
  }

  tab(name: string | RegExp): Locator {
    return this.page.locator('.tabs-container .tab').filter({ hasText: name }).first();
  }

  async closeTab(name: string | RegExp): Promise<void> {
    const tab = this.tab(name);
    await tab.click();
    await tab.locator('.tab-actions [aria-label^="Close"]').click();
    await tab.waitFor({ state: 'detached' });
  }

  /** The row of a file in the explorer, its folders opened. */
  async explorerRow(path: string): Promise<Locator> {
    return explorerRow(this.page, path);
  }

  /** Right-clicks a file in the explorer and takes an entry of its menu. */
  async contextMenu(path: string, entry: string): Promise<void> {
    await this.rightClick(await this.explorerRow(path), entry);
  }

  /** Right-clicks anything of the workbench and takes an entry of the menu. */
  async rightClick(target: Locator, entry: string): Promise<void> {
    const menu = this.page.locator('.context-view .monaco-menu');
    const item = menu.locator('.action-item').filter({ hasText: entry }).first();
    // A menu closes when anything else takes the focus, such as a view that finishes loading: then it is opened again.
    for (let end = Date.now() + PATIENCE_MS; ;) {
      // A tooltip of the row above may lie over the row until the pointer is elsewhere.
      const listed = await target
        .click({ button: 'right', timeout: 5000 })
        .then(() => item.waitFor({ timeout: 5000 }))
        .then(
          () => true,
          () => false,
        );
      if (listed) break;
      await this.page.mouse.move(0, 0);
      if (Date.now() > end) throw new Error(`the menu has no entry "${entry}"`);
      await this.page.keyboard.press('Escape');
    }
    // The menu takes no click in its first 100 ms.
    await untilHidden(menu, () => item.click());
  }

  /** The entries of the menu that a right-click on a file in the explorer opens. */
  async menuEntries(path: string): Promise<readonly string[]> {
    const row = await this.explorerRow(path);
    const menu = this.page.locator('.context-view .monaco-menu');
    await row.click({ button: 'right' });
    await menu.locator('.action-item').first().waitFor();
    const entries = await menu.locator('.action-item .action-label').allInnerTexts();
    await untilHidden(menu, () => this.page.keyboard.press('Escape'));
    return entries.map((entry) => entry.trim()).filter((entry) => entry !== '');
  }

  // --- the extension's places -----------------------------------------------------------------------------------

  /** Opens a view container by the title of its icon and returns the side bar. */
  async openContainer(title: string): Promise<Locator> {
    const icon = this.containerIcon(title);
    await icon.waitFor();
    if (!(await icon.evaluate((element) => element.classList.contains('checked')))) await icon.click();
    const sidebar = this.page.locator('.part.sidebar');
    await sidebar.locator('.composite.title', { hasText: new RegExp(title, 'iu') }).waitFor();
    return sidebar;
  }

  private containerIcon(title: string): Locator {
    return this.page.locator(`.activitybar .action-item:has([aria-label^="${title}"])`).first();
  }

  /** A row of a tree in the side bar by its text. */
  treeItem(text: string | RegExp): Locator {
    return this.page
      .locator('.part.sidebar .tree-explorer-viewlet-tree-view .monaco-list-row')
      .filter({ hasText: text })
      .first();
  }

  /** The texts of all rows that stand in trees of the side bar. */
  async treeItems(): Promise<readonly string[]> {
    return this.page
      .locator('.part.sidebar .tree-explorer-viewlet-tree-view .monaco-list-row')
      .allInnerTexts();
  }

  /** Opens a row that has children, by its arrow: a click on the row would run its command. */
  async expand(row: Locator): Promise<void> {
    await row.waitFor();
    if ((await row.getAttribute('aria-expanded')) === 'true') return;
    await row.locator('.monaco-tl-twistie').click();
    await this.page.waitForFunction(
      (element) => element?.getAttribute('aria-expanded') === 'true',
      await row.elementHandle(),
    );
  }

  /** The page of a webview that is visible in that place. */
  async webview(place: WebviewPlace): Promise<FrameLocator> {
    return visibleWebview(this.page, place);
  }

  /** Waits until the page in that place says the state on its `main`, and returns the page. */
  async waitForState(place: WebviewPlace, state: string): Promise<FrameLocator> {
    const frame = await this.webview(place);
    await frame.locator(`main[data-state="${state}"]`).waitFor();
    return frame;
  }

  // --- messages -------------------------------------------------------------------------------------------------

  /** The toast or dialog that contains the text. */
  notification(text: string | RegExp): Locator {
    return this.page.locator('.notification-list-item, .monaco-dialog-box').filter({ hasText: text }).first();
  }

  async notifications(): Promise<readonly string[]> {
    return this.page.locator('.notification-list-item .notification-list-item-message').allInnerTexts();
  }

  /** Presses a button of a toast or of a dialog. */
  async press(notification: Locator, button: string | RegExp): Promise<void> {
    await notification
      .locator('.monaco-button, .monaco-text-button')
      .filter({ hasText: button })
      .first()
      .click();
  }

  /** An entry of the status bar. */
  statusBar(text: string | RegExp): Locator {
    return this.page.locator('.part.statusbar .statusbar-item').filter({ hasText: text }).first();
  }

  // --- processes ------------------------------------------------------------------------------------------------

  /** The analysis children that run now. */
  async analysisChildren(): Promise<readonly RunningProcess[]> {
    return (await this.server.processes()).filter(({ command }) => /\bchild\.js\b/u.test(command));
  }

  /** Waits until as many analysis children run as `wanted` says. @throws Error after `limitMs` */
  async waitForChildren(
    wanted: (count: number) => boolean,
    limitMs: number,
  ): Promise<readonly RunningProcess[]> {
    const end = Date.now() + limitMs;
    for (;;) {
      const children = await this.analysisChildren();
      if (wanted(children.length)) return children;
      if (Date.now() > end) {
        const list = children.map(({ command }) => command).join('\n');
        throw new Error(`after ${limitMs} ms ${children.length} analysis children run:\n${list}`);
      }
      await delay(20);
    }
  }

  /** Waits until a file of the folder exists. */
  async waitForFile(path: string): Promise<void> {
    const file = join(this.folder, path);
    const end = Date.now() + PATIENCE_MS;
    while (!existsSync(file)) {
      if (Date.now() > end) throw new Error(`${path} did not come within ${PATIENCE_MS / 1000} s`);
      await delay(20);
    }
  }

  /** Writes the settings of the folder, as somebody does who edits them. */
  async changeSettings(settings: Readonly<Record<string, unknown>>): Promise<void> {
    await mkdir(join(this.folder, '.vscode'), { recursive: true });
    await writeFile(join(this.folder, '.vscode', 'settings.json'), JSON.stringify(settings, null, 2));
  }

  async screenshot(file: string): Promise<void> {
    await mkdir(dirname(file), { recursive: true });
    await this.page.screenshot({ path: file });
  }
}

/** Removes what the workbench keeps in the browser: state of windows, histories, trust. */
async function forgetWindows(page: Page, origin: string): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send('Storage.clearDataForOrigin', {
    origin,
    storageTypes: 'cookies,indexeddb,local_storage,service_workers,cache_storage',
  });
  await session.detach();
}

async function closePages(context: BrowserContext): Promise<void> {
  for (const page of context.pages()) await page.close();
}

/** The workbench writes errors of its own; those of a webview come with an empty address, or the extension's. */
function causedByExtension(message: ConsoleMessage): boolean {
  if (message.type() !== 'error') return false;
  const { url } = message.location();
  if (url.includes('/static/out/vs/')) return false;
  return (
    !/favicon|Failed to load resource/u.test(message.text()) ||
    /Content Security Policy/u.test(message.text())
  );
}
