import { existsSync } from 'node:fs';
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect } from 'vitest';
import type { Editor } from './support/editor.js';
import { writeConfig } from './support/example.js';
import { scenario } from './support/scenario.js';

const MODEL = 'model/model.json';
const ANALYZE = 'Analyze Activation Entropy';
const LINK = '[Repair this model](command:workbench.action.files.newUntitledFile)';

describe('what comes from outside', () => {
  scenario(
    'an untrusted folder runs nothing and says why, its names are text, and once trusted it is analysed without a reload',
    {
      trusted: false,
      prepare: async (folder) => {
        await cp(join(folder, 'model'), join(folder, LINK), { recursive: true });
      },
    },
    async (editor) => {
      await editor.contextMenu(`${LINK}/model.json`, ANALYZE);
      const refusal = editor.notification(/trust/iu);
      await refusal.waitFor();
      expect(await refusal.innerText()).toContain('[Repair this model] (command:');
      expect(await refusal.locator('.notification-list-item-message a').count()).toBe(0);
      expect(await editor.analysisChildren()).toEqual([]);
      await editor.runCommand('Notifications: Clear All Notifications');
      await refusal.waitFor({ state: 'detached' });

      await editor.contextMenu(MODEL, ANALYZE);
      await refusal.waitFor();
      expect(await refusal.innerText()).toContain(MODEL);
      // Models are listed without running anything.
      await editor.openContainer('Entroscope');
      await editor.treeItem(/^\s*model\/model\.json/u).waitFor();
      expect(await editor.analysisChildren()).toEqual([]);

      await editor.press(refusal, 'Manage Workspace Trust');
      await editor.page.locator('.workspace-trust-editor .monaco-button', { hasText: /^Trust$/u }).click();
      await editor.statusBar(/Restricted Mode/u).waitFor({ state: 'detached' });
      await editor.page.locator('.action-label[aria-label^="Close Modal Editor"]').click();
      await editor.page.locator('.workspace-trust-editor').waitFor({ state: 'detached' });
      await editor.contextMenu(MODEL, ANALYZE);
      await editor.waitForState('panel', 'done');
    },
  );

  scenario(
    'code outside of the workspace runs only after a yes, which is asked for once, whoever names it',
    {
      prepare: async (folder) => {
        await outsideModel(folder);
        await writeConfig(folder, { model: MODEL, data: '../outside/data.mjs' });
      },
    },
    async (editor) => {
      const outside = outsideOf(editor.folder);
      const ran = join(outside, 'ran');
      // Named by the workspace.
      await editor.contextMenu(MODEL, ANALYZE);
      await dialog(editor).locator('.monaco-button', { hasText: 'Cancel' }).click();
      await editor.waitForState('panel', 'error');
      expect(existsSync(ran)).toBe(false);
      await editor.closeTab('Entroscope: model/model.json');

      // Named by what lies beside a model outside.
      await editor.openFile(join(outside, 'model.json'));
      await editor.runCommand(`Entroscope: ${ANALYZE}`);
      const question = dialog(editor);
      await question.waitFor();
      expect(await question.innerText()).toContain(join(outside, 'data.mjs'));
      expect(await question.innerText()).toContain('with your rights');
      // Enter is no.
      await editor.page.keyboard.press('Enter');
      await question.waitFor({ state: 'detached' });
      const page = await editor.waitForState('panel', 'error');
      expect(await page.locator('main [role="alert"]').innerText()).toContain('was not run');
      expect(existsSync(ran)).toBe(false);
      expect(await editor.analysisChildren()).toEqual([]);

      await editor.tab('model.json').click();
      await editor.runCommand(`Entroscope: ${ANALYZE}`);
      await question.locator('.monaco-button', { hasText: 'Run This Code' }).click();
      await editor.waitForState('panel', 'done');
      expect(await readFile(ran, 'utf8')).toBe('yes');

      await rm(ran);
      await editor.runCommand('Entroscope: Rerun Last Analysis');
      await editor.waitForFile('../outside/ran');
      await editor.waitForState('panel', 'done');
      expect(await question.count()).toBe(0);
    },
  );
});

function dialog(editor: Editor): ReturnType<Editor['notification']> {
  return editor.page.locator('.monaco-dialog-box');
}

function outsideOf(folder: string): string {
  return join(dirname(folder), 'outside');
}

/** Beside the workspace folder: the example's model, and a module as its data that leaves a file when it runs. */
async function outsideModel(folder: string): Promise<void> {
  const outside = outsideOf(folder);
  await mkdir(outside);
  await cp(join(folder, 'model'), outside, { recursive: true });
  await writeFile(
    join(outside, 'data.mjs'),
    `import { writeFileSync } from 'node:fs';
writeFileSync(new URL('ran', import.meta.url), 'yes');
export function* samples() {
  for (let i = 0; i < 64; i++) yield { x: new Float32Array(784).fill(i / 64), label: i % 2 };
}
`,
  );
  const models = [{ model: 'model.json', data: 'data.mjs' }];
  await writeFile(join(outside, 'entroscope.json'), JSON.stringify({ models }));
}
