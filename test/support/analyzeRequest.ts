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
    x: null,
    y: null,
    drop: null,
    split: null,
    scale: null,
    mean: null,
    std: null,
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
    trusted: false,
    tensorflowFrom: null,
    setup: null,
    ...options,
  };
}
