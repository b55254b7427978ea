import { readFile, rename } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import type { FrameLocator } from 'playwright-core';
import { gatedData, openGate } from './support/example.js';
import { scenario } from './support/scenario.js';

const MODEL = 'model/model.json';
const ANALYZE = 'Analyze Activation Entropy';
const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

describe('trust, Node and files in VS Code', () => {
  scenario(
    'a folder that is trusted later is analysed without a reload',
    { trusted: false },
    async (editor) => {
      await editor.contextMenu(MODEL, ANALYZE);
      await editor.notification(/trust/iu).waitFor();
      await editor.press(editor.notification(/trust/iu), 'Manage Workspace Trust');
      await editor.page.locator('.workspace-trust-editor .monaco-button', { hasText: /^Trust$/u }).click();
      await editor.statusBar(/Restricted Mode/u).waitFor({ state: 'detached' });
      await editor.runCommand(`Entroscope: ${ANALYZE}`);
      await editor.waitForState('panel', 'done');
    },
  );

  scenario(
    'the Node that a setting names runs the analysis',
    { prepare: gatedData, machineSettings: { 'entroscope.nodePath': process.execPath } },
    async (editor) => {
      await editor.contextMenu(MODEL, ANALYZE);
      await editor.waitForFile('data/reached');
      const [child] = await editor.analysisChildren();
      expect(child?.command.startsWith(process.execPath)).toBe(true);
      await openGate(editor.folder);
      await editor.waitForState('panel', 'done');
    },
  );

  scenario(
    'a Node that is not there is an error that names the setting',
    { machineSettings: { 'entroscope.nodePath': '/nowhere/node' } },
    async (editor) => {
      await editor.contextMenu(MODEL, ANALYZE);
      const page = await editor.waitForState('panel', 'error');
      const text = await page.locator('main [role="alert"]').innerText();
      expect(text).toContain('/nowhere/node');
      expect(text).toContain('entroscope.nodePath');
    },
  );

  scenario('the tree follows a folder that is renamed', {}, async (editor) => {
    await editor.openContainer('Entroscope');
    await editor.treeItem(MODEL).waitFor();
    await rename(join(editor.folder, 'model'), join(editor.folder, 'digits'));
    await editor.treeItem('digits/model.json').waitFor();
    await editor.treeItem(MODEL).waitFor({ state: 'detached' });
  });
});

describe('the page in each theme of VS Code', () => {
  for (const theme of ['Default Dark Modern', 'Default Light Modern', 'Default High Contrast']) {
    scenario(
      `${theme}: no violation of accessibility in panel and side view, none of the policy`,
      { settings: { 'workbench.colorTheme': theme } },
      async (editor) => {
        await editor.contextMenu(MODEL, ANALYZE);
        const panel = await editor.waitForState('panel', 'done');
        await editor.openContainer('Entroscope');
        const side = await editor.waitForState('side', 'done');
        expect(await violations(panel, '--vscode-editor-background')).toEqual([]);
        expect(await violations(side, '--vscode-sideBar-background')).toEqual([]);
        expect(editor.problems).toEqual([]);
      },
    );
  }
});

/** What axe finds. A webview's own ground is transparent: axe would take it for white. */
async function violations(page: FrameLocator, ground: string): Promise<readonly string[]> {
  const main = await page.locator('main').elementHandle();
  const frame = await main?.ownerFrame();
  if (frame === null || frame === undefined) throw new Error('the page is gone');
  await frame.evaluate((name) => {
    document.documentElement.style.background = `var(${name})`;
    document.body.style.background = `var(${name})`;
  }, ground);
  await frame.evaluate(await readFile(AXE, 'utf8'));
  return frame.evaluate(
    `axe.run(document).then(({ violations }) => violations.map(({ id, nodes }) => id + ': ' + nodes.slice(0, 4).map(({ html }) => html.slice(0, 140)).join(' | ')))`,
  );
}
