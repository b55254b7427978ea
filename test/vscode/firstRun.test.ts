import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { scaledForMinusOne, unclearColumns, withoutConfig } from './support/example.js';
import { PATIENCE_MS } from './support/patience.js';
import { scenario } from './support/scenario.js';

const MODEL = 'model/model.json';
const ANALYZE = 'Analyze Activation Entropy';

interface Entry {
  readonly [key: string]: unknown;
}

async function entryOf(folder: string): Promise<Entry> {
  const { models } = JSON.parse(await readFile(join(folder, 'entroscope.json'), 'utf8')) as {
    readonly models: readonly Entry[];
  };
  return models[0] ?? {};
}

describe('the first run in VS Code', () => {
  scenario(
    'columns that are not clear are asked for with what they hold, and the answer is kept',
    {
      prepare: async (folder) => {
        await withoutConfig(folder);
        await unclearColumns(folder);
      },
    },
    async (editor) => {
      await editor.contextMenu(MODEL, ANALYZE);
      await editor.pickQuickPick('data/rows.csv');
      // Whoever changes their mind keeps the error, and a button that asks again.
      const code = editor.quickPickRow('code');
      await code.waitFor();
      expect(await code.innerText()).toContain('0, 1, 2');
      await editor.page.keyboard.press('Escape');
      const failed = await editor.waitForState('panel', 'error');
      expect(await failed.locator('main [role="alert"]').innerText()).toContain('rows.csv');
      await failed.locator('[data-action="chooseParts"]').click();
      await editor.pickQuickPick('code');
      await editor.page.locator('.quick-input-title', { hasText: 'Data for' }).waitFor();
      await editor
        .quickPickRow('note')
        .locator('input[type=checkbox], .monaco-custom-toggle')
        .first()
        .waitFor();
      await editor.page.locator('.quick-input-widget input[type=text]').press('Enter');
      await editor.waitForState('panel', 'done');
      expect(await entryOf(editor.folder)).toEqual({
        model: MODEL,
        data: 'data/rows.csv',
        x: '3-786',
        y: 'code',
      });
      // It is known now.
      await editor.runCommand('Entroscope: Rerun Last Analysis');
      await editor.waitForChildren((count) => count > 0, PATIENCE_MS);
      await editor.waitForChildren((count) => count === 0, PATIENCE_MS);
      await editor.waitForState('panel', 'done');
      expect(await editor.page.locator('.quick-input-widget').isVisible()).toBe(false);
      expect(editor.problems).toEqual([]);
    },
  );

  scenario(
    'a scale that a trial found is kept by a button, and the next run tries nothing',
    { prepare: scaledForMinusOne },
    async (editor) => {
      await editor.contextMenu(MODEL, ANALYZE);
      const page = await editor.waitForState('panel', 'done');
      const more = page.locator('[data-action="more-findings"]');
      const keep = page.locator('[data-finding="scale-found"] [data-action="apply-remedy"]');
      if ((await keep.count()) === 0) await more.click();
      await keep.waitFor();
      await keep.click();
      await page.locator('.notice', { hasText: 'Kept in entroscope.json' }).waitFor();
      await keep.waitFor({ state: 'detached' });
      expect(await entryOf(editor.folder)).toMatchObject({ model: MODEL, scale: '-1..1', code: 'train.mjs' });
      await editor.runCommand('Entroscope: Rerun Last Analysis');
      await page.locator('[data-finding="scale-found"]').waitFor({ state: 'detached' });
      await editor.waitForState('panel', 'done');
      // It says what it compares with: the run that tried.
      await page.locator('header', { hasText: 'accuracy 0.976 → 0.976' }).waitFor();
      expect(editor.problems).toEqual([]);
    },
  );
});
