import type { Dataset } from '../../datasets/dataset.js';
import type { ChosenSamples } from '../../engine/sampling.js';
import type { ModelRunner } from '../../engine/tap.js';
import type { ModelFile } from '../../models/modelFile.js';
import type { AnalyzeRequest } from '../../protocol/analysisRequest.js';
import type { MeasuredTap, TaskOutput } from '../assemble/analysisHeader.js';

/** What an analysis works with: decided once, when it was opened. */
export interface AnalysisParts {
  readonly request: AnalyzeRequest;
  readonly file: ModelFile;
  readonly runner: ModelRunner;
  readonly dataset: Dataset;
  readonly chosen: ChosenSamples;
  readonly taps: readonly MeasuredTap[];
  /** null where accuracy has no meaning. */
  readonly task: TaskOutput | null;
}
