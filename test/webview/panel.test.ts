import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Browser, Locator } from 'playwright-core';
import { afterAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '../support/browser.js';
import { deepReport, denseReport, hostileReport, HOSTILE_NAMES } from '../support/sampleReport.js';
import { openPanel as open, type PanelOptions, type PanelPage, type ThemeName } from './panelPage.js';
import { pageStates, runsOf, stateMessage } from './pageStates.js';

const axePath = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const launched = await launchBrowser();
const browser: Browser | null = 'skip' in launched ? null : launched;
if ('skip' in launched) console.log(`The panel's tests are skipped: ${launched.skip}`);

const report = denseReport();
const previous = denseReport({ seed: 9 });
const states = pageStates(report, previous);

async function openPanel(options: PanelOptions = {}): Promise<PanelPage> {
  if (browser === null) throw new Error('no browser');
  return open(browser, options);
}

/** The page with a finished run, whose firing map is drawn. */
async function openDone(options: PanelOptions = {}): Promise<PanelPage> {
  const panel = await openPanel(options);
  await panel.send(stateMessage({ kind: 'done', data: { report, previous: null, counts: 'inside' } }));
  await panel.page.locator('[data-chart="histogram"]').waitFor();
  return panel;
}

afterAll(async () => {
  await browser?.close();
});

describe.skipIf(browser === null)('the page inside VS Code', () => {
  it('says ready once, and nothing else, before it is sent a state', async () => {
    await using panel = await openPanel();
    expect(await panel.posted()).toEqual([{ t: 'ready' }]);
    expect(panel.problems).toEqual([]);
  });

  it('ignores messages that are none of the host’s', async () => {
    await using panel = await openDone();
    for (const message of [
      {},
      { t: 'state' },
      { t: 'state', state: { kind: 'done' } },
      { t: 'state', state: { kind: 'done', data: { report: {}, previous: null, counts: 'inside' } } },
      { t: 'state', state: { kind: 'other' } },
      { t: 'select', layer: 3 },
      { t: 'select', layer: 'no such layer' },
    ]) {
      await panel.send(message);
    }
    expect(await panel.page.locator('main').getAttribute('data-state')).toBe('done');
    expect(panel.problems).toEqual([]);
  });

  it.each([
    ['nothing chosen', ['analyze']],
    ['empty', ['analyze']],
    ['loading', ['cancel']],
    ['loading anew', ['rerun', 'chooseDataset', 'compare', 'exportReport', 'cancel']],
    ['partial', ['rerun', 'chooseDataset', 'compare', 'exportReport', 'cancel']],
    ['done', ['rerun', 'chooseDataset', 'compare', 'exportReport']],
    ['stale', ['rerun', 'chooseDataset', 'compare', 'exportReport', 'rerun']],
    ['failed', ['rerun', 'chooseDataset', 'showFile', 'showLog']],
  ] as const)('offers in the state %s what can be done there, and posts it', async (name, actions) => {
    await using panel = await openPanel();
    await panel.send(stateMessage(states[name]!));
    const kind = states[name]!.kind;
    expect(await panel.page.locator('main').getAttribute('data-state')).toBe(kind);
    const names = ['analyze', 'rerun', 'cancel', 'chooseDataset', 'compare', 'exportReport', 'showLog'];
    const buttons = panel.page.locator(
      [...names, 'showFile'].map((action) => `[data-action="${action}"]`).join(),
    );
    expect(await buttons.evaluateAll((all) => all.map((one) => one.getAttribute('data-action')))).toEqual(
      actions,
    );
    for (const button of await buttons.all()) await button.click();
    expect((await panel.posted()).slice(1)).toEqual(actions.map((action) => ({ t: 'action', action })));
    expect(panel.problems).toEqual([]);
  });

  it('has nothing to run in the editor of report files', async () => {
    await using panel = await openDone({ place: 'report' });
    expect(await panel.page.locator('[data-action="rerun"], [data-action="analyze"]').count()).toBe(0);
    expect(await panel.page.locator('[data-action="toggle-export"]').count()).toBe(1);
  });

  it('says a notice aloud', async () => {
    await using panel = await openPanel();
    await panel.send(stateMessage(states['done']!, 'Cancelled.'));
    const status = panel.page.getByRole('status').filter({ hasText: 'Cancelled.' });
    expect(await status.isVisible()).toBe(true);
    await panel.send(stateMessage(states['done']!));
    expect(await status.count()).toBe(0);
  });

  it('tells the host of a selection: to open its code by click and Enter, not by arrows', async () => {
    await using panel = await openDone();
    const { page } = panel;
    await page.locator('[role="option"][data-layer="dense_2"]').click();
    await page.locator('[role="option"][data-layer="dense_2"]').focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.locator('[data-chart="stability"] circle[data-layer="dense_6"]').click();
    await page.locator('[data-finding="not-monotone"] button[data-layer="dense_5"]').first().click();
    expect((await panel.posted()).slice(1)).toEqual([
      { t: 'selected', layer: 'dense_2', open: true },
      { t: 'selected', layer: 'dense_3', open: false },
      { t: 'selected', layer: 'dense_3', open: true },
      { t: 'selected', layer: 'dense_6', open: true },
      { t: 'selected', layer: 'dense_5', open: false },
    ]);
  });

  it('selects what the host selects without answering, also before the layer is there', async () => {
    await using panel = await openPanel();
    await panel.send({ t: 'select', layer: 'dense_4', focus: false });
    await panel.send(stateMessage(states['done']!));
    const selected = panel.page.locator('[role="option"][data-layer][aria-selected="true"]');
    expect(await selected.getAttribute('data-layer')).toBe('dense_4');
    await panel.send({ t: 'select', layer: 'dense_1', focus: true });
    expect(await selected.getAttribute('data-layer')).toBe('dense_1');
    expect(await panel.page.evaluate(() => document.activeElement?.getAttribute('data-layer'))).toBe(
      'dense_1',
    );
    expect(await panel.posted()).toEqual([{ t: 'ready' }]);
  });

  it('hands files to the host instead of downloading them', async () => {
    await using panel = await openDone();
    const { page } = panel;
    await page.locator('[data-action="toggle-export"]').click();
    await page.locator('[data-action="export-json"]').click();
    await page.locator('[data-action="export-svg"][data-target="entropy"]').click();
    await page.locator('[data-action="export-png"][data-target="firing"]').click();
    const saves = async () =>
      (await panel.posted()).flatMap((message) => (message.t === 'save' ? [message] : []));
    await expect.poll(async () => (await saves()).length).toBe(3);
    const [json, svg, png] = (await saves()).map(({ name, mime, base64 }) => ({
      name,
      mime,
      bytes: Buffer.from(base64, 'base64'),
    }));
    expect(json).toMatchObject({ name: 'digits-mlp.json', mime: 'application/json' });
    expect(JSON.parse(json!.bytes.toString())).toEqual(report);
    expect(svg).toMatchObject({ name: 'digits-mlp-entropy.svg', mime: 'image/svg+xml' });
    expect(svg!.bytes.toString()).toMatch(/^<svg /u);
    expect(png!.bytes.subarray(1, 4).toString()).toBe('PNG');
    expect(panel.problems).toEqual([]);
  });

  it('comes back after a reload with the same layer, order, open parts and scroll', async () => {
    await using panel = await openDone({ context: { viewport: { width: 700, height: 400 } } });
    const { page } = panel;
    await page.locator('[role="option"][data-layer="dense_7"]').first().click();
    await page.locator('[data-action="sort"][data-sort="entropy.gap"]').click();
    await page.locator('[data-action="toggle-help"]').click();
    await page.evaluate(() => {
      window.scrollTo(0, 300);
    });
    await expect.poll(() => page.evaluate(() => window.name)).toContain('"page":300');
    await page.reload();
    await panel.send(stateMessage(states['done']!));
    await page.locator('[data-chart="histogram"]').waitFor();
    const selected = page.locator('[role="option"][data-layer][aria-selected="true"]').first();
    expect(await selected.getAttribute('data-layer')).toBe('dense_7');
    expect(await page.locator('th[aria-sort="descending"]').textContent()).toContain('Gap');
    expect(await page.getByRole('region', { name: 'Help' }).isVisible()).toBe(true);
    expect(await page.evaluate(() => window.scrollY)).toBe(300);
  });

  it('moves no row, keeps focus, scroll and nodes while results stream in', async () => {
    await using panel = await openPanel({ context: { viewport: { width: 1100, height: 500 } } });
    const { page } = panel;
    const partial = (done: number) => {
      const part = denseReport({ seed: done });
      return stateMessage({
        kind: 'partial',
        data: { report: { ...part, findings: [] }, previous: null, counts: 'inside' },
        progress: { text: `Analyzing: ${done} of 800 samples`, done, total: 800 },
      });
    };
    await panel.send(partial(100));
    const row = page.locator('[role="option"][data-layer="dense_3"]').first();
    await row.click();
    await row.focus();
    await page.evaluate(() => {
      window.scrollTo(0, 40);
    });
    const before = await placeOf(row);
    const tick = page.locator('[data-axis="entropy"] text').last();
    const axis = await placeOf(tick);
    await row.evaluate((node) => {
      node.setAttribute('data-mine', '');
    });
    const group = page.locator('[data-chart="entropy"] g.layer[data-layer="dense_3"]');
    await group.evaluate((node) => {
      node.setAttribute('data-mine', '');
    });
    for (const done of [200, 400, 600]) await panel.send(partial(done));
    expect(await placeOf(row)).toEqual(before);
    expect(await placeOf(tick)).toEqual(axis);
    expect(await row.evaluate((node) => document.activeElement === node)).toBe(true);
    expect(await page.locator('[data-mine]').count()).toBe(2);
    expect(await page.evaluate(() => window.scrollY)).toBe(40);
    expect(panel.problems).toEqual([]);
  });

  it('shows a run that has no layer yet, and fills it', async () => {
    await using panel = await openPanel();
    const progress = { text: 'Analyzing: 32 of 800 samples', done: 32, total: 800 };
    const none = { ...report, layers: [], findings: [], task: null };
    await panel.send(
      stateMessage({ kind: 'partial', data: { report: none, previous: null, counts: 'inside' }, progress }),
    );
    expect(await panel.page.locator('main').getAttribute('data-state')).toBe('partial');
    const some = { ...none, layers: report.layers.slice(0, 2) };
    await panel.send(
      stateMessage({ kind: 'partial', data: { report: some, previous: null, counts: 'inside' }, progress }),
    );
    expect(await panel.page.locator('[data-chart="entropy"] circle.dot').count()).toBe(2);
    await panel.send(stateMessage(states['done']!));
    expect(await panel.page.locator('[data-chart="entropy"] circle.dot').count()).toBe(9);
    expect(panel.problems).toEqual([]);
  });

  it('has every row drawn when it says done, also of 300 layers while parts still stream in', async () => {
    await using panel = await openPanel();
    const { page } = panel;
    const deep = deepReport(300);
    const progress = { text: 'Analyzing: 32 of 400 samples', done: 32, total: 400 };
    const data = { report: deep, previous: null, counts: 'inside' } as const;
    for (let part = 0; part < 4; part++) await panel.send(stateMessage({ kind: 'partial', data, progress }));
    await panel.send(stateMessage({ kind: 'done', data }));
    await page.locator('main[data-state="done"]').waitFor();
    for (const marks of [
      '[data-chart="entropy"] circle.dot',
      '[data-table="layers"] tbody tr',
      '.band .name',
    ]) {
      expect(await page.locator(marks).count(), marks).toBe(300);
    }
    const order = await page
      .locator('[data-table="layers"] tbody tr')
      .evaluateAll((rows) => rows.map((row) => row.getAttribute('data-layer')));
    expect(order).toEqual(deep.layers.map(({ id }) => id));
    await page.locator('[data-action="sort"][data-sort="id"]').click();
    await page.locator('[data-action="sort"][data-sort="id"]').click();
    await expect
      .poll(() => page.locator('[data-table="layers"] tbody tr').first().getAttribute('data-layer'))
      .toBe('predictions');
    expect(panel.problems).toEqual([]);
  });

  it('moves no row when a finished run is run again', async () => {
    await using panel = await openDone();
    const row = panel.page.locator('[role="option"][data-layer="dense_3"]').first();
    const before = await placeOf(row);
    for (const name of ['loading anew', 'stale', 'done']) {
      await panel.send(stateMessage(states[name]!));
      expect(await placeOf(row), name).toEqual(before);
    }
  });

  it('shows exact numbers beside the pointer at once, of both runs, and of a class where one is pointed at', async () => {
    await using panel = await openPanel();
    await panel.send(stateMessage(states['compared']!));
    const { page } = panel;
    const card = page.locator('.card');
    await page.locator('[data-chart="entropy"] circle.dot[data-layer="dense_3"]').hover();
    const [now, before] = [report, previous].map(({ layers }) => layers[2]!.entropy);
    expect(await card.innerText()).toContain(`${now!.class} bit`);
    expect(await card.innerText()).toContain(`${before!.gap} bit`);
    await page.locator('[data-chart="classes"] g.cell[data-layer="dense_3"]').nth(4).hover();
    expect(await card.innerText()).toContain(`class 4: ${now!.byClass[4]} bit`);
    await page.keyboard.press('Escape');
    expect(await card.isVisible()).toBe(false);
    expect(panel.problems).toEqual([]);
  });

  it('joins the dense layers of both runs by a line each', async () => {
    await using panel = await openPanel();
    await panel.send(stateMessage(states['compared']!));
    const lines = panel.page.locator('[data-chart="entropy"] path.joining');
    expect(await lines.evaluateAll((all) => all.map((one) => one.getAttribute('data-run')))).toEqual([
      'previous',
      'current',
    ]);
    await panel.send(stateMessage(states['done']!));
    expect(await lines.count()).toBe(1);
  });

  it('says one sentence a kind first, with the other layers as links, and all of them when asked', async () => {
    await using panel = await openDone();
    const { page } = panel;
    const dead = page.locator('[data-finding="dead-neurons"]');
    const layers = report.findings.flatMap(({ code, layer }) => (code === 'dead-neurons' ? [layer] : []));
    expect(layers.length).toBeGreaterThan(2);
    expect(await dead.count()).toBe(1);
    const links = dead.locator('button[data-layer]');
    expect(await links.evaluateAll((all) => all.map((one) => one.getAttribute('data-layer')))).toEqual(
      layers,
    );
    await page.locator('[data-action="more-findings"]').click();
    expect(await dead.count()).toBe(layers.length);
  });

  it('explains the word that a finding turns on', async () => {
    await using panel = await openDone();
    const { page } = panel;
    await page.locator('[data-finding="not-monotone"] [data-action="explain"]').click();
    const entry = page.locator('[data-term="monotone"]');
    expect(await entry.isVisible()).toBe(true);
    expect(await entry.evaluate((node) => document.activeElement === node)).toBe(true);
  });

  it('says first what changed since the run compared with', async () => {
    await using panel = await openPanel();
    const layers = report.layers.map((layer) => ({
      ...layer,
      entropy: {
        ...layer.entropy,
        gap: layer.entropy.gap + 0.2,
        ci95: { ...layer.entropy.ci95, gap: [0.9, 0.95] as const },
      },
    }));
    await panel.send(
      stateMessage({ kind: 'done', data: { report, previous: { ...report, layers }, counts: 'inside' } }),
    );
    const changed = panel.page.locator('[data-finding="gap-fell"]');
    expect(await changed.innerText()).toContain('the gap fell beyond its interval in 9 dense layers');
    expect(await changed.locator('button[data-layer]').count()).toBeGreaterThan(0);
  });

  it('shows name and entropy in the side view, with the table a click away', async () => {
    await using panel = await openDone({
      place: 'side',
      context: { viewport: { width: 300, height: 700 } },
    });
    const { page } = panel;
    expect(await page.locator('[data-chart="entropy"]').count()).toBe(1);
    expect(await page.locator('[data-chart="stability"]').count()).toBe(0);
    const table = page.locator('table[data-table="layers"]');
    expect(await table.isVisible()).toBe(false);
    await page.getByText('All numbers').click();
    expect(await table.isVisible()).toBe(true);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(300);
    expect(panel.problems).toEqual([]);
  });

  it('draws the kept runs as a timeline, a row a layer, with exact values on hover and by keys', async () => {
    await using panel = await openPanel({ context: { viewport: { width: 1100, height: 1400 } } });
    const { page } = panel;
    const runs = runsOf([3, 9, 1].map((seed) => denseReport({ seed })));
    await panel.send(stateMessage(states['compared']!, null, runs));
    const chart = page.locator('[data-chart="timeline"]');
    expect(await chart.locator('g.layer').count()).toBe(9);
    expect(await chart.locator('circle[data-run="current"]').count()).toBe(9);
    expect(await chart.locator('circle[data-run="previous"]').count()).toBe(9);
    const past = chart.locator('g[data-layer="dense_2"] circle').first();
    await past.hover();
    const pointed = page.locator('.timeline .pointed');
    expect(await pointed.innerText()).toContain(
      `dense_2, run of 2025-01-01 03:04: ${runs[0]!.layers[1]!.numbers['class']} bit`,
    );
    await page.locator('.timeline-scroll').focus();
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowLeft');
    expect(await pointed.innerText()).toContain(
      `dense_2, run of 2025-01-02 03:04: ${runs[1]!.layers[1]!.numbers['class']} bit`,
    );
    expect(await page.evaluate(() => document.activeElement?.className)).toBe('timeline-scroll');
    expect(panel.problems).toEqual([]);
  });

  it('shows the timeline’s numbers as a table, of the quantity chosen', async () => {
    await using panel = await openPanel();
    const { page } = panel;
    const runs = runsOf([3, 1].map((seed) => denseReport({ seed })));
    await panel.send(stateMessage(states['done']!, null, runs));
    await page.locator('[data-action="timeline-table"]').click();
    await page.locator('[data-action="timeline-quantity"]').evaluate((node) => {
      Object.assign(node, { value: 'stability' });
      node.dispatchEvent(new Event('change'));
    });
    const cells = page.locator('table[data-table="timeline"] tr[data-layer="probs"] td');
    expect(await cells.evaluateAll((all) => all.map((one) => one.getAttribute('data-value')))).toEqual(
      runs.map(({ layers }) => String(layers.at(-1)!.numbers['stability'])),
    );
    expect(panel.problems).toEqual([]);
  });

  it('has no timeline of a single run', async () => {
    await using panel = await openPanel();
    await panel.send(stateMessage(states['done']!, null, runsOf([report])));
    expect(await panel.page.locator('[data-chart="timeline"]').count()).toBe(0);
  });

  it('keeps hostile names as text', async () => {
    await using panel = await openPanel();
    await panel.send(
      stateMessage({ kind: 'done', data: { report: hostileReport(), previous: null, counts: 'inside' } }),
    );
    const { page } = panel;
    const shown = await page
      .locator('[role="listbox"]')
      .first()
      .locator('[role="option"]')
      .evaluateAll((options) => options.map((option) => option.getAttribute('data-layer')));
    expect(shown).toEqual([...HOSTILE_NAMES]);
    expect(await page.locator('main img, main script, main b, main svg[onload]').count()).toBe(0);
    await page.locator('[role="option"]').nth(3).click();
    expect(await page.locator('.details h2').textContent()).toBe(HOSTILE_NAMES[3]);
    expect(await page.title()).toBe('Entroscope');
    await panel.send(
      stateMessage(
        { kind: 'done', data: { report: hostileReport(), previous: null, counts: 'inside' } },
        null,
        runsOf([hostileReport(), hostileReport()]),
      ),
    );
    const drawn = page.locator('[data-chart="timeline"]');
    await drawn.waitFor();
    expect(await drawn.evaluate((svg) => svg.textContent)).not.toMatch(/[\u2028\u202e]/u);
    expect(panel.problems).toEqual([]);
  });

  for (const theme of ['light', 'dark', 'hc-dark', 'hc-light'] as const satisfies readonly ThemeName[]) {
    it(`passes the accessibility audit in every state, in panel and side view: ${theme}`, async () => {
      for (const place of ['panel', 'side'] as const) {
        const viewport = { width: place === 'side' ? 300 : 1100, height: 800 };
        await using panel = await openPanel({ theme, place, context: { viewport } });
        const { page } = panel;
        await page.evaluate(await readFile(axePath, 'utf8'));
        for (const [name, state] of Object.entries(states)) {
          await panel.send(
            stateMessage(state, name === 'done' ? 'Cancelled.' : null, runsOf([previous, report])),
          );
          if ('data' in state && state.data !== null)
            await page.locator('[data-chart="histogram"]').waitFor();
          const violations = await page.evaluate(
            `axe.run(document).then(({ violations }) => violations.map(({ id, nodes }) => id + ': ' + nodes.map(({ html, any }) => html.slice(0, 140) + ' ' + (any[0]?.message ?? '')).slice(0, 4).join(' | ')))`,
          );
          expect(violations, `${place}, ${name}`).toEqual([]);
        }
        expect(panel.problems).toEqual([]);
      }
    });
  }
});

async function placeOf(node: Locator): Promise<{ x: number; y: number } | null> {
  const box = await node.boundingBox();
  return box === null ? null : { x: Math.round(box.x), y: Math.round(box.y) };
}
