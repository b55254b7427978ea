import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { readText } from '../files/openFile.js';
import { assertNever } from '../vocabulary/assertNever.js';
import { layersCsv } from './csv/layersCsv.js';
import type { GateResult } from '../report/gates.js';
import { renderHtml } from './html/html.js';
import { renderMarkdown } from './markdown/markdown.js';
import type { Report } from '../report/report.js';
import { jsonText } from './jsonText.js';

const BUNDLE = { code: 'output-failed', absent: 'install Entroscope again' } as const;

export type ReportFormat = 'json' | 'csv' | 'html' | 'markdown';

export interface RenderFileOptions {
  /** The run to compare with. */
  readonly previous: Report | null;
  readonly gates: readonly GateResult[];
  /** Folder of the page's bundle, page.js and page.css. */
  readonly bundle: string;
}

/** The text of a report's file. */
export async function renderReportFile(
  format: ReportFormat,
  report: Report,
  { previous, gates, bundle }: RenderFileOptions,
): Promise<string> {
  switch (format) {
    case 'json':
      return jsonText(report);
    case 'csv':
      return layersCsv(report);
    case 'markdown':
      return renderMarkdown(report, { previous, gates });
    case 'html': {
      const script = await readText(join(bundle, 'page.js'), BUNDLE);
      const style = await readText(join(bundle, 'page.css'), BUNDLE);
      return renderHtml(report, {
        script,
        style,
        scriptHash: sha256(script),
        styleHash: sha256(style),
        ...(previous === null ? {} : { previous }),
      });
    }
    default:
      return assertNever(format);
  }
}

/** base64, as content security policies name it. */
function sha256(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('base64');
}
