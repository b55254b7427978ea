import { appendFile, cp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { readModelFile } from '../../src/models/modelFile.js';
import { analyze, ROOT } from '../support/cli.js';
import { reportNumbers, tableNumbers } from './support/layerTable.js';
import { scenario } from './support/scenario.js';

const MODEL = 'checkpoints/best.keras';

describe('a .keras file as ModelCheckpoint writes it', () => {
  scenario(
    'is analysed by a right-click, and again when the next epoch was better',
    {
      prepare: async (folder) => {
        await rm(join(folder, 'model'), { recursive: true });
        await cp(join(ROOT, 'test/fixtures/keras-files/mlp_checkpoint.keras'), join(folder, MODEL));
        await writeFile(join(folder, 'rows.csv'), rows());
        const entry = { model: MODEL, data: 'rows.csv' };
        await writeFile(join(folder, 'entroscope.json'), JSON.stringify({ models: [entry] }));
      },
    },
    async (editor) => {
      await editor.openContainer('Entroscope');
      await editor.treeItem('best.keras').waitFor();
      await editor.contextMenu(MODEL, 'Analyze Activation Entropy');
      const page = await editor.waitForState('panel', 'done');
      const before = await tableNumbers(page);
      expect(before).toEqual(reportNumbers(await analyze([MODEL], { cwd: editor.folder }), before));

      const file = join(editor.folder, MODEL);
      const better = await negated(file);
      const half = Math.floor(better.length / 2);
      await writeFile(file, better.subarray(0, half));
      // As a fit that is still writing: it is no model until its list of files stands at its end.
      await editor.page.waitForTimeout(2500);
      await page.locator('main[data-state="done"], main[data-state="stale"]').waitFor();
      await appendFile(file, better.subarray(half));
      await page
        .locator('main[data-state="done"] tr[data-layer="dense"] td[data-run="previous"]')
        .first()
        .waitFor();
      const now = await tableNumbers(page);
      expect(now).toEqual(reportNumbers(await analyze([MODEL], { cwd: editor.folder }), now));
      expect(now).not.toEqual(before);
      expect(editor.problems).toEqual([]);
    },
  );
});

/** Samples of 20 numbers in two classes. */
function rows(): string {
  const names = Array.from({ length: 20 }, (_, column) => `x${column}`);
  const lines = Array.from({ length: 80 }, (_, row) => {
    const numbers = names.map((_, column) => Math.sin(row * 7.3 + column * (1 + (row % 2))).toFixed(4));
    return [...numbers, row % 2].join();
  });
  return [[...names, 'label'].join(), ...lines, ''].join('\n');
}

/** The file with its largest weight, a kernel of float32, negated: another training. */
async function negated(file: string): Promise<Buffer> {
  const { shards } = await readModelFile(file);
  const [first] = shards.flat().sort((a, b) => b.bytes - a.bytes);
  const bytes = Buffer.from(await readFile(file));
  if (first === undefined) throw new Error('a model has weights');
  const end = first.start + first.bytes;
  for (let at = first.start; at < end; at += 4) bytes.writeFloatLE(-bytes.readFloatLE(at), at);
  return bytes;
}
