import type { Browser, Locator } from 'playwright-core';
import { afterAll, describe, expect, it } from 'vitest';
import type { LayerReport, Report } from '../../src/report/report.js';
import { finding } from '../../src/vocabulary/findings/finding.js';
import type { Interval } from '../../src/vocabulary/schema.js';
import { launchBrowser } from '../support/browser.js';
import { denseReport } from '../support/sampleReport.js';
import { openPanel, type PanelOptions, type PanelPage } from './panelPage.js';
import { stateMessage } from './pageStates.js';

const launched = await launchBrowser();
const browser: Browser | null = 'skip' in launched ? null : launched;
if ('skip' in launched) console.log(`The tests of the page's marks are skipped: ${launched.skip}`);

const report = denseReport();
const previous = denseReport({ seed: 9 });

async function show(shown: Report, before: Report | null, options: PanelOptions = {}): Promise<PanelPage> {
  if (browser === null) throw new Error('no browser');
  const panel = await openPanel(browser, options);
  await panel.send(
    stateMessage({ kind: 'done', data: { report: shown, previous: before, counts: 'inside' } }),
  );
  await panel.page.locator('[data-chart="histogram"]').waitFor();
  return panel;
}

function withIntervals(half: number): Report {
  const around = (value: number): Interval => [value - half, value + half];
  const layers = report.layers.map((layer) => {
    const { class: own, all, ci95 } = layer.entropy;
    return {
      ...layer,
      entropy: { ...layer.entropy, ci95: { ...ci95, class: around(own), all: around(all) } },
    };
  });
  return { ...report, layers };
}

const boxes = (marks: Locator): Promise<{ top: number; bottom: number }[]> =>
  marks.evaluateAll((all) =>
    all.map((mark) => mark.getBoundingClientRect()).map(({ top, bottom }) => ({ top, bottom })),
  );

afterAll(async () => {
  await browser?.close();
});

describe.skipIf(browser === null)('the marks of a row', () => {
  it('show an interval, and explain it, where it is wider than the mark that it is about', async () => {
    for (const [half, count] of [
      [0.002, 0],
      [0.05, 2 * report.layers.length],
    ] as const) {
      await using panel = await show(withIntervals(half), null);
      const { page } = panel;
      expect(await page.locator('[data-chart="entropy"] .whisker').count()).toBe(count);
      expect(await page.locator('.legend').getByText('95% interval').count()).toBe(count === 0 ? 0 : 1);
    }
  });

  it('of the run compared with lie clear above those of this run', async () => {
    await using panel = await show(report, previous);
    for (const chart of ['entropy', 'stability']) {
      const row = panel.page.locator(`[data-chart="${chart}"] g.layer[data-layer="dense_3"]`);
      const [ghosts, marks] = [await boxes(row.locator('.ghost')), await boxes(row.locator('circle'))];
      expect([ghosts.length, marks.length]).toEqual(chart === 'entropy' ? [2, 2] : [1, 1]);
      const lowest = Math.max(...ghosts.map(({ bottom }) => bottom));
      expect(lowest).toBeLessThan(Math.min(...marks.map(({ top }) => top)));
    }
  });

  it.each([300, 700, 1100])(
    'write every gap beside its bar, inside the column, at %d pixels',
    async (width) => {
      await using panel = await show(report, previous, { context: { viewport: { width, height: 900 } } });
      const chart = panel.page.locator('[data-chart="entropy"]');
      const texts = chart.locator('text.value');
      expect(await texts.allTextContents()).toEqual(
        report.layers.map(({ entropy }) => entropy.gap.toFixed(2)),
      );
      const edge = await chart.evaluate((svg) => svg.getBoundingClientRect().right);
      const rights = await texts.evaluateAll((all) => all.map((text) => text.getBoundingClientRect().right));
      for (const right of rights) expect(right).toBeLessThanOrEqual(edge);
    },
  );

  it('have no bar where no neuron is dead or always on, and one to be seen where a single one is', async () => {
    const neurons = (id: string): Partial<LayerReport['neurons']> =>
      id === 'dense_1' ? { dead: 0, alwaysOn: 0 } : { dead: 1, alwaysOn: 0, measured: 10_000, total: 10_000 };
    const layers = report.layers.map((layer) => ({
      ...layer,
      neurons: { ...layer.neurons, ...neurons(layer.id) },
    }));
    await using panel = await show({ ...report, layers }, null);
    const dead = (id: string): Locator =>
      panel.page.locator(`[data-chart="idle"] rect.dead[data-layer="${id}"]`);
    expect(await dead('dense_1').count()).toBe(0);
    expect(Number(await dead('dense_2').getAttribute('width'))).toBeGreaterThanOrEqual(2);
  });
});

describe.skipIf(browser === null)('the words beside them', () => {
  it('give the selected layer’s numbers with those of the run compared with', async () => {
    await using panel = await show(report, previous);
    const { page } = panel;
    await page.locator('[role="option"][data-layer="dense_3"]').click();
    const [now, before] = [report, previous].map(({ layers }) => layers[2]!);
    const figure = page.locator('.figures > div').filter({ hasText: 'Class entropy' });
    const lines = (await figure.innerText()).split('\n');
    expect(lines).toContain(`${now!.entropy.class.toFixed(3)} bit`);
    expect(lines).toContain(`was ${before!.entropy.class.toFixed(3)} bit`);
  });

  it('are a sentence a finding in the side view, and all of them a click away', async () => {
    const first = { layer: 'dense_1', value: 0.183, corrected: 0.18, ci95: [0.173, 0.187] } as const;
    const findings = [
      finding('gap-grows', { layers: 9, first, last: { ...first, layer: 'probs', value: 0.18 } }),
      finding('scale-chosen', { scale: '0..1', why: 'bytes', kind: 'idx' }),
    ];
    const context = { viewport: { width: 300, height: 900 } };
    await using panel = await show({ ...report, findings }, null, { place: 'side', context });
    const { page } = panel;
    const shown = page.locator('[data-finding]');
    expect(await shown.count()).toBe(1);
    expect(await shown.innerText()).toContain(
      'The gap grows over the 9 hidden dense layers: 0.183 bit at dense_1, 0.180 bit at probs.',
    );
    expect(await shown.innerText()).not.toContain('Trained');
    await page.locator('[data-action="more-findings"]').click();
    expect(await shown.count()).toBe(2);
    expect(await shown.first().innerText()).toContain(findings[0]?.message);
  });
});
