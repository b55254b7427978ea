import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FrameLocator } from 'playwright-core';
import { describe, expect } from 'vitest';
import { analyze } from '../support/cli.js';
import { HOSTILE_NAMES, hostileReport } from '../support/sampleReport.js';
import { HOSTILE_LABEL, hostileLabels, withoutConfig, writeConfig } from './support/example.js';
import { reportNumbers, tableNumbers } from './support/layerTable.js';
import { scenario } from './support/scenario.js';

const MODEL = 'model/model.json';
const ANALYZE = 'Analyze Activation Entropy';

describe('an analysis in VS Code', () => {
  scenario(
    'by right-click shows the numbers of the command line beside the editor',
    { evidence: true },
    async (editor) => {
      await editor.openFile('train.mjs');
      await editor.contextMenu(MODEL, ANALYZE);
      const page = await editor.waitForState('panel', 'done');
      const shown = await tableNumbers(page);
      const report = await analyze([MODEL], { cwd: editor.folder });
      expect(Object.keys(shown)).toEqual(report.layers.map(({ id }) => id));
      expect(shown).toEqual(reportNumbers(report, shown));
      expect(shown['fc1']?.['entropy.class']).toMatch(/^0\.\d{6,}/u);
      // Beside: the script is still visible, in the group to the left.
      const script = await editor.tab('train.mjs').boundingBox();
      const panel = await editor.tab(/Entroscope/u).boundingBox();
      expect(script?.x).toBeLessThan(panel?.x ?? 0);
      expect(await editor.page.locator('.monaco-editor .view-lines').first().isVisible()).toBe(true);
      expect(await editor.waitForChildren((count) => count === 0, 2000)).toEqual([]);
      expect(editor.problems).toEqual([]);
    },
  );

  scenario(
    'asks for the data the first time, remembers them in entroscope.json, and says of synthetic ones that they are noise',
    { prepare: withoutConfig },
    async (editor) => {
      await editor.contextMenu(MODEL, ANALYZE);
      await editor.pickQuickPick('t10k-images');
      const page = await editor.waitForState('panel', 'done');
      expect(Object.keys(await tableNumbers(page))).toContain('fc1');
      const config: unknown = JSON.parse(await readFile(join(editor.folder, 'entroscope.json'), 'utf8'));
      expect(config).toMatchObject({
        models: [{ model: MODEL, data: 'data/t10k-images-idx3-ubyte.gz' }],
      });
      // The second time nobody is asked.
      await writeConfig(editor.folder, {
        model: MODEL,
        data: 'data/t10k-images-idx3-ubyte.gz',
        samples: 500,
      });
      const written = (await stat(join(editor.folder, 'entroscope.json'))).mtimeMs;
      await editor.runCommand('Entroscope: Rerun Last Analysis');
      await page.locator('main[data-state="done"] [data-run="previous"]').first().waitFor();
      expect((await stat(join(editor.folder, 'entroscope.json'))).mtimeMs).toBe(written);

      await withoutConfig(editor.folder);
      await editor.contextMenu(MODEL, ANALYZE);
      await editor.pickQuickPick(/synthetic/iu);
      await page.locator('main[data-state="done"]', { hasText: /noise/iu }).waitFor();
      expect(await page.locator('[data-finding]').count()).toBeGreaterThan(0);
    },
  );

  scenario(
    'by the palette takes the one model in the tree, and puts run and layers there',
    {},
    async (editor) => {
      await editor.openContainer('Entroscope');
      const model = editor.treeItem(MODEL);
      await model.waitFor();
      await editor.runCommand(`Entroscope: ${ANALYZE}`);
      await editor.waitForState('panel', 'done');
      await editor.expand(model);
      const run = editor.page.locator(
        '.part.sidebar .tree-explorer-viewlet-tree-view .monaco-list-row[aria-level="2"]',
      );
      await editor.expand(run.first());
      await editor.treeItem(/^\s*fc1/u).waitFor();
      const items = await editor.treeItems();
      for (const layer of ['fc1', 'fc2', 'fc3', 'fc4']) {
        expect(items.some((text) => text.trim().startsWith(layer))).toBe(true);
      }
      // The side view follows the model analysed last.
      const side = await editor.waitForState('side', 'done');
      await side.locator('[data-layer="fc1"]').first().waitFor();
      expect(editor.problems).toEqual([]);
    },
  );

  scenario(
    'keeps the names of classes and of layers text, whatever they hold',
    {
      prepare: async (folder) => {
        await hostileLabels(folder);
        await writeFile(join(folder, 'hostile.entroscope.json'), JSON.stringify(hostileReport()));
      },
    },
    async (editor) => {
      await editor.contextMenu(MODEL, ANALYZE);
      const analysed = await editor.waitForState('panel', 'done');
      await analysed.getByText(HOSTILE_LABEL).first().waitFor({ state: 'attached' });
      await unharmed(analysed);
      await editor.closeTab('Entroscope: model/model.json');

      await editor.openFile('hostile.entroscope.json');
      const page = await editor.waitForState('panel', 'done');
      expect(Object.keys(await tableNumbers(page))).toEqual(HOSTILE_NAMES);
      await unharmed(page);
      expect(editor.problems).toEqual([]);
    },
  );
});

/** Nothing of what was shown became an element or ran. */
async function unharmed(page: FrameLocator): Promise<void> {
  expect(await page.locator('main').evaluate(() => 'owned' in globalThis || document.title === 'owned')).toBe(
    false,
  );
  expect(await page.locator('main img, main script').count()).toBe(0);
}
