import { cp, readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { gatedData, openGate, writeConfig } from './support/example.js';
import { scenario } from './support/scenario.js';

const MODEL = 'model/model.json';
const ANALYZE = 'Analyze Activation Entropy';

describe('what goes wrong in VS Code', () => {
  scenario(
    'a child that is killed is an error with words, a broken model one that names the file, and the next run works',
    {
      prepare: async (folder) => {
        await cp(join(folder, 'model'), join(folder, 'broken'), { recursive: true });
        await truncate(join(folder, 'broken', 'weights.bin'), 1000);
        const text = await readFile(join(folder, 'model', 'model.json'), 'utf8');
        await writeFile(join(folder, 'half.json'), text.slice(0, text.length / 2));
        await gatedData(folder);
        const data = 'data/gated.mjs';
        await writeConfig(folder, { model: MODEL, data }, { model: 'broken/model.json', data });
      },
    },
    async (editor) => {
      await editor.contextMenu('half.json', ANALYZE);
      await editor.notification(/half\.json/iu).waitFor();
      await editor.contextMenu('broken/model.json', ANALYZE);
      const failed = await editor.waitForState('panel', 'error');
      expect(await failed.locator('main [role="alert"]').innerText()).toContain('weights.bin');
      expect(await editor.analysisChildren()).toEqual([]);

      await editor.contextMenu(MODEL, ANALYZE);
      await editor.waitForFile('data/reached');
      for (const { pid } of await editor.analysisChildren()) process.kill(pid, 'SIGKILL');
      const page = await editor.waitForState('panel', 'error');
      expect((await page.locator('main [role="alert"]').innerText()).length).toBeGreaterThan(20);
      expect(await editor.analysisChildren()).toEqual([]);
      await openGate(editor.folder);
      await editor.runCommand('Entroscope: Rerun Last Analysis');
      await editor.waitForState('panel', 'done');
    },
  );

  scenario(
    'two models wait for each other and both are analysed',
    {
      prepare: async (folder) => {
        await cp(join(folder, 'model'), join(folder, 'second'), { recursive: true });
        await gatedData(folder);
        await writeConfig(
          folder,
          { model: MODEL, data: 'data/gated.mjs' },
          { model: 'second/model.json', data: 'data/t10k-images-idx3-ubyte.gz' },
        );
      },
    },
    async (editor) => {
      await editor.contextMenu(MODEL, ANALYZE);
      await editor.waitForFile('data/reached');
      await editor.contextMenu('second/model.json', ANALYZE);
      // The page follows the model that was asked for last.
      await editor.tab('second/model.json').waitFor();
      const page = await editor.waitForState('panel', 'loading');
      expect(await editor.analysisChildren()).toHaveLength(1);
      await editor.statusBar(/Entroscope.*1 waiting/u).waitFor();
      await openGate(editor.folder);
      await page.locator('main[data-state="done"]', { hasText: 'second/model.json' }).waitFor();
      await editor.openContainer('Entroscope');
      for (const model of [MODEL, 'second/model.json']) await editor.expand(editor.treeItem(model));
      await editor.waitForChildren((count) => count === 0, 2000);
      await editor.statusBar('Entroscope').waitFor({ state: 'detached' });
    },
  );
});
