import { execFile } from 'node:child_process';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Locator } from 'playwright-core';
import { describe, expect } from 'vitest';
import { analyze } from '../support/cli.js';
import type { Editor } from './support/editor.js';
import { writeConfig } from './support/example.js';
import { reportNumbers, tableNumbers, type TableNumbers } from './support/layerTable.js';
import { PATIENCE_MS } from './support/patience.js';
import { scenario } from './support/scenario.js';

const MODEL = 'model/model.json';
const NOTEBOOK = 'train.ipynb';
const REPORT = 'kept.entroscope.json';
const run = promisify(execFile);

/** Source of the cells, markdown in the first: a cell's place in the notebook is not its place among the code. */
const CELLS = [
  '# Digits',
  'import tensorflow as tf\nfrom tensorflow.keras import layers',
  [
    'model = tf.keras.Sequential()',
    "model.add(layers.Dense(128, activation='relu', name='fc1', input_shape=(784,)))",
    "model.add(layers.Dense(128, activation='relu', name='fc2'))",
  ].join('\n'),
  [
    '# The second half',
    "model.add(layers.Dense(128, activation='relu', name='fc3'))",
    "model.add(layers.Dense(128, activation='relu', name='fc4'))",
    "model.add(layers.Dense(10, activation='softmax', name='digits'))",
  ].join('\n'),
] as const;

/** The training code is a notebook, with a picture among its outputs that makes it larger than any script. */
async function trainedInNotebook(folder: string): Promise<void> {
  await rm(join(folder, 'train.mjs'));
  await writeConfig(folder, {
    model: MODEL,
    data: 'data/t10k-images-idx3-ubyte.gz',
    labels: 'data/t10k-labels-idx1-ubyte.gz',
  });
  const cells = CELLS.map((text, index) => ({
    cell_type: index === 0 ? 'markdown' : 'code',
    id: `cell${index}`,
    metadata: {},
    source: text.split(/(?<=\n)/u),
    ...(index === 0 ? {} : { execution_count: null, outputs: index === 1 ? [PICTURE] : [] }),
  }));
  const metadata = { language_info: { name: 'python' } };
  const notebook = { cells, metadata, nbformat: 4, nbformat_minor: 5 };
  await writeFile(join(folder, NOTEBOOK), JSON.stringify(notebook, null, 1));
}

const PICTURE = {
  output_type: 'display_data',
  metadata: {},
  data: { 'text/plain': ['a picture'], 'application/octet-stream': 'iVBORw0K'.repeat(2 ** 18) },
};

describe('beside training code in a notebook', () => {
  scenario(
    'a layer of the page leads to its line in its cell, and its numbers stand there',
    { prepare: trainedInNotebook },
    async (editor) => {
      // The page comes beside what is open.
      await editor.openFile('entroscope.json');
      await editor.contextMenu(MODEL, 'Analyze Activation Entropy');
      const page = await editor.waitForState('panel', 'done');
      const row = (layer: string): Locator =>
        page.locator(`table[data-table="layers"] tr[data-layer="${layer}"]`);
      // The notebook was never open: the click opens it as one, not as its text.
      await row('fc3').click();
      await editor.tab(NOTEBOOK).waitFor();
      await editor.statusBar('Cell 4 of 4').waitFor();
      await expect.poll(() => cursorLine(editor), { timeout: PATIENCE_MS }).toContain("'fc3'");
      // Another layer of another cell, in the notebook that is open now.
      await row('fc2').click();
      await editor.statusBar('Cell 3 of 4').waitFor();
      await expect.poll(() => cursorLine(editor), { timeout: PATIENCE_MS }).toContain("'fc2'");
      // The numbers stand at the lines, cell by cell.
      const report = await analyze([MODEL], { cwd: editor.folder });
      const lenses = editor.page.locator('.notebookOverlay .codelens-decoration');
      await lenses.nth(4).waitFor();
      const texts = [
        ...(await cellWith(editor, 'fc2').locator('.codelens-decoration').allInnerTexts()),
        ...(await cellWith(editor, 'fc3').locator('.codelens-decoration').allInnerTexts()),
      ];
      expect(texts).toEqual(
        report.layers.map(
          ({ entropy, stability, neurons }) =>
            `H ${entropy.class.toFixed(2)} bit · gap ${entropy.gap.toFixed(2)} · stability ${(stability.class ?? NaN).toFixed(2)} · ${neurons.dead} dead`,
        ),
      );
      expect(editor.problems).toEqual([]);
    },
  );
});

