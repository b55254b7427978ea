import { fingerprintModel } from '../../models/fingerprint.js';
import type { AnalysisHeader } from '../assemble/analysisHeader.js';
import { runSettings } from '../assemble/runSettings.js';
import { inputFindings } from './inputFindings.js';
import { unusedThresholds } from './resolveThreshold.js';
import type { TapAnalysis } from './tapAnalysis.js';

/** All that the report says besides what is counted; hashes the weights and looks at the first samples. */
export async function headerOf(analysis: TapAnalysis): Promise<AnalysisHeader> {
  const { request, file, runner, dataset, chosen, taps, task } = analysis;
  const unused = unusedThresholds(
    taps.map(({ tap }) => tap),
    request.threshold,
  );
  return {
    model: {
      path: request.modelAsGiven,
      name: file.name,
      format: file.format,
      fingerprint: await fingerprintModel(file),
      parameters: runner.parameters,
      repairs: runner.repairs,
    },
    dataset: {
      path: request.dataAsGiven,
      kind: dataset.kind,
      fingerprint: dataset.fingerprint,
      labelled: dataset.labelled,
      labels: dataset.classes,
      classes: chosen.classes,
      classSizes: chosen.classSizes,
      skipped: dataset.skipped.length,
      skippedSamples: dataset.skipped.slice(0, NAMED_SKIPS),
      findings: [
        ...dataset.findings,
        ...(await inputFindings(analysis)),
        ...unused.map((name) => ({
          code: 'threshold-unused',
          severity: 'warning' as const,
          message: `The threshold for "${name}" is not used: no measured layer or activation has that name.`,
        })),
      ],
    },
    settings: runSettings(request, dataset),
    taps,
    task,
  };
}

/** Of the samples left out by --skip-bad the report names this many. */
const NAMED_SKIPS = 100;
