import { runVitest } from './runVitest.mjs';

/** Takes the pictures that the README and docs show anew (docs/images): look at them before you keep them. */
const { status } = await runVitest({
  files: ['test/webview/screenshots.ts', 'test/vscode/screenshots.ts'],
  args: process.argv.slice(2),
});
process.exitCode = status ?? 1;
