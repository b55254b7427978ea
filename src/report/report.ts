/** The report file's types, schema entroscope.report/1. Every number is finite or null; docs/measures.md defines each. */

export const REPORT_SCHEMA = 'entroscope.report/1';
export const PART_SCHEMA = 'entroscope.part/1';

export type Interval = readonly [lo: number, hi: number];

export interface Finding {
  readonly code: string;
  readonly severity: 'error' | 'warning' | 'info';
  readonly layer: string | null;
  readonly message: string;
}

export interface ReportModel {
  readonly path: string;
  readonly name: string;
  readonly format: 'layers-model' | 'graph-model';
  readonly fingerprint: string;
  readonly parameters: number;
  readonly repairs: readonly { readonly code: string; readonly detail: string }[];
}

export interface ReportDataset {
  readonly path: string;
  readonly kind: string;
  readonly samples: number;
  /** Number of samples that --skip-bad left out. */
  readonly skipped: number;
  /** The first 100 of them. */
  readonly skippedSamples: readonly { readonly where: string; readonly reason: string }[];
  readonly fingerprint: string;
  readonly classes: readonly { readonly label: string; readonly samples: number }[];
}

export interface ReportRuntime {
  readonly backend: string;
  readonly backendVersion: string;
  readonly fallbackReason: string | null;
  readonly workers: number;
  readonly batchSize: number;
  readonly node: string;
  readonly loadMs: number;
  readonly analyzeMs: number;
  readonly totalMs: number;
  readonly peakRssBytes: number;
}

export interface PatternNumbers {
  readonly samples: number;
  readonly distinct: number;
  readonly plugin: number;
  readonly coverage: number;
  readonly estimate: number | null;
  readonly saturated: boolean;
}

/** k_ic of at most 4,096 neurons, so that the firing map can be drawn from the file alone. */
export interface LayerCounts {
  readonly neurons: 'all' | { readonly rule: string; readonly number: number };
  /** True where channelMeans is there: the layer has several positions a channel. */
  readonly channels: boolean;
  /** base64 of deflated uint32 little-endian [class][neuron]. */
  readonly data: string;
  /** base64 of deflated float32 little-endian [class][channel]: mean over the measured positions of k_ic. */
  readonly channelMeans?: string;
}

export interface LayerNeurons {
  readonly total: number;
  readonly measured: number;
  readonly dead: number;
  readonly alwaysOn: number;
  readonly dormant: number;
  readonly apoz: number;
  readonly nonFinite: number;
}

export interface LayerEntropy {
  readonly byClass: readonly number[];
  readonly class: number;
  readonly all: number;
  readonly gap: number;
  readonly corrected: { readonly class: number; readonly all: number; readonly gap: number };
  readonly ci95: {
    readonly class: Interval | null;
    readonly all: Interval | null;
    readonly gap: Interval | null;
  };
}

export interface LayerStability {
  readonly byClass: readonly (number | null)[];
  readonly class: number | null;
  readonly modal: number;
}

export interface LayerReport {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly activation: string | null;
  readonly outputShape: readonly number[];
  readonly dense: boolean;
  readonly threshold: number;
  readonly parameters: number;
  readonly neurons: LayerNeurons;
  readonly entropy: LayerEntropy;
  readonly stability: LayerStability;
  readonly patterns: { readonly byClass: readonly PatternNumbers[] };
  readonly rank: {
    readonly saturation: number;
    readonly participation: number;
    readonly effective: number;
  } | null;
  readonly probe: { readonly accuracy: number; readonly standardError: number } | null;
  readonly baseline: {
    readonly class: number;
    readonly all: number;
    readonly gap: number;
    readonly stability: number;
  } | null;
  readonly counts: LayerCounts | null;
}

export interface ReportTask {
  /** Share of the samples whose largest output is their label's. */
  readonly accuracy: number;
  /** Accuracy of always answering the commonest class. */
  readonly chance: number;
  /** One a class of the data set, in its order. */
  readonly perClass: readonly (number | null)[];
  /** [class of the data set][output of the model]: counts. */
  readonly confusion: readonly (readonly number[])[];
}

export interface ReportDepth {
  /** Does class entropy fall with every dense layer; null with fewer than two. */
  readonly monotone: boolean | null;
  readonly exceptions: readonly { readonly layer: string; readonly rise: number }[];
  readonly hint: { readonly layer: string; readonly text: string; readonly evidence: unknown } | null;
}

export interface Report {
  readonly schema: typeof REPORT_SCHEMA;
  readonly createdAt: string;
  readonly tool: { readonly name: 'entroscope'; readonly version: string };
  readonly model: ReportModel;
  readonly dataset: ReportDataset;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly runtime: ReportRuntime;
  readonly layers: readonly LayerReport[];
  readonly task: ReportTask | null;
  readonly depth: ReportDepth;
  readonly findings: readonly Finding[];
}
