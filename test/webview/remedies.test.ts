import type { Browser } from 'playwright-core';
import { afterAll, describe, expect, it } from 'vitest';
import { runKey, type PageState } from '../../src/protocol/pageState.js';
import { finding } from '../../src/vocabulary/findings/finding.js';
import { launchBrowser } from '../support/browser.js';
import { htmlFile } from '../support/pageFile.js';
import { denseReport } from '../support/sampleReport.js';
import { openPanel } from './panelPage.js';
import { stateMessage } from './pageStates.js';

const launched = await launchBrowser();
const browser: Browser | null = 'skip' in launched ? null : launched;
if ('skip' in launched) console.log(`The tests of the page's remedies are skipped: ${launched.skip}`);

const order = ['0', '1', '10', '2'];
const REPORT = {
  ...denseReport(),
  findings: [
    finding('class-order-found', {
      how: 'offered',
      order,
      accuracy: 0.98,
      instead: 0.189,
      action: [{ option: 'classOrder', value: order }],
    }),
    finding('scale-found', {
      how: 'better',
      name: '-1..1',
      source: null,
      samples: 128,
      reordered: false,
      accuracy: 0.98,
      instead: { name: '0..1', accuracy: 0.4 },
      rivals: [],
      rows: [],
      action: [{ option: 'scale', value: '-1..1' }],
    }),
  ],
};
const DONE: PageState = { kind: 'done', data: { report: REPORT, previous: null, counts: 'inside' } };
const CODES = ['class-order-found', 'scale-found'];
const BUTTON = '[data-action="apply-remedy"]';

afterAll(async () => {
  await browser?.close();
});

describe.skipIf(browser === null)('what a finding offers to set', () => {
  it('is a button on the page, which names the finding alone', async () => {
    if (browser === null) throw new Error('no browser');
    await using panel = await openPanel(browser);
    await panel.send(stateMessage(DONE, null, [], CODES));
    const use = panel.page.locator(`[data-finding="class-order-found"] ${BUTTON}`);
    const keep = panel.page.locator(`[data-finding="scale-found"] ${BUTTON}`);
    expect(await use.innerText()).toBe('Use this order');
    expect(await keep.innerText()).toBe('Keep this scale');
    expect(await keep.getAttribute('aria-label')).toContain('entroscope.json');
    await use.click();
    await keep.focus();
    await panel.page.keyboard.press('Enter');
    const run = runKey(REPORT);
    expect((await panel.posted()).filter(({ t }) => t === 'remedy')).toEqual([
      { t: 'remedy', run, finding: 'class-order-found' },
      { t: 'remedy', run, finding: 'scale-found' },
    ]);
    // The button is no row that selects a layer, and no other action.
    expect((await panel.posted()).filter(({ t }) => t === 'action')).toEqual([]);
    expect(panel.problems).toEqual([]);
  });

  it('has no button where the host would not do it', async () => {
    if (browser === null) throw new Error('no browser');
    await using panel = await openPanel(browser);
    await panel.send(stateMessage(DONE, null, [], ['scale-found', 'dead-neurons', 'no-such-code']));
    expect(await panel.page.locator(BUTTON).count()).toBe(1);
    await panel.send(stateMessage(DONE));
    await panel.page.locator(BUTTON).waitFor({ state: 'detached' });
    expect(await panel.page.locator('[data-finding="scale-found"]').innerText()).toContain('-1..1');
  });

  it('is said as an option in the HTML file, without a button', async () => {
    if (browser === null) throw new Error('no browser');
    const page = await browser.newPage();
    await page.setContent(await htmlFile(REPORT));
    await page.locator('main[data-state="done"]').waitFor();
    expect(await page.locator(BUTTON).count()).toBe(0);
    expect(await page.locator('[data-finding="class-order-found"]').innerText()).toContain('--class-order');
    await page.close();
  });
});

describe.skipIf(browser === null)('what can be done about a failure', () => {
  it('shows code that helps, to be copied, as text alone', async () => {
    if (browser === null) throw new Error('no browser');
    await using panel = await openPanel(browser);
    const code = '// setup.mjs\nexport default (tf) => {\n  // <img src=x onerror=alert(1)>\n};';
    const state: PageState = {
      kind: 'error',
      title: 'm.keras',
      message: 'm.keras has layers of class Swap',
      code: 'model-unknown-layer',
      parts: null,
      example: code,
      data: null,
    };
    await panel.send(stateMessage(state));
    const example = panel.page.locator('.code-example');
    expect(await example.locator('pre').isVisible()).toBe(false);
    await example.locator('summary').click();
    expect(await example.locator('pre').innerText()).toBe(code);
    expect(await example.locator('img').count()).toBe(0);
    await example.locator('[data-action="copy-example"]').click();
    await expect.poll(() => example.locator('button').innerText()).toMatch(/Copied|Not copied/);
    // Nothing is asked of the host.
    expect((await panel.posted()).filter(({ t }) => t === 'action')).toEqual([]);
  });

  const failed = (code: string, parts: 'columns' | null): PageState => ({
    kind: 'error',
    title: 'm/model.json',
    message: 'data.csv has 3 columns of numbers where the model takes 2: name them.',
    code,
    parts,
    data: null,
  });

  it.each([
    ['data-shape', 'columns', ['chooseParts', 'chooseDataset', 'rerun', 'showLog']],
    ['data-changed', null, ['rerun', 'chooseDataset', 'showLog']],
    ['model-too-large', null, ['showFile', 'rerun', 'showLog']],
    ['config-malformed', null, ['showFile', 'rerun', 'showLog']],
    ['file-failed', null, ['rerun', 'chooseDataset', 'showFile', 'showLog']],
    ['not-trusted', null, ['manageTrust', 'rerun', 'showLog']],
  ] as const)('fits it: %s, %s', async (code, parts, actions) => {
    if (browser === null) throw new Error('no browser');
    await using panel = await openPanel(browser);
    await panel.send(stateMessage(failed(code, parts)));
    const buttons = panel.page.locator('.failed [data-action]');
    await buttons.first().waitFor();
    const offered = await buttons.evaluateAll((all) => all.map((one) => one.getAttribute('data-action')));
    expect(offered).toEqual(actions);
    await buttons.first().click();
    expect((await panel.posted()).at(-1)).toEqual({ t: 'action', action: actions[0] });
  });
});
