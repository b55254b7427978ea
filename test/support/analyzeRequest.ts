import type { AnalyzeRequest } from '../../src/protocol/analysisRequest.js';

/** A request with every option left to Entroscope. */
export function analyzeRequest(
  options: Partial<AnalyzeRequest> & Pick<AnalyzeRequest, 'model' | 'data'>,
): AnalyzeRequest {
  return {
    modelAsGiven: options.model,
    dataAsGiven: options.data,
    labels: null,
    labelColumn: null,
    scale: 'auto',
    x: null,
    y: null,
    drop: null,
    split: null,
    mean: null,
    std: null,
    channels: null,
    crop: null,
    classOrder: null,
    skipBad: false,
    samples: null,
    classes: null,
    batch: null,
    backend: 'auto',
    workers: null,
    threshold: { all: null, byActivation: {}, byLayer: {} },
    maxNeurons: null,
    allLayers: false,
    seed: 1,
    shard: null,
    counts: true,
    science: null,
    baseline: null,
    trusted: false,
    tensorflowFrom: null,
    setup: null,
    ...options,
  };
}
