import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { analyze } from '../support/cli.js';
import { reportNumbers, tableNumbers } from './support/layerTable.js';
import { scenario } from './support/scenario.js';

const MODEL = 'model/model.json';
const ANALYZE = 'Analyze Activation Entropy';

describe('reports in VS Code', () => {
  scenario(
    'a report file opens as a page without a run, a run is exported as one, and a reload keeps panel and side view',
    {
      prepare: async (folder) => {
        const report = await analyze([MODEL, '--samples', '500'], { cwd: folder });
        await writeFile(join(folder, 'kept.entroscope.json'), JSON.stringify(report));
      },
    },
    async (editor) => {
      await editor.openFile('kept.entroscope.json');
      const page = await editor.waitForState('panel', 'done');
      const shown = await tableNumbers(page);
      const report = await analyze([MODEL, '--samples', '500'], { cwd: editor.folder });
      expect(shown).toEqual(reportNumbers(report, shown));
      expect(await editor.analysisChildren()).toEqual([]);
      await editor.closeTab('kept.entroscope.json');

      await editor.contextMenu(MODEL, ANALYZE);
      const ran = await tableNumbers(await editor.waitForState('panel', 'done'));
      await editor.runCommand('Entroscope: Export Report');
      const file = join(editor.folder, 'exported.entroscope.json');
      await editor.saveAs('Export Report', file);
      await editor.waitForFile('exported.entroscope.json');
      const exported: unknown = JSON.parse(await readFile(file, 'utf8'));
      expect(exported).toMatchObject({ schema: 'entroscope.report/1' });
      expect(ran).toEqual(reportNumbers(await analyze([MODEL], { cwd: editor.folder }), ran));

      await editor.openContainer('Entroscope');
      expect(await tableNumbers(await editor.waitForState('side', 'done'))).toEqual(ran);
      await editor.reload();
      expect(await tableNumbers(await editor.waitForState('panel', 'done'))).toEqual(ran);
      expect(await tableNumbers(await editor.waitForState('side', 'done'))).toEqual(ran);
      expect(await editor.analysisChildren()).toEqual([]);
      expect(editor.problems).toEqual([]);
    },
  );
});
