import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { analyze } from '../support/cli.js';
import type { Editor } from './support/editor.js';
import { scenario } from './support/scenario.js';

const MODEL = 'model/model.json';
const ANALYZE = 'Analyze Activation Entropy';

describe('beside the training code', () => {
  scenario(
    'each layer’s line carries its numbers, the way leads there and back, and an edited line is marked',
    {},
    async (editor) => {
      // The panel stands alone: code opens beside it.
      await editor.contextMenu(MODEL, ANALYZE);
      const page = await editor.waitForState('panel', 'done');
      await page.locator('table[data-table="layers"] tr[data-layer="fc2"]').click();
      await editor.tab('train.mjs').waitFor();
      await page.locator('[aria-selected="true"][data-layer="fc2"]').first().waitFor();
      expect(await editor.page.locator('.editor-group-container').count()).toBe(2);

      const report = await analyze([MODEL], { cwd: editor.folder });
      await lens(editor, 4).waitFor();
      expect(await lenses(editor)).toEqual(
        report.layers.map(
          ({ entropy, stability, neurons }) =>
            `H ${entropy.class.toFixed(2)} bit · gap ${entropy.gap.toFixed(2)} · stability ${(stability.class ?? NaN).toFixed(2)} · ${neurons.dead} dead`,
        ),
      );
      // A row of the page leads to the line of the layer.
      const script = join(editor.folder, 'train.mjs');
      const text = await readFile(script, 'utf8');
      const lineOf = (layer: string): number =>
        text.split('\n').findIndex((line) => line.includes(`'${layer}'`)) + 1;
      await page.locator('table[data-table="layers"] tr[data-layer="fc3"]').click();
      await editor.statusBar(new RegExp(`Ln ${lineOf('fc3')}, Col`, 'u')).waitFor();
      // A lens leads to the layer on the page, in the file's order.
      await lens(editor, 1).click();
      await page.locator('[aria-selected="true"][data-layer="fc2"]').first().waitFor();

      // A line that was edited since the run is marked, and another layer's is not.
      await writeFile(
        script,
        text.replace("activation: 'relu', name: 'fc2'", "activation: 'relu',  name: 'fc2'"),
      );
      await editor.page.locator('.codelens-decoration', { hasText: 'stale' }).waitFor();
      expect((await lenses(editor)).map((line) => line.includes('stale'))).toEqual([
        false,
        true,
        false,
        false,
        false,
      ]);
      expect(editor.problems).toEqual([]);
    },
  );

  scenario(
    'a layer that an imported file defines carries its numbers there, and the way leads there',
    {
      prepare: async (folder) => {
        await writeFile(
          join(folder, 'block.mjs'),
          [
            "import * as tf from '@tensorflow/tfjs';",
            'export function addHidden(model) {',
            `  model.add(${dense('fc2', 128, 'relu')});`,
            '}',
          ].join('\n'),
        );
        const layers = [
          dense('fc1', 128, 'relu'),
          null,
          dense('fc3', 128, 'relu'),
          dense('fc4', 128, 'relu'),
          dense('digits', 10, 'softmax'),
        ];
        await writeFile(
          join(folder, 'train.mjs'),
          [
            "import * as tf from '@tensorflow/tfjs';",
            "import { addHidden } from './block.mjs';",
            'const model = tf.sequential();',
            ...layers.map((layer) => (layer === null ? 'addHidden(model);' : `model.add(${layer});`)),
          ].join('\n'),
        );
      },
    },
    async (editor) => {
      await editor.openFile('block.mjs');
      await editor.contextMenu(MODEL, ANALYZE);
      const page = await editor.waitForState('panel', 'done');
      await lens(editor, 0).waitFor();
      expect(await editor.page.locator('.codelens-decoration').allInnerTexts()).toHaveLength(1);
      await page.locator('table[data-table="layers"] tr[data-layer="fc4"]').click();
      await editor.tab('train.mjs').waitFor();
      await page.locator('table[data-table="layers"] tr[data-layer="fc2"]').click();
      await editor.statusBar(/Ln 3, Col/u).waitFor();
      expect(editor.problems).toEqual([]);
    },
  );

  scenario(
    'what is wrong with a layer is a problem at its line, gone with the next run, and hints stand where they are chosen',
    {},
    async (editor) => {
      const weights = join(editor.folder, 'model', 'weights.bin');
      const good = await readFile(weights);
      const broken = Buffer.from(good);
      // The last number is the output layer's last bias: a relu would swallow it, softmax spreads it.
      broken.writeFloatLE(NaN, good.length - 4);
      await writeFile(weights, broken);
      await editor.openFile('train.mjs');
      await editor.contextMenu(MODEL, ANALYZE);
      await editor.waitForState('panel', 'done');
      await editor.page.locator('.squiggly-error').first().waitFor();
      expect(await editor.page.locator('.squiggly-error').count()).toBe(1);
      await writeFile(weights, good);
      await editor.page.locator('.squiggly-error').waitFor({ state: 'detached' });

      await editor.changeSettings({ 'entroscope.codeAnnotations': 'inlayHints' });
      await editor.page.locator('.view-line', { hasText: /fc4.*H.0\.39.bit/u }).waitFor();
      await editor.page.locator('.codelens-decoration').first().waitFor({ state: 'detached' });
      expect(await editor.page.locator('.codelens-decoration').count()).toBe(0);
    },
  );
});

function dense(name: string, units: number, activation: string): string {
  return `tf.layers.dense({ units: ${units}, activation: '${activation}', name: '${name}' })`;
}

function lens(editor: Editor, place: number): ReturnType<Editor['page']['locator']> {
  return editor.page.locator('.codelens-decoration a').nth(place);
}

async function lenses(editor: Editor): Promise<readonly string[]> {
  return editor.page.locator('.codelens-decoration').allInnerTexts();
}
