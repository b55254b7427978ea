import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';
import { launchBrowser } from '../support/browser.js';
import { ROOT, runCli, temporaryFolder } from '../support/cli.js';

/** No test: the README's picture of the HTML report, taken by `node scripts/screenshots.mjs`. */
it('report: what the command line writes', async () => {
  const html = join(temporaryFolder(), 'mnist.html');
  const { status, stderr } = await runCli(['analyze', 'examples/mnist/model/model.json', '--html', html]);
  expect(stderr).not.toContain('error');
  expect(status).toBe(0);
  const browser = await launchBrowser();
  if ('skip' in browser) throw new Error(browser.skip);
  try {
    const page = await browser.newPage({
      viewport: { width: 1280, height: 940 },
      deviceScaleFactor: 1.5,
      colorScheme: 'light',
      reducedMotion: 'reduce',
    });
    await page.goto(pathToFileURL(html).href);
    await page.locator('[data-chart="histogram"]').waitFor();
    await page.screenshot({ path: join(ROOT, 'docs', 'images', 'report.png') });
  } finally {
    await browser.close();
  }
});
