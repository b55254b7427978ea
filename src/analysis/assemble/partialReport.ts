import { depthOf } from '../../engine/depth.js';
import { EntropyTables } from '../../engine/entropyTables.js';
import type { TapTotals } from '../../engine/tapAccumulator.js';
import { REPORT_SCHEMA, type Report, type ReportRuntime } from '../../report/report.js';
import type { AnalysisHeader } from './analysisHeader.js';
import { measuredLayer } from './assembleReport.js';
import { reportClasses } from './reportClasses.js';
import { TOOL } from './tool.js';

/** What one tap has counted so far. */
export interface TapProgress {
  /** The classes met, as places among the run's. */
  readonly classes: readonly number[];
  readonly totals: TapTotals;
}

/**
 * The report of the samples counted so far: every share is of those. Nothing is concluded from it: no intervals, no
 * accuracy, no findings.
 * @param taps in the header's order, all of the same samples
 * @param runtime asked when all is measured
 * @throws RangeError where a tap is missing
 */
export function partialReport(
  header: AnalysisHeader,
  taps: readonly TapProgress[],
  runtime: () => ReportRuntime,
): Report {
  const tables = new EntropyTables();
  const layers = header.taps.map((measured, index) => {
    const progress = taps[index];
    if (progress === undefined) throw new RangeError(`nothing was counted of ${measured.tap.id}`);
    return measuredLayer(measured, progress.totals, { tables, counts: null });
  });
  const { path, kind, fingerprint, labels, classes, skipped, skippedSamples } = header.dataset;
  const [first] = taps;
  const met = new Set(first?.classes);
  const sizes = first?.totals.classSizes ?? [];
  return {
    schema: REPORT_SCHEMA,
    createdAt: new Date().toISOString(),
    tool: TOOL,
    model: header.model,
    dataset: {
      path,
      kind,
      samples: sizes.reduce((sum, size) => sum + size, 0),
      skipped,
      skippedSamples,
      fingerprint,
      classes: reportClasses(
        labels,
        classes.filter((_, place) => met.has(place)),
        sizes,
      ),
    },
    settings: header.settings,
    runtime: runtime(),
    layers,
    task: null,
    depth: { ...depthOf(layers), hint: null },
    findings: [],
  };
}
