import type { LayerReport, Report } from '../../src/report/report.js';

/** A layer with believable numbers for two classes; what a test is about is overwritten. */
export function layerFixture(id: string, overrides: Partial<LayerReport> = {}): LayerReport {
  return {
    id,
    name: id.split('/').at(-1) ?? id,
    type: 'Dense',
    activation: 'relu',
    outputShape: [100],
    dense: true,
    threshold: 0,
    parameters: 1010,
    neurons: { total: 100, measured: 100, dead: 0, alwaysOn: 0, dormant: 0, apoz: 0.5, nonFinite: 0 },
    entropy: {
      byClass: [0.4, 0.5],
      class: 0.45,
      all: 0.7,
      gap: 0.25,
      corrected: { class: 0.455, all: 0.702, gap: 0.247 },
      ci95: { class: [0.44, 0.47], all: [0.69, 0.72], gap: [0.23, 0.27] },
    },
    stability: { byClass: [0.8, 0.7], class: 0.75, modal: 0.85 },
    patterns: {
      byClass: [
        { samples: 500, distinct: 20, plugin: 4, coverage: 0.8, estimate: 4.5, saturated: false },
        { samples: 500, distinct: 20, plugin: 4, coverage: 0.8, estimate: 4.5, saturated: false },
      ],
    },
    rank: null,
    probe: null,
    baseline: null,
    counts: null,
    ...overrides,
  };
}

/** A report of two dense layers, 100 samples in two classes. */
export function reportFixture(overrides: Partial<Report> = {}): Report {
  return {
    schema: 'entroscope.report/1',
    createdAt: '2025-01-02T03:04:05.000Z',
    tool: { name: 'entroscope', version: '0.1.0' },
    model: {
      path: 'models/small/model.json',
      name: 'small',
      format: 'layers-model',
      fingerprint: 'a'.repeat(64),
      parameters: 2020,
      repairs: [],
    },
    dataset: {
      path: 'data/test.csv',
      kind: 'csv',
      samples: 100,
      skipped: 0,
      skippedSamples: [],
      fingerprint: 'b'.repeat(64),
      classes: [
        { label: '0', samples: 50 },
        { label: '1', samples: 50 },
      ],
    },
    settings: { seed: 1, samples: 10000, threshold: { all: null } },
    runtime: {
      backend: 'wasm',
      backendVersion: '4.22.0',
      fallbackReason: null,
      workers: 1,
      batchSize: 32,
      node: 'v20.0.0',
      loadMs: 10,
      analyzeMs: 20,
      totalMs: 1234,
      peakRssBytes: 1000000,
    },
    layers: [layerFixture('fc1'), layerFixture('fc2')],
    task: {
      accuracy: 0.9,
      chance: 0.5,
      perClass: [0.9, 0.9],
      confusion: [
        [45, 5],
        [5, 45],
      ],
    },
    depth: { monotone: true, exceptions: [], hint: null },
    findings: [],
    ...overrides,
  };
}
