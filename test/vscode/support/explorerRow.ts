import type { Locator, Page } from 'playwright-core';
import { PATIENCE_MS } from './patience.js';

/** How long a row is waited for before its folders are looked at again, ms. */
const LOOK_MS = 4000;

/** The row of a file in the explorer; shows the explorer and opens the folders above. */
export async function explorerRow(page: Page, path: string): Promise<Locator> {
  const end = Date.now() + PATIENCE_MS;
  const explorer = page.locator('.explorer-folders-view');
  if (!(await explorer.isVisible())) {
    await page.locator('.activitybar .action-label[aria-label^="Explorer"]').click();
  }
  const parts = path.split('/');
  let row = explorer;
  for (let depth = 1; depth <= parts.length;) {
    // Rows stand below each other, not in each other: found by name, level and what precedes them.
    const found = await page
      .waitForFunction(explorerRowId, parts.slice(0, depth), { timeout: LOOK_MS })
      .catch(() => null);
    if (found === null) {
      if (Date.now() > end) throw new Error(`the explorer has no ${parts.slice(0, depth).join('/')}`);
      // A folder that was opened while the explorer still read it may be closed again.
      depth = 1;
      continue;
    }
    row = explorer.locator(`[id="${await found.jsonValue()}"]`);
    if (depth < parts.length && (await row.getAttribute('aria-expanded')) === 'false') await row.click();
    depth += 1;
  }
  return row;
}

/**
 * Runs in the page.
 * @returns the id of the explorer's row of a path, given by its names; null while it is not there
 */
function explorerRowId(names: readonly string[]): string | null {
  const rows = [...document.querySelectorAll('.explorer-folders-view .monaco-list-row')].sort(
    (a, b) => Number(a.getAttribute('data-index')) - Number(b.getAttribute('data-index')),
  );
  const open: string[] = [];
  for (const row of rows) {
    const level = Number(row.getAttribute('aria-level'));
    open.length = level - 1;
    open.push(row.querySelector('.label-name')?.textContent ?? '');
    if (open.length === names.length && open.every((name, index) => name === names[index])) return row.id;
  }
  return null;
}
