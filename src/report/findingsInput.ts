import type { KnownFinding } from '../vocabulary/findings/finding.js';
import type { LayerReport, ReportDataset, ReportDepth, ReportTask } from './report.js';

/** What findings are drawn from: the numbers of a whole run, and what was said while it was read. */
export interface FindingsInput {
  readonly layers: readonly LayerReport[];
  readonly dataset: ReportDataset;
  readonly task: ReportTask | null;
  readonly depth: ReportDepth;
  /** False where the data has no usable labels: there is one class, called "all". */
  readonly labelled: boolean;
  readonly repairs: readonly { readonly code: string; readonly detail: string }[];
  /** Labels by output of the model, where they are known; else null, or absent. */
  readonly outputs?: readonly string[] | null;
  /** What whoever read the data and looked at the first samples has to say. */
  readonly datasetFindings: readonly KnownFinding[];
}
