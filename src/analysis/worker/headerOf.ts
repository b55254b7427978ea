import { fingerprintModel } from '../../models/fingerprint.js';
import { finding } from '../../vocabulary/findings/finding.js';
import type { AnalysisHeader } from '../assemble/analysisHeader.js';
import { runSettings } from '../assemble/runSettings.js';
import type { AnalysisParts } from './analysisParts.js';
import { modelFindings } from './modelFindings.js';
import { inputFindings } from './inputFindings.js';
import { unusedThresholds } from './resolveThreshold.js';

/** All that the report says besides what is counted; hashes the weights and looks at the first samples. */
export async function headerOf(parts: AnalysisParts): Promise<AnalysisHeader> {
  const { request, file, runner, dataset, chosen, taps, task } = parts;
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
        ...modelFindings(runner),
        ...dataset.findings,
        ...(await inputFindings(parts)),
        ...unused.map((name) => finding('threshold-unused', { name })),
      ],
    },
    settings: runSettings(request, dataset, task),
    taps,
    task,
  };
}

/** Of the samples left out by --skip-bad the report names this many. */
const NAMED_SKIPS = 100;
