import * as v from 'valibot';
import { fields, list, oneOf, type Checked } from '../vocabulary/schema.js';

/**
 * What was counted, as plain arrays: states move between threads, are written to part files, and add up. Whether one is
 * of the right tap or model, the accumulators' merge says.
 */

const uint8 = v.custom<Uint8Array>((value) => value instanceof Uint8Array);
const int32 = v.custom<Int32Array>((value) => value instanceof Int32Array);
const uint32 = v.custom<Uint32Array>((value) => value instanceof Uint32Array);
const float32 = v.custom<Float32Array>((value) => value instanceof Float32Array);
const float64 = v.custom<Float64Array>((value) => value instanceof Float64Array);

/** How often each distinct pattern was met. */
export const patternState = v.pipe(
  fields({
    /** Keys of the distinct patterns, ascending within each class, classes one after another. */
    keys: float64,
    /** How many samples had each. */
    counts: uint32,
    /** How many of the keys belong to each class. */
    distinct: uint32,
  }),
  v.check(({ keys, counts }) => keys.length === counts.length),
);

/** Of one tap. */
export const tapState = fields({
  version: v.literal(1),
  /** Rows taken in. */
  samples: v.pipe(v.number(), v.integer(), v.minValue(0)),
  /**
   * Bit planes [class][word of 32 neurons][level] of the counts k_ic. Empty where groupCounts covers every measured
   * neuron: k_ic is then the sum over groups.
   */
  classCounts: int32,
  /** Bit planes [group x classes + class][word][level] of the tracked neurons' counts by jackknife group. */
  groupCounts: int32,
  /** By neuron: 1 where an activation was NaN or infinite. */
  nonFinite: uint8,
  /** [bin][neuron] of the sums of |activation|: whole multiples of 2^10, 2^-24, 2^-58. */
  magnitudes: float64,
  /** Joint on/off patterns of the first 4,096 samples of each class. */
  patterns: patternState,
});

/** How often a classifier's largest output was which. */
export const taskState = fields({
  version: v.literal(1),
  /** [class][output]: samples of the class for which this output was the largest. */
  confusion: uint32,
  /** By class: samples taken in, those with a NaN among their outputs (which no column counts) included. */
  samples: uint32,
});

/** Of the science samples (engine/science): features and answers, in the order in which the samples came. */
export const scienceState = fields({
  /** Row of each in the table of science samples. */
  rows: uint32,
  /** The model's answer to each; -1 where it gave none. */
  answers: int32,
  /** By measured tap, [sample][feature]. */
  features: list(float32),
});

/** The science samples in copies of the network that know nothing (engine/baseline.ts). */
export const baselineState = fields({
  kind: oneOf('initialised', 'shuffled'),
  /** [copy][measured tap], without patterns and sums. */
  copies: list(list(tapState)),
});

export type BaselineState = Checked<typeof baselineState>;
export type ScienceState = Checked<typeof scienceState>;
export type PatternState = Checked<typeof patternState>;
export type TapState = Checked<typeof tapState>;
export type TaskState = Checked<typeof taskState>;
