import * as v from 'valibot';
import { sizeOf } from '../../engine/sizeOf.js';
import { modelSchema } from '../../report/report.js';
import { findingSchema, hasItsValues, kindOf, type KnownFinding } from '../../vocabulary/findings/finding.js';
import { fields, finite, fits, list, text, truth, type Checked } from '../../vocabulary/schema.js';

const count = v.custom<number>((value) => Number.isInteger(value) && Number(value) >= 0, 'a count');
const positive = v.custom<number>((value) => Number.isInteger(value) && Number(value) > 0, 'a count above 0');

/** A shape that some model could have: what is allocated for it is bounded by the selection of neurons. */
const shape = v.pipe(
  list(positive),
  v.check((sizes) => sizeOf(sizes) <= Number.MAX_SAFE_INTEGER, 'a shape'),
);

const findingOfData = v.custom<KnownFinding>(
  (value) =>
    fits(findingSchema, value) && kindOf(value) !== null && value.values !== undefined && hasItsValues(value),
  'a finding',
);

/** A tap that is measured, and the activation above which its neurons count as active. */
const measuredTap = fields({
  tap: fields({
    id: text,
    name: text,
    type: text,
    activation: v.nullable(text),
    outputShape: shape,
    dense: truth,
    parameters: finite,
    passThrough: truth,
  }),
  threshold: finite,
});

/** The model's one output, where accuracy has a meaning. */
const taskOutput = fields({
  /** Length of a row. */
  outputs: positive,
  /** Of the output layer, snake case; null when linear. */
  activation: v.nullable(text),
  /** Where a single output divides the two classes; null: where its activation does. */
  cut: v.nullable(finite),
  /** Labels by output, where somebody told them; null: the order of the data. */
  order: v.nullable(list(text)),
});

/**
 * All that a report says besides what was counted. It describes the whole run, also in a shard's part, so that merged
 * parts and a run in one piece assemble the same report.
 */
export const analysisHeader = fields({
  model: modelSchema,
  dataset: fields({
    path: text,
    kind: text,
    fingerprint: text,
    labelled: truth,
    /** Every class of the data set, in the contract's order. */
    labels: list(text),
    /** The classes analyzed, as ascending indices into labels. */
    classes: list(count),
    /** Chosen samples of each. */
    classSizes: list(positive),
    skipped: count,
    /** The first of them. */
    skippedSamples: list(fields({ where: text, reason: text })),
    findings: list(findingOfData),
  }),
  settings: v.record(text, v.unknown(), 'an object'),
  taps: list(measuredTap),
  task: v.nullable(taskOutput),
});

export type MeasuredTap = Checked<typeof measuredTap>;
export type TaskOutput = Checked<typeof taskOutput>;
export type AnalysisHeader = Checked<typeof analysisHeader>;