/** A report in a repository, made anew since it was committed. */
async function reportMadeAnew(folder: string): Promise<void> {
  const file = join(folder, REPORT);
  const git = async (...args: readonly string[]): Promise<unknown> =>
    run('git', ['-c', 'user.name=A', '-c', 'user.email=a@example.org', ...args], { cwd: folder });
  await writeFile(file, JSON.stringify(await analyze([MODEL, '--samples', '300'], { cwd: folder })));
  await git('init', '-q');
  await git('add', REPORT);
  await git('commit', '-qm', 'First report');
  await writeFile(file, JSON.stringify(await analyze([MODEL, '--samples', '500'], { cwd: folder })));
}

describe('a comparison with an older version', () => {
  scenario(
    'has the committed report on one side and the present one on the other',
    {
      prepare: reportMadeAnew,
      settings: {
        'git.enabled': true,
        'workbench.diffEditorAssociations': { '*.entroscope.json': 'entroscope.report' },
      },
    },
    async (editor) => {
      await editor.openFile(REPORT);
      const present = await tableNumbers(await editor.waitForState('panel', 'done'));
      await editor.page.locator('.editor-actions [aria-label^="Open Changes"]').click();
      const sides = editor.page.locator('iframe.webview.ready');
      const shown = async (): Promise<readonly TableNumbers[]> => {
        const names = await sides.evaluateAll((all) =>
          all
            .filter((side) => getComputedStyle(side).visibility !== 'hidden')
            .sort((a, b) => a.getBoundingClientRect().left - b.getBoundingClientRect().left)
            .map((side) => side.getAttribute('name') ?? ''),
        );
        const frames = names.map((name) =>
          editor.page.frameLocator(`iframe.webview[name="${name}"]`).frameLocator('iframe#active-frame'),
        );
        return Promise.all(frames.map((frame) => tableNumbers(frame)));
      };
      await expect.poll(async () => (await shown()).length, { timeout: PATIENCE_MS }).toBe(2);
      await expect
        .poll(async () => (await shown()).map((numbers) => Object.keys(numbers).length), {
          timeout: PATIENCE_MS,
        })
        .toEqual([5, 5]);
      const [older, newer] = await shown();
      expect(newer).toEqual(present);
      const before = await analyze([MODEL, '--samples', '300'], { cwd: editor.folder });
      expect(older).toEqual(reportNumbers(before, older ?? {}));
      expect(older).not.toEqual(newer);
    },
  );
});

/** The notebook's cell whose code has the text. */
function cellWith(editor: Editor, text: string): Locator {
  return editor.page.locator('.notebookOverlay .monaco-list-row.code-cell-row').filter({ hasText: text });
}

/** The line of code at the cursor of the focused cell; empty while there is none. */
async function cursorLine(editor: Editor): Promise<string> {
  return editor.page.evaluate(() => {
    const cell = document.querySelector('.notebookOverlay .code-cell-row.focused');
    const cursor = cell?.querySelector('.cursors-layer .cursor')?.getBoundingClientRect();
    if (cursor === undefined) return '';
    const middle = cursor.top + cursor.height / 2;
    const line = [...(cell?.querySelectorAll('.view-line') ?? [])].find((one) => {
      const { top, bottom } = one.getBoundingClientRect();
      return top < middle && middle < bottom;
    });
    return line?.textContent ?? '';
  });
}
