import type { DatasetFinding, SkippedSample } from '../../datasets/dataset.js';
import type { Tap } from '../../engine/tap.js';
import type { ReportModel } from '../../report/report.js';

/** A tap that is measured, and the activation above which its neurons count as active. */
export interface MeasuredTap {
  readonly tap: Tap;
  readonly threshold: number;
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
    /** The classes analysed, in the contract's order. */
    readonly classes: readonly string[];
    /** Chosen samples of each. */
    readonly classSizes: readonly number[];
    readonly skipped: readonly SkippedSample[];
    readonly findings: readonly DatasetFinding[];
  };
  readonly settings: Readonly<Record<string, unknown>>;
  readonly taps: readonly MeasuredTap[];
}
