import type { DatasetRequest } from '../../datasets/dataset.js';
import type { ModelRunner } from '../../engine/tap.js';
import type { AnalyzeRequest } from '../../protocol/analysisRequest.js';

/** Noise is made, not read: a thousand samples show what there is to see. */
const SYNTHETIC_SAMPLES = 1000;

/** How to read a request's data for its model. */
export function datasetRequest(request: AnalyzeRequest, runner: ModelRunner): DatasetRequest {
  return {
    path: request.data,
    labels: request.labels,
    labelColumn: request.labelColumn,
    x: request.x,
    y: request.y,
    drop: request.drop,
    split: request.split,
    scale: request.scale,
    mean: request.mean,
    std: request.std,
    channels: request.channels,
    crop: request.crop,
    skipBad: request.skipBad,
    trusted: request.trusted,
    seed: request.seed,
    syntheticSamples: request.samples ?? SYNTHETIC_SAMPLES,
    inputs: runner.inputs,
    beginsWithScaling: runner.beginsWithScaling,
  };
}
