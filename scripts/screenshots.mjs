import { startVitest } from 'vitest/node';

/** Takes the pictures that the README and docs show anew (docs/images): look at them before you keep them. */
const include = ['test/webview/screenshots.ts', 'test/vscode/screenshots.ts'];
const vitest = await startVitest('test', [], { watch: false, include });
await vitest.close();
