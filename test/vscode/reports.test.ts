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
    'a report file opens as a page, without a run',
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
      expect(editor.problems).toEqual([]);
    },
  );

  scenario('the report of a run is exported as JSON', {}, async (editor) => {
    await editor.contextMenu(MODEL, ANALYZE);
    const page = await editor.waitForState('panel', 'done');
    const shown = await tableNumbers(page);
    await editor.runCommand('Entroscope: Export Report');
    const file = join(editor.folder, 'exported.entroscope.json');
    await editor.saveAs('Export Report', file);
    await editor.waitForFile('exported.entroscope.json');
    const report: unknown = JSON.parse(await readFile(file, 'utf8'));
    expect(report).toMatchObject({ schema: 'entroscope.report/1' });
    expect(shown).toEqual(reportNumbers(await analyze([MODEL], { cwd: editor.folder }), shown));
  });

  scenario('a reload of the window keeps panel and side view', {}, async (editor) => {
    await editor.contextMenu(MODEL, ANALYZE);
    await editor.waitForState('panel', 'done');
    await editor.openContainer('Entroscope');
    const shown = await tableNumbers(await editor.waitForState('side', 'done'));
    await editor.reload();
    expect(await tableNumbers(await editor.waitForState('panel', 'done'))).toEqual(shown);
    expect(await tableNumbers(await editor.waitForState('side', 'done'))).toEqual(shown);
    expect(await editor.analysisChildren()).toEqual([]);
  });
});
