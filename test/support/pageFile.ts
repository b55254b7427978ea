import { join } from 'node:path';
import { renderReportFile } from '../../src/outputs/renderReportFile.js';
import type { Report } from '../../src/report/report.js';
import { ROOT } from './cli.js';

/** The HTML report as the command line writes it. */
export async function htmlFile(report: Report, previous?: Report): Promise<string> {
  return renderReportFile('html', report, {
    previous: previous ?? null,
    gates: [],
    bundle: join(ROOT, 'dist'),
  });
}
