import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { renderHtml } from '../src/outputs/html/html.js';
import { launchBrowser } from '../test/support/browser.js';
import { deepReport } from '../test/support/sampleReport.js';
import { median } from './median.js';
import { longestTask, mainThreadTasks } from './trace.js';

/** Prints what docs/performance.md says of the page: the built HTML report in Chromium, measured in its own trace. */
const LAYERS = [20, 200, 1000];
const ROUNDS = 3;
const DRAWN = 'drawn';
const KEYS = 20;
const WHEELS = 30;

const browser = await launchBrowser();
if ('skip' in browser) console.log(`the page was not measured: ${browser.skip}`);
else {
  const folder = mkdtempSync(join(tmpdir(), 'entroscope-bench-page-'));
  try {
    console.log(`\nthe page in Chromium ${browser.version()}, 1100 by 800 pixels, milliseconds:`);
    for (const layers of LAYERS)
      console.log(`  ${layers} layers: ${await measured(browser, folder, layers)}`);
  } finally {
    await browser.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Milliseconds, each the median of the rounds. */
async function measured(chromium: Browser, folder: string, layers: number): Promise<string> {
  const file = join(folder, `${layers}.html`);
  writeFileSync(file, htmlOf(layers));
  const rounds: Round[] = [];
  for (let round = 0; round < ROUNDS; round++) rounds.push(await measure(chromium, file));
  const ms = (pick: (round: Round) => number): string => median(rounds.map(pick)).toFixed(0);
  return (
    `first paint ${ms((round) => round.paint)}, all rows ${ms((round) => round.drawn)}, longest task after first paint ${ms((round) => round.afterPaint)}; ` +
    `selecting: longest task ${ms((round) => round.selecting)}, key to frame at most ${ms((round) => round.keyToFrame)}; ` +
    `scrolling: longest task ${ms((round) => round.scrolling)}`
  );
}

interface Round {
  readonly paint: number;
  readonly drawn: number;
  readonly afterPaint: number;
  readonly selecting: number;
  readonly keyToFrame: number;
  readonly scrolling: number;
}

async function measure(chromium: Browser, file: string): Promise<Round> {
  const context = await chromium.newContext({ viewport: { width: 1100, height: 800 } });
  const page = await context.newPage();
  await page.addInitScript((said) => {
    const times = { drawn: 0, inputs: [] as number[] };
    Object.assign(globalThis, { times });
    new MutationObserver(() => {
      if (times.drawn > 0 || document.querySelector('main')?.dataset['state'] !== 'done') return;
      times.drawn = performance.now();
      console.log(said);
    }).observe(document, { subtree: true, attributes: true, attributeFilter: ['data-state'] });
    new PerformanceObserver((list) => {
      for (const { name, duration } of list.getEntries()) if (name === 'keydown') times.inputs.push(duration);
    }).observe({ type: 'event', durationThreshold: 16 } as PerformanceObserverInit);
  }, DRAWN);

  const opening = await traced(chromium, page, async () => {
    // The page says itself when it is drawn: to ask it would put tasks of ours between its own.
    const drawn = page.waitForEvent('console', (message) => message.text() === DRAWN);
    await page.goto(pathToFileURL(file).href);
    await drawn;
    await page.waitForTimeout(500);
  });
  const [paint, drawn] = await page.evaluate(() => [
    performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? NaN,
    (globalThis as unknown as { times: { drawn: number } }).times.drawn,
  ]);
  const opened = mainThreadTasks(opening);
  const afterPaint = opened.tasks.filter(({ from }) => from >= opened.firstPaint);

  await page.locator('[role="option"]').first().focus();
  const selecting = await traced(chromium, page, async () => {
    for (let key = 0; key < KEYS; key++) {
      await page.keyboard.press('ArrowDown');
      await page.waitForTimeout(60);
    }
  });
  const inputs = await page.evaluate(
    () => (globalThis as unknown as { times: { inputs: number[] } }).times.inputs,
  );

  await page.locator('.band').first().hover();
  const scrolling = await traced(chromium, page, async () => {
    for (let wheel = 0; wheel < WHEELS; wheel++) {
      await page.mouse.wheel(0, 300);
      await page.waitForTimeout(30);
    }
    await page.evaluate(() => {
      document.querySelector('.numbers')?.scrollIntoView();
    });
    await page.waitForTimeout(300);
  });
  await context.close();
  return {
    paint: paint ?? NaN,
    drawn: drawn ?? NaN,
    afterPaint: longestTask(afterPaint),
    selecting: longestTask(mainThreadTasks(selecting).tasks),
    keyToFrame: Math.max(16, ...inputs),
    scrolling: longestTask(mainThreadTasks(scrolling).tasks),
  };
}

async function traced(chromium: Browser, page: Page, what: () => Promise<void>): Promise<Buffer> {
  await chromium.startTracing(page, {
    categories: ['toplevel', 'devtools.timeline', 'blink.user_timing', 'loading', '__metadata'],
  });
  await what();
  return chromium.stopTracing();
}

function htmlOf(layers: number): string {
  const [script, style] = ['page.js', 'page.css'].map((name) => readFileSync(join('dist', name), 'utf8'));
  const hash = (text = ''): string => createHash('sha256').update(text).digest('base64');
  return renderHtml(deepReport(layers), {
    script: script ?? '',
    style: style ?? '',
    scriptHash: hash(script),
    styleHash: hash(style),
  });
}
