import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { runCli } from '../support/cli.js';
import { writeConfig } from './support/example.js';
import { scenario } from './support/scenario.js';

const MODEL = 'model/model.json';

describe('which layers can go, in VS Code', () => {
  scenario(
    'is a button away, shown as chart and table, and saved as a smaller model that is in the tree',
    {},
    async (editor) => {
      const data = 'data/t10k-images-idx3-ubyte.gz';
      await writeConfig(editor.folder, { model: MODEL, data, samples: 400, science: false });
      await editor.contextMenu(MODEL, 'Analyze Activation Entropy');
      const page = await editor.waitForState('panel', 'done');
      await page.locator('[data-action="which-layers-can-go"]').click();
      const section = page.locator('.what-if[data-what-if="done"]');
      await section.waitFor({ timeout: 90_000 });
      await section.getByText('may be enough').waitFor();
      const marks = await section.locator('svg [data-layer]').count();
      const rows = await section.locator('.path table tbody tr').count();
      expect(marks).toBe(rows);
      expect(rows).toBeGreaterThan(2);
      const first = section.locator('svg circle').first();
      await first.focus();
      expect(await first.getAttribute('aria-label')).toMatch(/^as it is: accuracy 0\.9/u);

      await section.locator('[data-action="save-smaller-model"]').click();
      await editor.saveAs('smaller model', join(editor.folder, 'smaller'));
      await editor.waitForFile('smaller/model.json');
      await section.getByText('Saved:').waitFor();
      expect((await readdir(join(editor.folder, 'smaller'))).sort()).toEqual(['model.json', 'weights.bin']);
      const inspected = await runCli(['inspect', join(editor.folder, 'smaller'), '--json', '-']);
      expect(JSON.parse(inspected.stdout)).toMatchObject({ problems: [] });
      await editor.openContainer('Entroscope');
      await editor.treeItem(/smaller\/model\.json/u).waitFor();
      expect(await editor.analysisChildren()).toEqual([]);
    },
  );
});
