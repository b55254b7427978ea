import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, describe, expect, it } from 'vitest';
import type { Report } from '../../src/report/report.js';
import { launchBrowser } from '../support/browser.js';
import { htmlFile } from '../support/pageFile.js';
import {
  bareReport,
  convReport,
  deepReport,
  denseReport,
  hostileReport,
  HOSTILE_NAMES,
} from '../support/sampleReport.js';

const axePath = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const launched = await launchBrowser();
const browser: Browser | null = 'skip' in launched ? null : launched;
if ('skip' in launched) console.log(`The page's tests are skipped: ${launched.skip}`);

interface Opened {
  readonly page: Page;
  /** Errors of the console and of scripts, and violations of the policy. */
  readonly problems: readonly string[];
}

async function open(
  report: Report,
  options: BrowserContextOptions = {},
  previous?: Report,
): Promise<Opened & AsyncDisposable> {
  if (browser === null) throw new Error('no browser');
  const context = await browser.newContext({
    viewport: { width: 1100, height: 800 },
    timezoneId: 'UTC',
    acceptDownloads: true,
    ...options,
  });
  const page = await context.newPage();
  const problems: string[] = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) problems.push(message.text());
  });
  page.on('pageerror', (error) => problems.push(String(error)));
  page.on('request', (request) => {
    if (/^(https?|ws):/u.test(request.url()) && request.url() !== PAGE)
      problems.push(`request ${request.url()}`);
  });
  const html = await htmlFile(report, previous);
  await page.route(PAGE, (route) => route.fulfill({ contentType: 'text/html', body: html }));
  await page.goto(PAGE);
  await page.locator('main[data-state="done"]').waitFor();
  return { page, problems, [Symbol.asyncDispose]: () => context.close() };
}

const PAGE = 'http://localhost/report.html';

/** Runs in the page. */
function boxesOf(nodes: readonly Element[]): readonly {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  readonly width: number;
  readonly height: number;
}[] {
  return nodes.map((node) => {
    const { left, right, top, bottom, width, height } = node.getBoundingClientRect();
    return { left, right, top, bottom, width, height };
  });
}

afterAll(async () => {
  await browser?.close();
});

