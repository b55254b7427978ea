import { cp, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { ROOT } from '../support/cli.js';
import { scenario } from './support/scenario.js';

const ANALYZE = 'Analyze Activation Entropy';
/** Files and folders of a project that are no models. */
const OTHERS = [
  'train.mjs',
  'package.json',
  'tsconfig.json',
  'settings.json',
  'entroscope.json',
  'notes.md',
  'photo.png',
  'weights.csv',
  'data.h5',
  'LICENSE',
  'assets',
];

describe('the menu of the explorer', () => {
  scenario(
    'offers an analysis on models, whatever they are called, and on nothing else',
    {
      prepare: async (folder) => {
        await cp(join(folder, 'model', 'model.json'), join(folder, 'history.json'));
        await cp(join(ROOT, 'test/fixtures/keras-files/mlp_checkpoint.keras'), join(folder, 'best.keras'));
        await mkdir(join(folder, 'assets'));
        await writeFile(join(folder, 'assets', 'a.txt'), 'a');
        for (const name of OTHERS.filter((one) => one.includes('.') && one !== 'entroscope.json')) {
          if (name !== 'train.mjs') await writeFile(join(folder, name), name.endsWith('.json') ? '{}' : 'x');
        }
        await writeFile(join(folder, 'LICENSE'), 'MIT');
      },
    },
    async (editor) => {
      await editor.openContainer('Entroscope');
      await editor.treeItem('history.json').waitFor();
      expect(await editor.menuEntries('history.json')).toContain(ANALYZE);
      expect(await editor.menuEntries('model/model.json')).toContain(ANALYZE);
      expect(await editor.menuEntries('best.keras')).toContain(ANALYZE);
      const offered: string[] = [];
      for (const name of OTHERS) {
        const entries = await editor.menuEntries(name);
        expect(entries.length, name).toBeGreaterThan(3);
        if (entries.includes(ANALYZE)) offered.push(name);
      }
      expect(offered).toEqual([]);
      expect(editor.problems).toEqual([]);
    },
  );
});
