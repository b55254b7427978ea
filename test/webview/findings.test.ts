import type { Browser } from 'playwright-core';
import { afterAll, describe, expect, it } from 'vitest';
import type { Report } from '../../src/report/report.js';
import { finding } from '../../src/vocabulary/findings/finding.js';
import { launchBrowser } from '../support/browser.js';
import { htmlFile } from '../support/pageFile.js';
import { denseReport } from '../support/sampleReport.js';
import { openPanel } from './panelPage.js';
import { stateMessage } from './pageStates.js';

const launched = await launchBrowser();
const browser: Browser | null = 'skip' in launched ? null : launched;
if ('skip' in launched) console.log(`The tests of the page's findings are skipped: ${launched.skip}`);

const scaled = finding('scale-chosen', { scale: '0..1', why: 'bytes', kind: 'idx' });

function withFindings(...findings: Report['findings']): Report {
  return { ...denseReport(), findings };
}

afterAll(async () => {
  await browser?.close();
});

describe.skipIf(browser === null)('findings on the page', () => {
  it.each(['panel', 'side', 'report'] as const)(
    'name options as keys of entroscope.json in VS Code: %s',
    async (place) => {
      if (browser === null) throw new Error('no browser');
      await using panel = await openPanel(browser, { place });
      const data = { report: withFindings(scaled), previous: null, counts: 'inside' } as const;
      await panel.send(stateMessage({ kind: 'done', data }));
      if (place === 'side') await panel.page.locator('[data-action="more-findings"]').click();
      const text = await panel.page.locator('[data-finding="scale-chosen"]').innerText();
      expect(text).toContain('Set "scale" in entroscope.json to choose another.');
      expect(text).not.toContain('--scale');
    },
  );

  it('name options as flags in the HTML file', async () => {
    if (browser === null) throw new Error('no browser');
    const page = await browser.newPage();
    await page.setContent(await htmlFile(withFindings(scaled)));
    await page.locator('main[data-state="done"]').waitFor();
    const text = await page.locator('[data-finding="scale-chosen"]').innerText();
    expect(text).toContain('Set --scale to choose another.');
    await page.close();
  });

  it('show what another version wrote as it was written, and look for nothing in it', async () => {
    if (browser === null) throw new Error('no browser');
    await using panel = await openPanel(browser);
    const message = 'dense_2: something that only a later version knows of dense_3; set --new-option.';
    const written = { code: 'from-the-future', severity: 'warning', layer: 'dense_2', message } as const;
    const old = {
      code: 'gap-grows',
      severity: 'info',
      layer: null,
      message: 'The gap grew, it said.',
    } as const;
    const data = { report: withFindings(written, old), previous: null, counts: 'inside' } as const;
    await panel.send(stateMessage({ kind: 'done', data }));
    const shown = panel.page.locator('[data-finding="from-the-future"]');
    expect(await shown.innerText()).toContain(message);
    expect(await shown.locator('button').count()).toBe(0);
    expect(await shown.getAttribute('data-severity')).toBe('warning');
    expect(await panel.page.locator('[data-finding="gap-grows"]').innerText()).toContain(old.message);
    expect(panel.problems).toEqual([]);
  });

  it('link layers of any name, also one that is a word of the sentence', async () => {
    if (browser === null) throw new Error('no browser');
    await using panel = await openPanel(browser);
    const base = denseReport();
    const layers = base.layers.map((layer, index) => (index === 0 ? { ...layer, id: 'a' } : layer));
    const told = finding('dead-neurons', { layer: 'a', neurons: 3, measured: 9, threshold: 0, samples: 50 });
    const report = { ...base, layers, findings: [told] };
    await panel.send(stateMessage({ kind: 'done', data: { report, previous: null, counts: 'inside' } }));
    const links = panel.page.locator('[data-finding="dead-neurons"] button[data-layer]');
    expect(await links.evaluateAll((all) => all.map((one) => one.textContent))).toEqual(['a']);
  });
});