describe.skipIf(browser === null)('the HTML report in a browser', () => {
  it('draws every layer in entropy and stability with a mark that has a visible box', async () => {
    const report = denseReport();
    await using opened = await open(report);
    for (const chart of ['entropy', 'stability']) {
      for (const { id } of report.layers) {
        const mark = opened.page.locator(`[data-chart="${chart}"] circle[data-layer="${id}"]`).first();
        expect(await mark.boundingBox(), `${chart} of ${id}`).toMatchObject({ width: expect.any(Number) });
        expect((await mark.boundingBox())?.width).toBeGreaterThan(2);
      }
    }
    for (const chart of ['classes', 'firing', 'histogram']) {
      await opened.page.locator(`[data-chart="${chart}"]`).waitFor();
    }
    expect(opened.problems).toEqual([]);
  });

  it('places the filled dot at the class entropy: equal steps in bits are equal steps in pixels', async () => {
    const report = denseReport();
    await using opened = await open(report);
    const points = await opened.page
      .locator('[data-chart="entropy"] circle.dot')
      .evaluateAll((dots) =>
        dots.map((dot) => ({ id: dot.getAttribute('data-layer'), x: Number(dot.getAttribute('cx')) })),
      );
    const entropyOf = (id: string | null): number =>
      report.layers.find((layer) => layer.id === id)?.entropy.class ?? NaN;
    const [first, last] = [points[0], points.at(-1)];
    const scale = (last!.x - first!.x) / (entropyOf(last!.id) - entropyOf(first!.id));
    for (const { id, x } of points) {
      expect(x - first!.x).toBeCloseTo(scale * (entropyOf(id) - entropyOf(first!.id)), 6);
    }
  });

  it('turns the names of classes that do not fit side by side, and tells the cut ones apart', async () => {
    const labels = ['butterfly of the north', 'butterfly of the south', 'cat', 'dog', 'sunflower'];
    await using opened = await open(denseReport({ classes: labels }));
    const texts = opened.page.locator('[data-axis="classes"] text.tick');
    expect(
      await texts.evaluateAll((nodes) => nodes.map((node) => node.querySelector('title')?.textContent)),
    ).toEqual(labels);
    const shown = await texts.evaluateAll((nodes) => nodes.map((node) => node.firstChild?.textContent));
    expect(shown).toEqual(['butterf… north', 'butterf… south', 'cat', 'dog', 'sunflower']);
    const boxes = await texts.evaluateAll(boxesOf);
    const cells = await opened.page
      .locator('[data-chart="classes"] g.layer:first-child g.cell')
      .evaluateAll(boxesOf);
    boxes.forEach((box, index) => {
      expect(box.height, shown[index] ?? '').toBeGreaterThan(box.width);
      expect(box.right).toBeLessThanOrEqual(boxes[index + 1]?.left ?? Infinity);
      const cell = cells[index]!;
      expect(box.bottom).toBeLessThanOrEqual(cell.top);
      expect(Math.abs(box.left + box.right - cell.left - cell.right)).toBeLessThan(4);
    });
  });

  it('has the report’s full numbers in the table', async () => {
    const report = convReport();
    await using opened = await open(report);
    for (const layer of report.layers) {
      const value = (path: string): Promise<string | null> =>
        opened.page
          .locator(`table[data-table="layers"] tr[data-layer="${layer.id}"] td[data-field="${path}"]`)
          .getAttribute('data-value');
      expect(Number(await value('entropy.class'))).toBe(layer.entropy.class);
      expect(Number(await value('entropy.gap'))).toBe(layer.entropy.gap);
      expect(Number(await value('stability.class'))).toBe(layer.stability.class);
      expect(await value('neurons.dead')).toBe(String(layer.neurons.dead));
      expect(JSON.parse((await value('entropy.ci95.class')) ?? '')).toEqual(layer.entropy.ci95.class);
    }
  });

  it('leaves what is null empty and stays readable', async () => {
    await using opened = await open(bareReport());
    const cell = opened.page.locator('tr[data-layer="out"] td[data-field="stability.class"]');
    expect(await cell.getAttribute('data-value')).toBe('');
    expect(await cell.textContent()).toBe('–');
    expect(await opened.page.locator('.details').textContent()).toContain('No firing map');
    expect(opened.problems).toEqual([]);
  });

  it('says on top that synthetic data is noise', async () => {
    const report = denseReport();
    const noise = { ...report, dataset: { ...report.dataset, kind: 'synthetic' } };
    await using opened = await open(noise);
    expect(await opened.page.locator('header .noise').textContent()).toContain('Noise, not data');
  });

  it('selects a layer in all charts by a click on any of its marks, and links it in findings', async () => {
    await using opened = await open(denseReport());
    const { page } = opened;
    await page.locator('[data-chart="stability"] circle[data-layer="dense_3"]').click();
    await expectSelected(page, 'dense_3');
    await page.locator('[data-finding="not-monotone"] button[data-layer="dense_5"]').first().click();
    await expectSelected(page, 'dense_5');
    await page.locator('table[data-table="layers"] button[data-layer="dense_1"]').click();
    await expectSelected(page, 'dense_1');
    expect(await page.locator('.details h2').textContent()).toBe('dense_1');
  });

  it('moves by keys: up, down, home, end, space to the details, escape back, ? for the list', async () => {
    await using opened = await open(denseReport());
    const { page } = opened;
    await page.locator('[role="option"][data-layer="dense_2"]').click();
    await page.locator('[role="option"][data-layer="dense_2"]').focus();
    await page.keyboard.press('ArrowDown');
    await expectSelected(page, 'dense_3');
    expect(await focusedLayer(page)).toBe('dense_3');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('ArrowUp');
    await expectSelected(page, 'dense_1');
    await page.keyboard.press('ArrowUp');
    await expectSelected(page, 'dense_1');
    await page.keyboard.press('End');
    await expectSelected(page, 'probs');
    await page.keyboard.press(' ');
    expect(await page.evaluate(() => document.activeElement?.className)).toBe('details');
    await page.keyboard.press('Escape');
    expect(await focusedLayer(page)).toBe('probs');
    await page.keyboard.press('?');
    expect(await page.getByRole('region', { name: 'Help' }).isVisible()).toBe(true);
    await page.keyboard.press('Escape');
    expect(await page.getByRole('region', { name: 'Help' }).count()).toBe(0);
  });

  it('sorts the table down, up, and back to the order of execution', async () => {
    const report = denseReport();
    await using opened = await open(report);
    const { page } = opened;
    const order = (): Promise<(string | null)[]> =>
      page
        .locator('table[data-table="layers"] tbody tr')
        .evaluateAll((rows) => rows.map((row) => row.getAttribute('data-layer')));
    const byGap = [...report.layers].sort((a, b) => b.entropy.gap - a.entropy.gap).map(({ id }) => id);
    const head = page.locator('[data-action="sort"][data-sort="entropy.gap"]');
    await head.click();
    expect(await order()).toEqual(byGap);
    expect(await page.locator('th[aria-sort="descending"]').textContent()).toContain('Gap');
    await head.click();
    expect(await order()).toEqual(byGap.reverse());
    await head.click();
    expect(await order()).toEqual(report.layers.map(({ id }) => id));
  });

  it('exports all numbers as CSV and JSON', async () => {
    const report = denseReport();
    await using opened = await open(report);
    const { page } = opened;
    await page.locator('[data-action="toggle-export"]').click();
    expect(JSON.parse((await saved(page, '[data-action="export-json"]')).toString())).toEqual(report);
    const csv = (await saved(page, '[data-action="export-csv"]')).toString();
    expect(csv.split('\r\n')).toHaveLength(report.layers.length + 2);
    expect(opened.problems).toEqual([]);
  });

  it.each(['entropy', 'stability', 'classes', 'firing', 'histogram'])(
    'exports the chart %s as SVG with its colours written out, and as PNG',
    async (chart) => {
      await using opened = await open(denseReport());
      const { page } = opened;
      await page.locator('[data-chart="histogram"]').waitFor();
      await page.locator('[data-action="toggle-export"]').click();
      await page.locator('[data-chart="histogram"]').waitFor();
      const svg = (await saved(page, `[data-action="export-svg"][data-target="${chart}"]`)).toString();
      expect(svg).toMatch(/^<svg [^>]*xmlns="http:\/\/www\.w3\.org\/2000\/svg"/u);
      expect(svg).toContain(`digits-mlp: `);
      expect(svg).not.toContain('var(--');
      const png = await saved(page, `[data-action="export-png"][data-target="${chart}"]`);
      expect(png.subarray(1, 4).toString()).toBe('PNG');
      expect(png.byteLength).toBeGreaterThan(2000);
      expect(opened.problems).toEqual([]);
    },
  );

  it('exports the neurons of the selected layer as CSV, in samples of each class', async () => {
    const report = denseReport();
    await using opened = await open(report);
    const { page } = opened;
    await page.locator('[role="option"][data-layer="probs"]').click();
    await page.locator('[data-action="toggle-export"]').click();
    const csv = (await saved(page, '[data-action="export-numbers"][data-target="firing"]')).toString();
    const [head, ...rows] = csv.trimEnd().split('\r\n');
    expect(head).toBe(`neuron,${Array.from('0123456789', (label) => `${label} (of 200)`).join(',')}`);
    expect(rows).toHaveLength(10);
    const never = rows.filter((row) =>
      row
        .split(',')
        .slice(1)
        .every((cell) => cell === '0'),
    );
    expect(never).toHaveLength(report.layers.at(-1)!.neurons.dead);
  });

  it('prints black on white without buttons, from a dark screen', async () => {
    await using opened = await open(denseReport(), { colorScheme: 'dark' });
    const { page } = opened;
    await page.locator('[data-chart="histogram"]').waitFor();
    const tint = page.locator('[data-chart="classes"] rect.tinted').last();
    const [screen] = [await tint.getAttribute('fill')];
    await page.emulateMedia({ media: 'print' });
    await expect.poll(() => tint.getAttribute('fill')).not.toBe(screen);
    expect(await page.evaluate(() => getComputedStyle(document.body).backgroundColor)).toBe(
      'rgb(255, 255, 255)',
    );
    const visible = page.locator('button:not(.link, .sort), select').filter({ visible: true });
    expect(await visible.count()).toBe(0);
    expect(await page.locator('table[data-table="layers"]').isVisible()).toBe(true);
  });

  it('keeps hostile names as text, wherever they stand', async () => {
    await using opened = await open(hostileReport());
    const { page } = opened;
    expect(await page.title()).toContain('<script>');
    const shown = await page
      .locator('[role="listbox"]')
      .first()
      .locator('[role="option"]')
      .evaluateAll((options) => options.map((option) => option.getAttribute('data-layer')));
    expect(shown).toEqual([...HOSTILE_NAMES]);
    expect(await page.locator('main img, main script, main svg[onload]').count()).toBe(0);
    await page.locator('[role="option"]').nth(3).click();
    expect(await page.locator('.details h2').textContent()).toBe(HOSTILE_NAMES[3]);
    expect(opened.problems).toEqual([]);
  });

  it('draws a previous run as marks of its own, with signed changes', async () => {
    const [report, previous] = [denseReport(), denseReport({ seed: 9 })];
    await using opened = await open(report, {}, { ...previous, layers: previous.layers.slice(1) });
    const { page } = opened;
    expect(await page.locator('[data-chart="entropy"] .ghost[data-run="previous"]').count()).toBe(16);
    const row = page.locator('table[data-table="layers"] tr[data-layer="dense_3"]');
    const value = async (selector: string): Promise<number> =>
      Number(await row.locator(selector).getAttribute('data-value'));
    const [now, before] = [report, previous].map(({ layers }) => layers[2]!.entropy.class);
    expect(await value('td[data-field="entropy.class"][data-run="current"]')).toBe(now);
    expect(await value('td[data-field="entropy.class"][data-run="previous"]')).toBe(before);
    expect(await value('td[data-field="change.entropy.class"]')).toBe(now! - before!);
    expect(await page.locator('[role="option"][data-layer="dense_1"]').first().textContent()).toContain(
      'not in the previous run',
    );
  });

  it('tells which rates a neuron has under the pointer, in the order of the map', async () => {
    await using opened = await open(convReport());
    const { page } = opened;
    await page.locator('[role="option"][data-layer="conv2d_1"]').click();
    const canvas = page.locator('[data-chart="firing"][data-layer="conv2d_1"] canvas');
    await canvas.hover({ position: { x: 200, y: 60 } });
    expect(await page.locator('.pointed').textContent()).toMatch(
      /^Channel \d+, class \w+: fires in [\d.]+%/u,
    );
    await page.locator('[data-action="order-firing"]').selectOption('class');
    await page.getByText('grouped by the class they fire for most').waitFor();
    expect(await page.locator('[data-action="order-firing"]').inputValue()).toBe('class');
  });

  it.each([
    [300, denseReport()],
    [700, convReport()],
    [1800, hostileReport()],
    [320, hostileReport()],
    [1100, deepReport()],
  ])('has no horizontal scroll of the page at %i px', async (width, report) => {
    await using opened = await open(report, { viewport: { width, height: 700 } });
    const [inner, outer] = await opened.page.evaluate(() => [
      document.documentElement.scrollWidth,
      document.documentElement.clientWidth,
    ]);
    expect(inner).toBeLessThanOrEqual(outer ?? 0);
    expect(await opened.page.locator('[data-chart="stability"] circle').first().boundingBox()).not.toBeNull();
  });

  it('draws 200 layers in compact rows that scroll under their head', async () => {
    await using opened = await open(deepReport(200));
    const { page } = opened;
    expect(await page.locator('[data-chart="entropy"] circle.dot').count()).toBe(200);
    expect(await page.locator('table[data-table="layers"] tbody tr').count()).toBe(200);
    await page.locator('[role="option"]').first().focus();
    await page.keyboard.press('End');
    await expectSelected(page, 'predictions');
    const [band, head] = [page.locator('.band').first(), page.locator('.band .head').first()];
    expect(await band.evaluate((node) => node.scrollTop)).toBeGreaterThan(1000);
    expect((await head.boundingBox())?.y).toBeCloseTo((await band.boundingBox())?.y ?? NaN, 0);
    expect(opened.problems).toEqual([]);
  });

  it('shows the main numbers without JavaScript', async () => {
    if (browser === null) throw new Error('no browser');
    const context = await browser.newContext({ javaScriptEnabled: false });
    const page = await context.newPage();
    await page.setContent(await htmlFile(hostileReport()));
    expect(await page.locator('noscript tbody tr').count()).toBe(HOSTILE_NAMES.length);
    expect(await page.locator('noscript img, noscript b, noscript script').count()).toBe(0);
    await context.close();
  });

  it.each([
    ['light', { colorScheme: 'light' }],
    ['dark', { colorScheme: 'dark' }],
    ['high contrast', { colorScheme: 'dark', contrast: 'more' }],
    ['forced colours', { colorScheme: 'dark', forcedColors: 'active' }],
  ] as const)('passes the accessibility audit: %s', async (_, options) => {
    await using opened = await open(denseReport(), options, denseReport({ seed: 5 }));
    const { page } = opened;
    await page.locator('[data-chart="histogram"]').waitFor();
    await page.locator('[data-action="toggle-export"]').click();
    await page.keyboard.press('?');
    await page.evaluate(await readFile(axePath, 'utf8'));
    const violations = await page.evaluate(
      `axe.run(document).then(({ violations }) => violations.map(({ id, nodes }) => id + ': ' + nodes.map(({ html }) => html.slice(0, 140)).slice(0, 4).join(' | ')))`,
    );
    expect(violations).toEqual([]);
    expect(opened.problems).toEqual([]);
  });
});

async function expectSelected(page: Page, id: string): Promise<void> {
  const selected = await page
    .locator(
      '[role="option"][aria-selected="true"], tr[data-selected], [data-chart="entropy"] g.layer[data-selected]',
    )
    .evaluateAll((marks) => [...new Set(marks.map((mark) => mark.getAttribute('data-layer')))]);
  expect(selected).toEqual([id]);
}

async function saved(page: Page, selector: string): Promise<Buffer> {
  const [download] = await Promise.all([page.waitForEvent('download'), page.locator(selector).click()]);
  return readFile(await download.path());
}

async function focusedLayer(page: Page): Promise<string | null | undefined> {
  return page.evaluate(() => document.activeElement?.getAttribute('data-layer'));
}
