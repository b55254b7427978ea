import { cp, readFile, rename, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { describe, expect } from 'vitest';
import type { FrameLocator } from 'playwright-core';
import { gatedData, openGate, writeConfig } from './support/example.js';
import { tableNumbers } from './support/layerTable.js';
import { PATIENCE_MS } from './support/patience.js';
import { scenario } from './support/scenario.js';

const MODEL = 'model/model.json';
const ANALYZE = 'Analyze Activation Entropy';
/** VS Code's themes, as its picker calls them, and the class that they give a webview's body. */
const THEMES = {
  'Light Modern': 'vscode-light',
  'Dark High Contrast': 'vscode-high-contrast',
  'Light High Contrast': 'vscode-high-contrast-light',
  'Dark Modern': 'vscode-dark',
} as const;
const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

describe('Node, settings and files in VS Code', () => {
  scenario(
    'the Node that a setting names runs the analysis, and one that is not there is an error that names the setting',
    { prepare: gatedData, machineSettings: { 'entroscope.nodePath': process.execPath } },
    async (editor) => {
      await editor.contextMenu(MODEL, ANALYZE);
      await editor.waitForFile('data/reached');
      const [child] = await editor.analysisChildren();
      expect(child?.command.startsWith(process.execPath)).toBe(true);
      await openGate(editor.folder);
      const page = await editor.waitForState('panel', 'done');

      await editor.server.changeMachineSettings({ 'entroscope.nodePath': '/nowhere/node' });
      const failed = page.locator('main[data-state="error"] [role="alert"]');
      // A run reads the setting when it starts; when the window has heard of the change nothing shows.
      await expect
        .poll(
          async () => {
            await editor.runCommand('Entroscope: Rerun Last Analysis');
            return failed.waitFor({ timeout: 3000 }).then(
              () => true,
              () => false,
            );
          },
          { timeout: PATIENCE_MS },
        )
        .toBe(true);
      const text = await failed.innerText();
      expect(text).toContain('/nowhere/node');
      expect(text).toContain('entroscope.nodePath');
    },
  );

  scenario(
    'a workspace of two folders lists the models of both, and each has the data of its own entroscope.json',
    { prepare: twoFolders, workspace: 'both.code-workspace' },
    async (editor) => {
      await editor.openContainer('Entroscope');
      await editor.treeItem('mnist/model/model.json').waitFor();
      await editor.rightClick(editor.treeItem('other/model/model.json'), ANALYZE);
      const page = await editor.waitForState('panel', 'done');
      await page.locator('main').getByText('300 samples').first().waitFor();
      await editor.treeItem(/mnist\/model\/model\.json.*never analyzed/u).waitFor();
      expect(editor.problems).toEqual([]);
    },
  );

  scenario(
    'entroscope.json is checked where it is written, and the tree follows a folder that is renamed',
    { prepare: (folder) => writeConfig(folder, { model: MODEL, data: 'data', sample: 300, backend: 'gpu' }) },
    async (editor) => {
      await editor.openFile('entroscope.json');
      await editor.page.locator('.squiggly-warning, .squiggly-error').nth(1).waitFor();
      await editor.runCommand('Problems: Focus on Problems View');
      await editor.page.locator('.markers-panel', { hasText: 'Property sample is not allowed' }).waitFor();
      await editor.page.locator('.markers-panel', { hasText: 'Valid values: "auto"' }).waitFor();

      await editor.openContainer('Entroscope');
      await editor.treeItem(MODEL).waitFor();
      await rename(join(editor.folder, 'model'), join(editor.folder, 'digits'));
      await editor.treeItem('digits/model.json').waitFor();
      await editor.treeItem(MODEL).waitFor({ state: 'detached' });
    },
  );
});

describe('the page in VS Code', () => {
  scenario(
    'has no violation of accessibility or of the policy in any theme, follows a change of it, and moves to another bar',
    {},
    async (editor) => {
      await editor.contextMenu(MODEL, ANALYZE);
      const panel = await editor.waitForState('panel', 'done');
      await editor.openContainer('Entroscope');
      const side = await editor.waitForState('side', 'done');
      for (const [theme, name] of Object.entries(THEMES)) {
        await editor.runCommand('Preferences: Color Theme');
        await editor.typeQuickInput(theme);
        await Promise.all([panel, side].map((page) => page.locator(`body.${name}`).waitFor()));
        expect(await violations(panel, '--vscode-editor-background'), `panel, ${theme}`).toBe('');
        expect(await violations(side, '--vscode-sideBar-background'), `side view, ${theme}`).toBe('');
      }
      await editor.closeTab('Entroscope: model/model.json');
      const before = await tableNumbers(side);
      await editor.runCommand('View: Move View');
      await editor.pickQuickPick(/^Entropy/u);
      await editor.pickQuickPick('New Secondary Side Bar Entry');
      await editor.page.locator('.part.auxiliarybar .composite-bar', { hasText: 'Entroscope' }).waitFor();
      expect(await tableNumbers(await editor.waitForState('side', 'done'))).toEqual(before);
      await editor.reload();
      expect(await tableNumbers(await editor.waitForState('side', 'done'))).toEqual(before);
      expect(editor.problems).toEqual([]);
    },
  );
});

/** The example twice, the second with fewer samples, and a workspace of both. */
async function twoFolders(folder: string): Promise<void> {
  const parent = dirname(folder);
  await cp(folder, join(parent, 'other'), { recursive: true });
  const data = 'data/t10k-images-idx3-ubyte.gz';
  await writeConfig(join(parent, 'other'), { model: MODEL, data, samples: 300 });
  const folders = ['mnist', 'other'].map((path) => ({ path }));
  await writeFile(join(parent, 'both.code-workspace'), JSON.stringify({ folders }));
}

/**
 * What axe finds, '' where nothing. A webview's own ground is transparent: axe would take it for white. The toolkit's
 * colours follow a change of theme in a later frame.
 */
async function violations(page: FrameLocator, ground: string): Promise<string> {
  const main = await page.locator('main').elementHandle();
  const frame = await main?.ownerFrame();
  if (frame === null || frame === undefined) throw new Error('the page is gone');
  await frame.evaluate((name) => {
    document.documentElement.style.background = `var(${name})`;
    document.body.style.background = `var(${name})`;
  }, ground);
  await frame.evaluate(
    () => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))),
  );
  await frame.evaluate(await readFile(AXE, 'utf8'));
  return frame.evaluate(
    `axe.run(document).then(({ violations }) => violations.map(({ id, nodes }) => id + ': ' + nodes.slice(0, 4).map(({ html, failureSummary }) => html.slice(0, 140) + ' ' + failureSummary).join(' | ')).join('\\n'))`,
  );
}
