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

      await editor.runCommand('Entroscope: Compare Runs…');
      await editor.pickQuickPick('800 samples');
      await editor.pickQuickPick('600 samples');
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
