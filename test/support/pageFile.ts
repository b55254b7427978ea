import { build } from 'esbuild';
import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { renderHtml } from '../../src/outputs/html/html.js';
import type { Report } from '../../src/report/report.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
let bundle: Promise<{ script: string; style: string }> | null = null;

/** The HTML report as the command line writes it, from a bundle of the page as it is now. */
export async function htmlFile(report: Report, previous?: Report): Promise<string> {
  bundle ??= bundled();
  const { script, style } = await bundle;
  return renderHtml(report, {
    script,
    style,
    scriptHash: createHash('sha256').update(script).digest('base64'),
    styleHash: createHash('sha256').update(style).digest('base64'),
    ...(previous === undefined ? {} : { previous }),
  });
}

async function bundled(): Promise<{ script: string; style: string }> {
  const { outputFiles } = await build({
    bundle: true,
    jsx: 'automatic',
    jsxImportSource: 'preact',
    platform: 'browser',
    target: 'es2022',
    format: 'iife',
    minify: true,
    legalComments: 'none',
    entryPoints: ['src/webview/page.ts'],
    outdir: 'out',
    write: false,
    absWorkingDir: root,
  });
  const text = (ending: string): string => outputFiles.find(({ path }) => path.endsWith(ending))?.text ?? '';
  return { script: text('.js'), style: text('.css') };
}
