import type { Browser } from 'playwright-core';
import { afterAll, describe, expect, it } from 'vitest';
import type { FromPage } from '../../src/protocol/pageMessages.js';
import { runKey } from '../../src/protocol/pageState.js';
import type { LayerReport } from '../../src/report/report.js';
import { launchBrowser } from '../support/browser.js';
import { denseReport } from '../support/sampleReport.js';
import { openPanel, type PanelPage } from './panelPage.js';
import { stateMessage } from './pageStates.js';

const launched = await launchBrowser();
const browser: Browser | null = 'skip' in launched ? null : launched;
if ('skip' in launched) console.log(`The tests of counts by request are skipped: ${launched.skip}`);

const report = denseReport();
const run = runKey(report);
const bare = { ...report, layers: report.layers.map((layer) => ({ ...layer, counts: null })) };

/** The page with a finished run whose counts the host keeps; dense_8 is selected at first. */
async function openWithoutCounts(): Promise<PanelPage> {
  if (browser === null) throw new Error('no browser');
  const panel = await openPanel(browser);
  await panel.send(stateMessage({ kind: 'done', data: { report: bare, previous: null, counts: 'host' } }));
  return panel;
}

function layerOf(id: string): LayerReport {
  return report.layers.find((layer) => layer.id === id)!;
}

function answer(panel: PanelPage, id: string): Promise<void> {
  return panel.send({ t: 'counts', run, layer: id, counts: layerOf(id).counts });
}

async function asked(panel: PanelPage): Promise<readonly string[]> {
  const questions = (await panel.posted()).filter(
    (message): message is Extract<FromPage, { t: 'counts' }> => message.t === 'counts',
  );
  expect(questions.every((question) => question.run === run)).toBe(true);
  return questions.map(({ layer }) => layer);
}

afterAll(async () => {
  await browser?.close();
});

describe.skipIf(browser === null)('counts that are not in the report', () => {
  it('are asked for when a layer is looked at, once a layer, and drawn when they come', async () => {
    await using panel = await openWithoutCounts();
    const { page } = panel;
    const map = (id: string) => page.locator(`[data-chart="firing"][data-layer="${id}"] canvas`);
    expect(await asked(panel)).toEqual(['dense_8']);
    expect(await page.locator('[data-chart="firing"]').count()).toBe(0);
    await answer(panel, 'dense_8');
    await map('dense_8').waitFor();
    await page.locator('[role="option"][data-layer="dense_2"]').click();
    await answer(panel, 'dense_2');
    await map('dense_2').waitFor();
    await page.locator('[role="option"][data-layer="dense_8"]').click();
    await map('dense_8').waitFor();
    // The same run, sent again, is not another one.
    await panel.send(stateMessage({ kind: 'done', data: { report: bare, previous: null, counts: 'host' } }));
    await map('dense_8').waitFor();
    expect(await asked(panel)).toEqual(['dense_8', 'dense_2']);
    expect(panel.problems).toEqual([]);
  });

  it('are drawn of the layer that was asked for last, whichever answer comes first', async () => {
    await using panel = await openWithoutCounts();
    const { page } = panel;
    for (const id of ['dense_3', 'dense_5'])
      await page.locator(`[role="option"][data-layer="${id}"]`).click();
    await answer(panel, 'dense_5');
    await page.locator('[data-chart="firing"][data-layer="dense_5"] canvas').waitFor();
    for (const id of ['dense_3', 'dense_8']) await answer(panel, id);
    await page.evaluate(() => new Promise(requestAnimationFrame));
    const drawn = page.locator('[data-chart="firing"], [data-chart="histogram"]');
    expect(await drawn.evaluateAll((all) => all.map((one) => one.getAttribute('data-layer')))).toEqual([
      'dense_5',
      'dense_5',
    ]);
    expect(await asked(panel)).toEqual(['dense_8', 'dense_3', 'dense_5']);
    expect(panel.problems).toEqual([]);
  });

  it('move nothing while they come: the last picture keeps its place, unseen', async () => {
    await using panel = await openWithoutCounts();
    const { page } = panel;
    await answer(panel, 'dense_8');
    await page.locator('[data-chart="histogram"]').waitFor();
    // The figures above may take another line; what is below the map stays where it is to the map.
    const belowMap = async (): Promise<number> => {
      const [map, table] = await Promise.all(
        ['.firing', 'table[data-table="classes"]'].map((part) => page.locator(part).boundingBox()),
      );
      return table!.y - map!.y;
    };
    const before = await belowMap();
    await page.locator('[role="option"][data-layer="dense_7"]').click();
    expect(await page.locator('.details h2').textContent()).toBe('dense_7');
    expect(await page.locator('[data-chart="histogram"]').isVisible()).toBe(false);
    expect(await belowMap()).toBe(before);
    await answer(panel, 'dense_7');
    await page.locator('[data-chart="histogram"][data-layer="dense_7"]').waitFor();
    expect(await belowMap()).toBe(before);
  });

  it('are said to be missing where the run has none', async () => {
    await using panel = await openWithoutCounts();
    await panel.send({ t: 'counts', run, layer: 'dense_8', counts: null });
    await panel.page.locator('.details').getByText('No firing map').waitFor();
    expect(await panel.page.locator('.details').innerText()).toContain('made without counts');
    expect(panel.problems).toEqual([]);
  });

  it('are said to be unreadable where they are', async () => {
    await using panel = await openWithoutCounts();
    const counts = { neurons: 'all', channels: false, data: 'bm8=' } as const;
    await panel.send({ t: 'counts', run, layer: 'dense_8', counts });
    await panel.page.locator('.details').getByText('the counts cannot be read').waitFor();
  });

  it('are gathered for the whole report as JSON, layer by layer, and asked for only where they are missing', async () => {
    await using panel = await openWithoutCounts();
    const { page } = panel;
    await answer(panel, 'dense_8');
    await page.locator('[data-chart="histogram"]').waitFor();
    await page.locator('[data-action="toggle-export"]').click();
    await page.locator('[data-action="export-json"]').click();
    for (const { id } of report.layers) {
      if (id === 'dense_8') continue;
      await expect.poll(async () => (await asked(panel)).at(-1)).toBe(id);
      await answer(panel, id);
    }
    const saves = async () =>
      (await panel.posted()).flatMap((message) => (message.t === 'save' ? [message] : []));
    await expect.poll(async () => (await saves()).length).toBe(1);
    const [json] = await saves();
    expect(JSON.parse(Buffer.from(json!.base64, 'base64').toString())).toEqual(report);
    expect(panel.problems).toEqual([]);
  });

  it('are those of the neurons’ CSV, too', async () => {
    await using panel = await openWithoutCounts();
    const { page } = panel;
    await answer(panel, 'dense_8');
    await page.locator('[data-chart="histogram"]').waitFor();
    await page.locator('[data-action="toggle-export"]').click();
    await page.locator('[data-action="export-numbers"][data-target="firing"]').click();
    const csv = async () =>
      (await panel.posted()).flatMap((message) =>
        message.t === 'save' ? [Buffer.from(message.base64, 'base64').toString()] : [],
      );
    await expect.poll(async () => (await csv())[0]?.split('\r\n').length).toBe(1 + 128 + 1);
    expect(await asked(panel)).toEqual(['dense_8']);
  });
});
