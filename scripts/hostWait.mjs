import { resolve } from 'node:path';
import { runVitest } from './runVitest.mjs';

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error('usage: node scripts/hostWait.mjs FOLDER (with folders source-*)');
const { status } = await runVitest({
  files: ['test/vscode/hostWait.ts'],
  // Node 20 has a WebSocket behind this flag alone; later ones take it, too.
  environment: { ENTROSCOPE_HOSTILE: resolve(folder), NODE_OPTIONS: '--experimental-websocket' },
});
process.exitCode = status ?? 1;
