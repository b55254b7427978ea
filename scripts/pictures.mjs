import { runVitest } from './runVitest.mjs';

/** Writes the reference pictures of the page anew (test/webview/pictures): look at the difference before you keep it. */
const { status } = await runVitest({
  args: ['test/webview/pictures.test.ts'],
  environment: { ENTROSCOPE_WRITE_PICTURES: '1' },
});
process.exitCode = status ?? 1;
