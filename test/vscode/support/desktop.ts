import { downloadAndUnzipVSCode, SilentReporter } from '@vscode/test-electron';
import { join } from 'node:path';
import { CACHE } from './paths.js';

/** Which editor the harness is to use: the first that can be had, or the one that ENTROSCOPE_TEST_EDITOR forces. */
export function wantedEditor(): 'any' | 'desktop' | 'code-server' {
  const forced = process.env['ENTROSCOPE_TEST_EDITOR'];
  if (forced === undefined || forced === '') return 'any';
  if (forced === 'desktop' || forced === 'code-server') return forced;
  throw new Error(`ENTROSCOPE_TEST_EDITOR is "${forced}"; it may be "desktop" or "code-server"`);
}

/**
 * The executable of desktop VS Code, downloaded once into .cache/vscode-test.
 * @returns a reason where there is no display, it was not wanted, or the download did not come
 */
export async function ensureDesktop(): Promise<{ readonly executable: string } | { readonly skip: string }> {
  const wanted = wantedEditor();
  if (wanted === 'code-server') return { skip: 'ENTROSCOPE_TEST_EDITOR asks for code-server' };
  const display = [process.env['DISPLAY'], process.env['WAYLAND_DISPLAY']].some(
    (name) => (name ?? '') !== '',
  );
  if (process.platform === 'linux' && !display) return { skip: 'desktop VS Code needs a display' };
  const cachePath = join(CACHE, 'vscode-test');
  console.log(`Looking for desktop VS Code (cached in ${cachePath})`);
  try {
    const executable = await downloadAndUnzipVSCode({
      version: 'stable',
      cachePath,
      // Without a byte for so long, the update server counts as out of reach.
      timeout: 10_000,
      reporter: new SilentReporter(),
    });
    return { executable };
  } catch (error) {
    return { skip: `desktop VS Code: ${error instanceof Error ? error.message : String(error)}` };
  }
}
