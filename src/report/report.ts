import * as v from 'valibot';
import { depthEvidence } from '../vocabulary/depthEvidence.js';
import { findingSchema, type Finding } from '../vocabulary/findings/finding.js';
import { MODEL_FORMATS } from '../vocabulary/modelFormats.js';
import { layerNumbers } from '../vocabulary/quantities.js';
import { fields, finite, list, oneOf, record, text, truth, type Checked } from '../vocabulary/schema.js';

/**
 * The report file, schema entroscope.report/1: one schema is the type and the guard. Every number is finite or null;
 * docs/measures.md defines each.
 */

export const REPORT_SCHEMA = 'entroscope.report/1';
export const PART_SCHEMA = 'entroscope.part/1';

/** Bytes of a report or part at most: little more would fit in a text. */
export const MOST_REPORT_BYTES = 512_000_000;

/** A whole number, 0 or more. */
const count = v.custom<number>((value) => Number.isSafeInteger(value) && Number(value) >= 0, 'a count');

/** Neurons, and channels, of which a report carries counts, at most. */
export const MOST_COUNTED = 4096;

/** k_ic of at most MOST_COUNTED neurons, so that the firing map can be drawn from the file alone. */
export const layerCounts = fields({
  neurons: v.union([v.literal('all'), fields({ rule: text, number: count })], '"all" or { rule, number }'),
  /** True where channelMeans is there: the layer has several positions a channel. */
  channels: truth,
  /** base64 of deflated uint32 little-endian [class][neuron]. */
  data: text,
  /** base64 of deflated float32 little-endian [class][channel]: mean over the measured positions of k_ic. */
  channelMeans: v.exactOptional(text),
});

const layerFields = {
  id: text,
  name: text,
  type: text,
  activation: v.nullable(text),
  outputShape: list(finite),
  dense: truth,
  threshold: finite,
  parameters: finite,
  ...layerNumbers,
};

export const modelSchema = fields({
  path: text,
  name: text,
  format: oneOf(...MODEL_FORMATS),
  fingerprint: text,
  parameters: finite,
  repairs: list(fields({ code: text, detail: text })),
});

const datasetSchema = fields({
  path: text,
  kind: text,
  samples: count,
  /** Number of samples that --skip-bad left out. */
  skipped: count,
  /** The first 100 of them. */
  skippedSamples: list(fields({ where: text, reason: text })),
  fingerprint: text,
  classes: list(fields({ label: text, samples: count })),
});

export const runtimeSchema = fields({
  backend: text,
  backendVersion: text,
  fallbackReason: v.nullable(text),
  workers: finite,
  batchSize: finite,
  node: text,
  loadMs: finite,
  analyzeMs: finite,
  /** The child's whole time, up to the finished report. */
  totalMs: finite,
  peakRssBytes: finite,
  /** Where the time went, in ms: loading the model, looking at the data, running, measuring, rank and read-out, packing. */
  phases: v.exactOptional(
    fields({ load: finite, look: finite, run: finite, measure: finite, science: finite, write: finite }),
  ),
});

const taskSchema = fields({
  /** Share of the samples whose largest output is their label's. */
  accuracy: finite,
  /** Accuracy of always answering the commonest class. */
  chance: finite,
  /** One a class of the data set, in its order. */
  perClass: list(v.nullable(finite)),
  /** [class of the data set][output of the model]: counts. */
  confusion: list(list(count)),
});

const depthSchema = fields({
  /** Does class entropy fall with every dense layer; null with fewer than two. */
  monotone: v.nullable(truth),
  exceptions: list(fields({ layer: text, rise: finite })),
  /** Ids of the hidden dense layers; absent in older reports, as all that follows but the hint. */
  hidden: v.exactOptional(list(text)),
  /** Of the hidden layers, as many as may be enough: an upper bound; null where it cannot be said. */
  enoughByProbe: v.exactOptional(v.nullable(finite)),
  enoughByFold: v.exactOptional(v.nullable(finite)),
  hint: v.nullable(fields({ text, evidence: depthEvidence })),
  /** Why there is no hint; null where there is one. */
  reason: v.exactOptional(v.nullable(text)),
});

/** What a report holds besides its layers and findings. */
const headFields = {
  schema: v.literal(REPORT_SCHEMA, `"${REPORT_SCHEMA}"`),
  createdAt: text,
  tool: fields({ name: v.literal('entroscope', '"entroscope"'), version: text }),
  model: modelSchema,
  dataset: datasetSchema,
  settings: record,
  runtime: runtimeSchema,
  task: v.nullable(taskSchema),
  depth: depthSchema,
};

export const layerSchema = fields({ ...layerFields, counts: v.nullable(layerCounts) });
export const reportSchema = fields({
  ...headFields,
  layers: list(layerSchema),
  findings: list(findingSchema),
});

export type LayerCounts = Checked<typeof layerCounts>;
export type LayerReport = Checked<typeof layerSchema>;
export type ReportDataset = Checked<typeof datasetSchema>;
export type ReportRuntime = Checked<typeof runtimeSchema>;
export type ReportTask = Checked<typeof taskSchema>;
export type ReportDepth = Checked<typeof depthSchema>;

export interface Report extends Omit<Checked<typeof reportSchema>, 'findings'> {
  readonly findings: readonly Finding[];
}
