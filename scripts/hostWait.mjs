import { resolve } from 'node:path';
import { runVitest } from './runVitest.mjs';

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error('usage: node scripts/hostWait.mjs FOLDER (with folders source-*)');
const { status } = await runVitest({
  files: ['test/vscode/hostWait.ts'],
  environment: { ENTROSCOPE_HOSTILE: resolve(folder) },
});
process.exitCode = status ?? 1;
