import { appendFile, readFile, rename, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FrameLocator } from 'playwright-core';
import { describe, expect } from 'vitest';
import { analyze } from '../support/cli.js';
import type { Editor } from './support/editor.js';
import { inTwoShards, retrainedWeights, SHARDS, shardsOf } from './support/example.js';
import { reportNumbers, tableNumbers } from './support/layerTable.js';
import { PATIENCE_MS } from './support/patience.js';
import { scenario } from './support/scenario.js';

const MODEL = 'model/model.json';

describe('a model that is trained again', () => {
  scenario(
    'is analysed again once what it is saved in is whole, whichever file comes last, and not for a new time alone',
    {},
    async (editor) => {
      const page = await analysed(editor);
      const states = await recordStates(page);
      const model = join(editor.folder, MODEL);
      const weights = join(editor.folder, 'model', 'weights.bin');
      const text = await readFile(model, 'utf8');

      // model.json first, then the weights.
      let before = await tableNumbers(page);
      await writeFile(model, text);
      await inPieces(weights, await retrainedWeights(editor.folder), () => page);
      await comparedWithBefore(editor, page, before);

      // The weights first, model.json last.
      before = await tableNumbers(page);
      await inPieces(weights, await retrainedWeights(editor.folder), () => page);
      await writeFile(model, text.replace('"convertedBy":null', '"convertedBy":"again"'));
      await comparedWithBefore(editor, page, before);
      expect(await states()).not.toContain('error');
      await editor.openContainer('Entroscope');
      await editor.expand(editor.treeItem(MODEL));
      await expect.poll(() => countRuns(editor)).toBe(3);

      // What comes after a new time shows that the watcher has seen it: one run more, not two.
      before = await tableNumbers(page);
      const retrained = await retrainedWeights(editor.folder);
      const now = new Date();
      await utimes(model, now, now);
      await writeFile(`${weights}.tmp`, retrained);
      await rename(`${weights}.tmp`, weights);
      await comparedWithBefore(editor, page, before);
      expect(await countRuns(editor)).toBe(4);
      expect(editor.problems).toEqual([]);
    },
  );

  scenario('in two shards waits for both, in whichever order', { prepare: inTwoShards }, async (editor) => {
    const page = await analysed(editor);
    const before = await tableNumbers(page);
    const [one, two] = shardsOf(await retrainedWeights(editor.folder, SHARDS));
    const states = await recordStates(page);
    await inPieces(join(editor.folder, 'model', SHARDS[1]), two, () => page);
    await inPieces(join(editor.folder, 'model', SHARDS[0]), one, () => page);
    await comparedWithBefore(editor, page, before);
    expect(await states()).not.toContain('error');
  });

  scenario(
    'is analysed only after a yes where the setting says ask, and only marked stale where it says off',
    { settings: { 'entroscope.rerun': 'ask' } },
    async (editor) => {
      const weights = join(editor.folder, 'model', 'weights.bin');
      const page = await analysed(editor);
      let before = await tableNumbers(page);
      await writeFile(weights, await retrainedWeights(editor.folder));
      const question = editor.notification(/model\/model\.json/u);
      await question.waitFor();
      await editor.waitForState('panel', 'stale');
      expect(await editor.analysisChildren()).toEqual([]);
      expect(await page.locator('[data-run="previous"]').count()).toBe(0);
      await editor.press(question, /again|analy[sz]e|rerun/iu);
      await comparedWithBefore(editor, page, before);

      await editor.changeSettings({ 'entroscope.rerun': 'off' });
      before = await tableNumbers(page);
      await writeFile(weights, await retrainedWeights(editor.folder));
      await editor.waitForState('panel', 'stale');
      expect(await editor.analysisChildren()).toEqual([]);
      expect(await question.count()).toBe(0);
      await page.locator('[data-action="rerun"]').first().click();
      await comparedWithBefore(editor, page, before);
    },
  );
});

async function analysed(editor: Editor): Promise<FrameLocator> {
  await editor.contextMenu(MODEL, 'Analyze Activation Entropy');
  return editor.waitForState('panel', 'done');
}

/** How many runs of the model the tree shows. */
async function countRuns(editor: Editor): Promise<number> {
  const rows = '.part.sidebar .tree-explorer-viewlet-tree-view .monaco-list-row[aria-level="2"]';
  return editor.page.locator(rows).count();
}

/** Truncates the file, waits until the page says that the run is stale, and writes the rest. */
async function inPieces(file: string, bytes: Buffer, page: () => FrameLocator): Promise<void> {
  const half = Math.floor(bytes.length / 2);
  await writeFile(file, bytes.subarray(0, half));
  await page().locator('main[data-state="stale"]').waitFor();
  await appendFile(file, bytes.subarray(half));
}

/** Waits for the run after the change: both runs are on the page, with the numbers of before and of now. */
async function comparedWithBefore(
  editor: Editor,
  page: FrameLocator,
  before: Awaited<ReturnType<typeof tableNumbers>>,
): Promise<void> {
  const previousNumbers = async (): Promise<Awaited<ReturnType<typeof tableNumbers>>> => {
    await page
      .locator('main[data-state="done"] tr[data-layer="fc1"] td[data-run="previous"]')
      .first()
      .waitFor();
    return tableNumbers(page, 'previous');
  };
  // The run before may be compared with an older one still.
  await expect
    .poll(async () => (await previousNumbers())['fc1']?.['entropy.class'], { timeout: PATIENCE_MS })
    .toBe(before['fc1']?.['entropy.class']);
  const now = await tableNumbers(page);
  const report = await analyze([MODEL], { cwd: editor.folder });
  expect(now).toEqual(reportNumbers(report, now));
  for (const [layer, fields] of Object.entries(await previousNumbers())) {
    expect(before[layer]).toMatchObject(fields);
    expect(now[layer]?.['entropy.class']).not.toBe(fields['entropy.class']);
  }
}

/** Every state that the page goes through from now on. */
async function recordStates(page: FrameLocator): Promise<() => Promise<readonly string[]>> {
  const name = 'entroscopeStates';
  await page.locator('body').evaluate((body, key) => {
    const seen: string[] = [];
    Reflect.set(globalThis, key, seen);
    new MutationObserver(() => {
      const state = document.querySelector('main')?.getAttribute('data-state') ?? '';
      if (seen.at(-1) !== state) seen.push(state);
    }).observe(body, { subtree: true, childList: true, attributes: true, attributeFilter: ['data-state'] });
  }, name);
  return () =>
    page.locator('body').evaluate((_, key) => {
      const seen: unknown = Reflect.get(globalThis, key);
      return Array.isArray(seen) ? seen.map(String) : [];
    }, name);
}
