import { appendFile, readFile, rename, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FrameLocator, Locator } from 'playwright-core';
import { describe, expect } from 'vitest';
import { analyze } from '../support/cli.js';
import type { Editor } from './support/editor.js';
import { inTwoShards, retrainedWeights, SHARDS, shardsOf } from './support/example.js';
import { reportNumbers, tableNumbers } from './support/layerTable.js';
import { scenario } from './support/scenario.js';

const MODEL = 'model/model.json';

describe('a model that is trained again', () => {
  scenario('is analysed again once model.json and then the weights are there', {}, async (editor) => {
    const page = await analysed(editor);
    const before = await tableNumbers(page);
    const weights = await retrainedWeights(editor.folder);
    const model = join(editor.folder, MODEL);
    const text = await readFile(model, 'utf8');
    const states = await recordStates(page);
    await writeFile(model, text);
    await inPieces(join(editor.folder, 'model', 'weights.bin'), weights, () => page);
    await comparedWithBefore(editor, page, before);
    expect(await states()).not.toContain('error');
    expect(editor.problems).toEqual([]);
  });

  scenario(
    'is analysed once only when the last of its shards is whole, model.json written last',
    {},
    async (editor) => {
      const page = await analysed(editor);
      const before = await tableNumbers(page);
      const weights = await retrainedWeights(editor.folder);
      const model = join(editor.folder, MODEL);
      const text = await readFile(model, 'utf8');
      const states = await recordStates(page);
      await inPieces(join(editor.folder, 'model', 'weights.bin'), weights, () => page);
      await writeFile(model, text.replace('"convertedBy":null', '"convertedBy":"again"'));
      await comparedWithBefore(editor, page, before);
      expect(await states()).not.toContain('error');
      await editor.openContainer('Entroscope');
      await editor.expand(editor.treeItem(MODEL));
      const runs = editor.page.locator(
        '.part.sidebar .tree-explorer-viewlet-tree-view .monaco-list-row[aria-level="2"]',
      );
      await runs.nth(1).waitFor();
      expect(await runs.count()).toBe(2);
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

  scenario('is not analysed again where its files only have a new time', {}, async (editor) => {
    const page = await analysed(editor);
    const weights = await retrainedWeights(editor.folder);
    const now = new Date();
    await utimes(join(editor.folder, MODEL), now, now);
    // What comes after shows that the watcher has seen it: one run more, not two.
    const file = join(editor.folder, 'model', 'weights.bin');
    await writeFile(`${file}.tmp`, weights);
    await rename(`${file}.tmp`, file);
    await twoRuns(page).waitFor();
    expect((await tableNumbers(page, 'previous'))['fc1']).toBeDefined();
  });

  scenario(
    'is analysed only after a yes where the setting says ask',
    { settings: { 'entroscope.rerun': 'ask' } },
    async (editor) => {
      const page = await analysed(editor);
      await writeFile(join(editor.folder, 'model', 'weights.bin'), await retrainedWeights(editor.folder));
      const question = editor.notification(/model\/model\.json/u);
      await question.waitFor();
      await editor.waitForState('panel', 'stale');
      expect(await editor.analysisChildren()).toEqual([]);
      expect(await page.locator('[data-run="previous"]').count()).toBe(0);
      await editor.press(question, /again|analy[sz]e|rerun/iu);
      await twoRuns(page).waitFor();
    },
  );

  scenario(
    'is only marked stale where the setting says off, until a person asks',
    { settings: { 'entroscope.rerun': 'off' } },
    async (editor) => {
      const page = await analysed(editor);
      await writeFile(join(editor.folder, 'model', 'weights.bin'), await retrainedWeights(editor.folder));
      await editor.waitForState('panel', 'stale');
      expect(await editor.analysisChildren()).toEqual([]);
      await page.locator('[data-action="rerun"]').first().click();
      await twoRuns(page).waitFor();
    },
  );
});

async function analysed(editor: Editor): Promise<FrameLocator> {
  await editor.contextMenu(MODEL, 'Analyze Activation Entropy');
  return editor.waitForState('panel', 'done');
}

/** There when a second run has ended and is compared with the first. */
function twoRuns(page: FrameLocator): Locator {
  return page.locator('main[data-state="done"] tr[data-layer="fc1"] td[data-run="previous"]').first();
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
  await twoRuns(page).waitFor();
  const now = await tableNumbers(page);
  const report = await analyze([MODEL], { cwd: editor.folder });
  expect(now).toEqual(reportNumbers(report, now));
  const previous = await tableNumbers(page, 'previous');
  for (const [layer, fields] of Object.entries(previous)) {
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
