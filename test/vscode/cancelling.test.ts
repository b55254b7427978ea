import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import type { Editor } from './support/editor.js';
import { gatedData } from './support/example.js';
import { tableNumbers } from './support/layerTable.js';
import { scenario } from './support/scenario.js';

const MODEL = 'model/model.json';
const ANALYZE = 'Analyze Activation Entropy';

describe('cancelling in VS Code', () => {
  scenario(
    'in the middle of the first run leaves no child, and so does a reload of the window',
    { prepare: gatedData },
    async (editor) => {
      await editor.contextMenu(MODEL, ANALYZE);
      await editor.waitForFile('data/reached');
      expect(await editor.analysisChildren()).toHaveLength(1);
      await cancel(editor);
      await editor.waitForChildren((count) => count === 0, 2000);
      await editor.waitForState('panel', 'empty');
      expect(editor.problems).toEqual([]);

      await rm(join(editor.folder, 'data', 'reached'));
      await editor.runCommand('Entroscope: Rerun Last Analysis');
      await editor.waitForFile('data/reached');
      const [child] = await editor.analysisChildren();
      await editor.reload();
      await editor.waitForState('panel', 'empty');
      // The page may be there before the old window's host has gone.
      await editor.waitForChildren((count) => count === 0, 2000);
      expect((await editor.analysisChildren()).map(({ pid }) => pid)).not.toContain(child?.pid);
    },
  );

  scenario('of a later run leaves the last finished one on the page', {}, async (editor) => {
    await editor.contextMenu(MODEL, ANALYZE);
    const before = await tableNumbers(await editor.waitForState('panel', 'done'));
    await gatedData(editor.folder);
    await editor.runCommand('Entroscope: Rerun Last Analysis');
    await editor.waitForFile('data/reached');
    await cancel(editor);
    await editor.waitForChildren((count) => count === 0, 2000);
    expect(await tableNumbers(await editor.waitForState('panel', 'done'))).toEqual(before);
  });
});

/** Presses Cancel on the message that shows the progress. */
async function cancel(editor: Editor): Promise<void> {
  const progress = editor.notification(/model\/model\.json/u);
  await progress.hover();
  await editor.press(progress, 'Cancel');
}
