import { startVitest } from 'vitest/node';

/** Takes the pictures of VS Code that the README and docs show anew (docs/images): look at them before you keep them. */
const vitest = await startVitest('test', [], { watch: false, include: ['test/vscode/screenshots.ts'] });
await vitest.close();
