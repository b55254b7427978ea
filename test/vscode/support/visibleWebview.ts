import type { FrameLocator, Page } from 'playwright-core';
import { PATIENCE_MS } from './patience.js';

/** Where a webview stands: in the editor area, or in a side bar or the panel below. */
export type WebviewPlace = 'panel' | 'side';

/** The page inside a webview that is visible in that place; a view may be moved, so its place tells, not its address. */
export async function visibleWebview(page: Page, place: WebviewPlace): Promise<FrameLocator> {
  const iframes = page.locator('iframe.webview.ready');
  const end = Date.now() + PATIENCE_MS;
  while (Date.now() < end) {
    await iframes.first().waitFor();
    for (const iframe of await iframes.all()) {
      const found = await iframe
        .evaluate((element): WebviewPlace | null => {
          const box = element.getBoundingClientRect();
          if (box.width === 0 || getComputedStyle(element).visibility === 'hidden') return null;
          // Webviews float over the workbench: what lies under their middle says where they are.
          const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
          const within = (selector: string): boolean =>
            [...document.querySelectorAll(selector)].some((part) => {
              const area = part.getBoundingClientRect();
              return x >= area.left && x <= area.right && y >= area.top && y <= area.bottom;
            });
          return within('.part.sidebar, .part.auxiliarybar, .part.panel') ? 'side' : 'panel';
        })
        .catch(() => null);
      if (found !== place) continue;
      // By its name, since the order of the frames changes.
      const name = await iframe.getAttribute('name');
      if (name === null) continue;
      return page.frameLocator(`iframe.webview[name="${name}"]`).frameLocator('iframe#active-frame');
    }
    await page.waitForFunction(
      () =>
        new Promise((resolve) =>
          requestAnimationFrame(() => {
            resolve(true);
          }),
        ),
    );
  }
  throw new Error(`no ${place} webview is visible`);
}
