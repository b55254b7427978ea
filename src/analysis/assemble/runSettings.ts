import type { Dataset } from '../../datasets/dataset.js';
import type { AnalyzeRequest } from '../../protocol/analysisRequest.js';

/** Chosen unless --samples says otherwise. */
export const DEFAULT_SAMPLES = 10_000;

/** Every option that changes a number, as the report's settings; no worker, batch or shard is among them. */
export function runSettings(request: AnalyzeRequest, dataset: Dataset): Readonly<Record<string, unknown>> {
  return {
    samples: request.samples ?? DEFAULT_SAMPLES,
    classes: request.classes,
    labelColumn: request.labelColumn,
    skipBad: request.skipBad,
    threshold: request.threshold,
    maxNeurons: request.maxNeurons,
    allLayers: request.allLayers,
    seed: request.seed,
    counts: request.counts,
    ...dataset.settings,
  };
}
