import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe } from 'vitest';
import type { Editor } from './support/editor.js';
import { retrainedWeights } from './support/example.js';
import { ROOT } from './support/paths.js';
import { scenario } from './support/scenario.js';

/** No tests: the pictures of the README, taken by `node scripts/screenshots.mjs` in a real VS Code. */
const IMAGES = join(ROOT, 'docs', 'images');
const MODEL = 'model/model.json';
const ANALYZE = 'Analyze Activation Entropy';
const THEMES = {
  panel: 'Default Dark Modern',
  'panel-light': 'Default Light Modern',
  'panel-high-contrast': 'Default High Contrast',
} as const;

describe('pictures of VS Code', () => {
  for (const [file, theme] of Object.entries(THEMES)) {
    scenario(
      `${file}: the panel beside the script`,
      { evidence: true, settings: { 'workbench.colorTheme': theme } },
      async (editor) => {
        await editor.openFile('train.mjs');
        await editor.contextMenu(MODEL, ANALYZE);
        const page = await editor.waitForState('panel', 'done');
        await editor.page.locator('.codelens-decoration').nth(4).waitFor();
        await editor.openContainer('Entroscope');
        await editor.waitForState('side', 'done');
        await page.locator('[role="option"][data-layer="fc3"]').first().click();
        await page.locator('[data-chart="histogram"]').waitFor();
        await clearScreen(editor);
        await editor.screenshot(join(IMAGES, `${file}.png`));
      },
    );
  }

  scenario(
    'code-hover: what a layer’s line says when it is pointed at',
    { evidence: true },
    async (editor) => {
      await editor.openFile('train.mjs');
      await editor.contextMenu(MODEL, ANALYZE);
      await editor.waitForState('panel', 'done');
      await editor.page.locator('.codelens-decoration').nth(4).waitFor();
      await editor.runCommand('View: Toggle Primary Side Bar Visibility');
      await editor.runCommand('Notifications: Clear All Notifications');
      await editor.page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
      const line = editor.page.locator('.view-line', { hasText: /name:.'fc3'/u });
      await line
        .locator('span', { hasText: /^dense$/u })
        .first()
        .hover();
      await editor.page.locator('.monaco-hover img').first().waitFor();
      await editor.page.waitForFunction(() =>
        document.getAnimations().every(({ playState }) => playState !== 'running'),
      );
      await editor.screenshot(join(IMAGES, 'code-hover.png'));
    },
  );

  scenario('retrained: the new run over the old one', { evidence: true }, async (editor) => {
    await editor.openFile('train.mjs');
    await editor.contextMenu(MODEL, ANALYZE);
    const page = await editor.waitForState('panel', 'done');
    await writeFile(join(editor.folder, 'model', 'weights.bin'), await retrainedWeights(editor.folder));
    await page.locator('[data-run="previous"]').first().waitFor();
    await editor.waitForState('panel', 'done');
    await editor.runCommand('View: Toggle Primary Side Bar Visibility');
    await clearScreen(editor);
    await editor.screenshot(join(IMAGES, 'retrained.png'));
  });
});

async function clearScreen(editor: Editor): Promise<void> {
  await editor.runCommand('Notifications: Clear All Notifications');
  await editor.page.mouse.move(700, 5);
  await editor.page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
}
