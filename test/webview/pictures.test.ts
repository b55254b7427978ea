import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { PNG } from 'pngjs';
import { afterAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '../support/browser.js';
import { denseReport } from '../support/sampleReport.js';
import { openPanel, type ThemeName } from './panelPage.js';
import { pageStates, runsOf, stateMessage } from './pageStates.js';

/**
 * Every state in every theme, wide and narrow, beside a picture of it as it was when somebody last looked. Written anew
 * by `node scripts/pictures.mjs`. Fonts differ between machines: where a probe of text differs from the stored one,
 * nothing is compared, and the reason stands in the output.
 */
const folder = fileURLToPath(new URL('pictures/', import.meta.url));
const writing = process.env['ENTROSCOPE_WRITE_PICTURES'] === '1';
/** Share of pixels that may differ by more than the step below, and the step of a channel, 0..255. */
const DIFFERENT = 0.004;
const STEP = 32;

const launched = await launchBrowser();
const browser: Browser | null = 'skip' in launched ? null : launched;
const reason = 'skip' in launched ? launched.skip : await probe(launched);
if (reason !== null) console.log(`The page's pictures are not compared: ${reason}`);

const sizes = {
  wide: { place: 'panel', viewport: { width: 1100, height: 840 } },
  narrow: { place: 'side', viewport: { width: 300, height: 640 } },
} as const;
const layers = [0.2, 0.4, 0.35, 0.7, 0.96].map((sharpness, index) => ({
  id: index === 4 ? 'probs' : `dense_${index + 1}`,
  neurons: index === 4 ? 10 : 48,
  sharpness,
  activation: index === 4 ? 'softmax' : 'relu',
}));
const report = denseReport({ layers });
const previous = denseReport({ layers, seed: 9 });

afterAll(async () => {
  await browser?.close();
});

describe.skipIf(reason !== null)('the page looks as it did', () => {
  for (const theme of ['light', 'dark', 'hc-light', 'hc-dark'] as const satisfies readonly ThemeName[]) {
    for (const [size, { place, viewport }] of Object.entries(sizes)) {
      it(`in every state: ${theme}, ${size}`, async () => {
        if (browser === null) throw new Error('no browser');
        // Half the pixels are enough to see that something moved, and a quarter of the bytes.
        const context = { viewport, deviceScaleFactor: 0.5, reducedMotion: 'reduce' } as const;
        await using panel = await openPanel(browser, { theme, place, context });
        const different: string[] = [];
        for (const [name, state] of Object.entries(pageStates(report, previous))) {
          await panel.send(stateMessage(state, null, runsOf([previous, report])));
          if ('data' in state && state.data !== null) {
            await panel.page.locator('[data-chart="histogram"]').waitFor();
          }
          const file = `${name.replaceAll(' ', '-')}-${theme}-${size}.png`;
          const share = await difference(panel.page, file);
          if (share > DIFFERENT) different.push(`${file}: ${(share * 100).toFixed(2)}% of the pixels`);
        }
        expect(
          different,
          'look at them in .cache/pictures; keep them with node scripts/pictures.mjs',
        ).toEqual([]);
        expect(panel.problems).toEqual([]);
      });
    }
  }
});

/** Share of pixels that differ from the stored picture; the new one is kept where it does. */
async function difference(page: Page, file: string): Promise<number> {
  await page.mouse.move(0, 0);
  const taken = await page.screenshot({ animations: 'disabled', caret: 'hide' });
  if (writing) {
    await writeFile(`${folder}${file}`, taken);
    return 0;
  }
  const [now, before] = [PNG.sync.read(taken), PNG.sync.read(await readFile(`${folder}${file}`))];
  const share = now.width === before.width && now.height === before.height ? differing(now, before) : 1;
  if (share > DIFFERENT) {
    const seen = fileURLToPath(new URL('../../.cache/pictures/', import.meta.url));
    await mkdir(seen, { recursive: true });
    await writeFile(`${seen}${file}`, taken);
  }
  return share;
}

function differing(one: PNG, other: PNG): number {
  let count = 0;
  for (let at = 0; at < one.data.length; at += 4) {
    for (let channel = 0; channel < 3; channel++) {
      if (Math.abs((one.data[at + channel] ?? 0) - (other.data[at + channel] ?? 0)) <= STEP) continue;
      count++;
      break;
    }
  }
  return count / (one.data.length / 4);
}

/** Why pictures of this machine cannot be compared with the stored ones; null where they can. */
async function probe(chromium: Browser): Promise<string | null> {
  const page = await chromium.newPage({ viewport: { width: 320, height: 40 } });
  await page.setContent(
    '<p style="margin:0;font:13px system-ui,-apple-system,\'Segoe UI\',Roboto,Ubuntu,sans-serif">Hamburgefonstiv 0123 βγ ▲ …</p>',
  );
  const taken = await page.screenshot();
  await page.close();
  const file = `${folder}probe.png`;
  if (writing) {
    await mkdir(folder, { recursive: true });
    await writeFile(file, taken);
    return null;
  }
  if (!existsSync(file)) return `there is no ${file}`;
  const [now, before] = [PNG.sync.read(taken), PNG.sync.read(await readFile(file))];
  return differing(now, before) === 0
    ? null
    : 'text looks different on this machine (other fonts, or another browser)';
}
