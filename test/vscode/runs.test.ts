import { describe, expect } from 'vitest';
import { analyze } from '../support/cli.js';
import { writeConfig } from './support/example.js';
import { scenario } from './support/scenario.js';

const MODEL = 'model/model.json';
const DATA = 'data/t10k-images-idx3-ubyte.gz';
const ANALYZE = 'Analyze Activation Entropy';

describe('kept runs in VS Code', () => {
  scenario(
    'are as many as the setting says, any two are compared, and all go when they are cleared',
    { settings: { 'entroscope.keepRuns': 3 } },
    async (editor) => {
      const samples = [500, 600, 700, 800];
      for (const [index, count] of samples.entries()) {
        await writeConfig(editor.folder, { model: MODEL, data: DATA, samples: count });
        if (index === 0) await editor.contextMenu(MODEL, ANALYZE);
        else await editor.runCommand('Entroscope: Rerun Last Analysis');
        const page = await editor.waitForState('panel', 'done');
        await page.locator('main').getByText(`${count} samples`).first().waitFor();
      }
      await editor.openContainer('Entroscope');
      await editor.expand(editor.treeItem(MODEL));
      await editor.treeItem(/800 samples/u).waitFor();
      const rows = (await editor.treeItems()).filter((text) => text.includes('samples'));
      expect(rows.map((text) => /(\d+) samples/u.exec(text)?.[1])).toEqual(['800', '700', '600']);

      // An older run has a band with the way back; the lines of the code stay the newest run's.
      await editor.openFile('train.mjs');
      const lenses = editor.page.locator('.codelens-decoration');
      await lenses.nth(4).waitFor();
      const texts = await lenses.allInnerTexts();
      await editor.treeItem(/600 samples/u).click();
      const shown = await editor.waitForState('panel', 'done');
      await shown.locator('.older-run', { hasText: 'not the newest' }).waitFor();
      await shown.locator('main').getByText('600 samples').first().waitFor();
      // The panel, which the script was opened over, has moved beside it.
      expect(await editor.page.locator('.editor-group-container').count()).toBe(2);
      await lenses.nth(4).waitFor();
      expect(await lenses.allInnerTexts()).toEqual(texts);
      await shown.locator('[data-action="showNewest"]').click();
      await shown.locator('.older-run').waitFor({ state: 'detached' });
      await shown.locator('main').getByText('800 samples').first().waitFor();

      // What is removed comes back.
      await editor.rightClick(editor.treeItem(/700 samples/u), 'Remove Run');
      const removed = editor.notification(/was removed/u);
      await removed.waitFor();
      await editor.treeItem(/700 samples/u).waitFor({ state: 'detached' });
      await editor.press(removed, 'Undo');
      await editor.rightClick(editor.treeItem(/700 samples/u), 'Rename Run');
      await editor.typeQuickInput('wide');
      await editor.rightClick(editor.treeItem(/wide/u), 'Star Run');
      await editor.treeItem(/★ wide/u).waitFor();

      // One list with two checks, which propose the runs on the page.
      await editor.runCommand('Entroscope: Compare Runs…');
      await editor.pickQuickPick('wide');
      await editor.pickQuickPick('600 samples');
      await editor.page.locator('.quick-input-widget input[type=text]').press('Enter');
      const older = await analyze([MODEL, '--samples', '600'], { cwd: editor.folder });
      const page = await editor.waitForState('panel', 'done');
      await page
        .locator('main')
        .getByText(`accuracy ${(older.task?.accuracy ?? NaN).toFixed(3)} →`)
        .waitFor();

      await editor.runCommand('Entroscope: Clear Kept Runs…');
      await editor.page.locator('.monaco-dialog-box .monaco-button', { hasText: 'Clear' }).click();
      await editor.waitForState('panel', 'empty');
      await editor.treeItem(/never analyzed/u).waitFor();
      expect(editor.problems).toEqual([]);
    },
  );
});
