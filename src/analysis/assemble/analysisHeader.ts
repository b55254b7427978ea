import type { DatasetFinding, SkippedSample } from '../../datasets/dataset.js';
import type { Tap } from '../../engine/tap.js';
import type { ReportModel } from '../../report/report.js';

/** A tap that is measured, and the activation above which its neurons count as active. */
export interface MeasuredTap {
  readonly tap: Tap;
  readonly threshold: number;
}

/** The model's one output, where accuracy has a meaning. */
export interface TaskOutput {
  /** Length of a row. */
  readonly outputs: number;
  /** Of the output layer, snake case; null when linear. */
  readonly activation: string | null;
}

/**
 * All that a report says besides what was counted. It describes the whole run, also in a shard's part, so that merged
 * parts and a run in one piece assemble the same report.
 */
export interface AnalysisHeader {
  readonly model: ReportModel;
  readonly dataset: {
    readonly path: string;
    readonly kind: string;
    readonly fingerprint: string;
    readonly labelled: boolean;
    /** Every class of the data set, in the contract's order. */
    readonly labels: readonly string[];
    /** The classes analysed, as ascending indices into labels. */
    readonly classes: readonly number[];
    /** Chosen samples of each. */
    readonly classSizes: readonly number[];
    readonly skipped: number;
    /** The first of them. */
    readonly skippedSamples: readonly SkippedSample[];
    readonly findings: readonly DatasetFinding[];
  };
  readonly settings: Readonly<Record<string, unknown>>;
  readonly taps: readonly MeasuredTap[];
  readonly task: TaskOutput | null;
}
