import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ExpectedError } from '../vocabulary/expectedError.js';
import { option, phrase } from '../vocabulary/phrase.js';
import { parseForeignReport, readReportText } from '../outputs/readReport.js';
import { renderReportFile } from '../outputs/renderReportFile.js';
import { compareReports } from '../report/compareReports.js';
import { renderComparisonText } from '../outputs/terminal/comparisonText.js';
import { evaluateGate, type Gate, type GateResult } from '../report/gates.js';
import { gateText } from '../outputs/terminal/gateText.js';
import type { Report } from '../report/report.js';
import { renderReportText } from '../outputs/terminal/reportText.js';
import { targetsOf, type ReportOutputOptions } from './analyzeOptions.js';
import { EXIT, textOptions, type CommandContext, type ExitStatus } from './context.js';
import { endedBySignals } from './interruptible.js';
import { isStdout, writeOutputs, type Output } from './outputFiles.js';
import { writeStdout } from './writeStdout.js';

export interface Delivery {
  readonly options: ReportOutputOptions;
  readonly gates: readonly Gate[];
  /** The report that --baseline-report names. */
  readonly previous: Report | null;
}

/**
 * Writes a report's files, prints its table (unless quiet, or standard output is a file's) and judges the gates.
 * @throws ExpectedError output-failed; report-malformed when a gate speaks of what the report does not hold
 */
export async function deliverReport(
  report: Report,
  { options, gates, previous }: Delivery,
  context: CommandContext,
): Promise<ExitStatus> {
  const { results, outputs, table } = await endedBySignals(() =>
    render(report, { options, gates, previous }),
  );
  await writeOutputs(outputs, context.folder);
  if (table !== null) await writeStdout(table);
  return judge(results);
}

interface Rendered {
  readonly results: readonly GateResult[];
  readonly outputs: readonly Output[];
  /** For standard output; null where nothing is to be printed. */
  readonly table: string | null;
}

async function render(report: Report, { options, gates, previous }: Delivery): Promise<Rendered> {
  const results = gates.map((gate) => evaluateGate(gate, report, previous));
  const outputs: Output[] = [];
  for (const target of targetsOf(options)) {
    outputs.push({
      target,
      text: await renderReportFile(target.format, report, { previous, gates: results, bundle: BUNDLE }),
    });
  }
  const isPrinted = options.quiet !== true && !outputs.some(({ target }) => isStdout(target.path));
  if (!isPrinted) return { results, outputs, table: null };
  const text = textOptions(options);
  const change = previous === null ? '' : `\n${renderComparisonText(compareReports(previous, report), text)}`;
  return { results, outputs, table: renderReportText(report, text) + change };
}

/** Reads the report that an option or argument names. */
export async function readReport(path: string, folder: string): Promise<Report> {
  const text = await readReportText(resolve(folder, path), path);
  return endedBySignals(() => parseForeignReport(text, path));
}

function judge(results: readonly GateResult[]): ExitStatus {
  const failed = results.filter(({ state }) => state === 'failed');
  for (const result of failed) process.stderr.write(`entroscope: --fail-on ${gateText(result)}\n`);
  if (failed.length > 0) return EXIT.gate;
  // A gate that speaks of nothing would otherwise pass for ever, unnoticed.
  const unknown = results.find(({ state }) => state === 'unknown');
  if (unknown === undefined) return EXIT.done;
  throw new ExpectedError(
    'report-malformed',
    phrase`${option('failOn')} ${gateText(unknown)}: correct the condition, the data or the model`,
  );
}

/** Where the page's bundle lies: beside the command's own. */
const BUNDLE = dirname(fileURLToPath(import.meta.url));
