import { basename, dirname, extname, join } from 'node:path';
import * as vscode from 'vscode';
import { ExpectedError } from '../../vocabulary/expectedError.js';
import { renderReportFile, type ReportFormat } from '../../outputs/renderReportFile.js';
import { writeOutput } from '../../outputs/writeOutput.js';
import type { Report } from '../../report/report.js';

const FORMATS: Readonly<Record<string, ReportFormat>> = {
  '.json': 'json',
  '.html': 'html',
  '.csv': 'csv',
  '.md': 'markdown',
};

/**
 * Asks for a place and writes the report there, in the format of the file's ending.
 * @param bundle folder of the page's bundle
 * @returns the file; null where the user changed their mind
 * @throws ExpectedError output-failed
 */
export async function exportReport(
  report: Report,
  previous: Report | null,
  { model, bundle }: { readonly model: string; readonly bundle: string },
): Promise<string | null> {
  const name = basename(dirname(model)) || 'model';
  const chosen = await vscode.window.showSaveDialog({
    title: 'Export Report',
    defaultUri: vscode.Uri.file(join(dirname(model), `${name}.entroscope.json`)),
    filters: {
      'Entroscope report': ['entroscope.json', 'json'],
      'Page (HTML)': ['html'],
      'Table (CSV)': ['csv'],
      Markdown: ['md'],
    },
  });
  if (chosen === undefined) return null;
  const format = FORMATS[extname(chosen.fsPath).toLowerCase()];
  if (format === undefined) {
    throw new ExpectedError(
      'output-failed',
      `${chosen.fsPath} has none of the endings .json, .html, .csv and .md: name the file so that its format is known`,
    );
  }
  const text = await renderReportFile(format, report, { previous, gates: [], bundle });
  await writeOutput(chosen.fsPath, text);
  return chosen.fsPath;
}
