import { resolve } from 'node:path';
import { compareReports } from '../../report/compareReports.js';
import { renderComparisonText } from '../../outputs/terminal/comparisonText.js';
import { EXIT, textOptions, type CommandContext, type ExitStatus, type PrintOptions } from '../context.js';
import { endedBySignals } from '../interruptible.js';
import { jsonText } from '../../outputs/jsonText.js';
import { readReport } from '../deliverReport.js';
import { checkTargets, isStdout, writeOutputs } from '../outputFiles.js';
import { writeStdout } from '../writeStdout.js';

export interface CompareOptions extends PrintOptions {
  readonly json?: string;
}

/** Prints what changed from one report to another, layer by layer. */
export async function compare(
  oldPath: string,
  newPath: string,
  options: CompareOptions,
  { folder }: CommandContext,
): Promise<ExitStatus> {
  const targets = options.json === undefined ? [] : [{ format: 'json' as const, path: options.json }];
  await checkTargets(targets, folder, [resolve(folder, oldPath), resolve(folder, newPath)]);
  const before = await readReport(oldPath, folder);
  const after = await readReport(newPath, folder);
  const { comparison, json } = await endedBySignals(() => {
    const compared = compareReports(before, after);
    return { comparison: compared, json: targets.length === 0 ? '' : jsonText(compared) };
  });
  await writeOutputs(
    targets.map((target) => ({ target, text: json })),
    folder,
  );
  if (!isStdout(options.json)) {
    const text = textOptions(options);
    await writeStdout(await endedBySignals(() => renderComparisonText(comparison, text)));
  }
  return EXIT.done;
}
