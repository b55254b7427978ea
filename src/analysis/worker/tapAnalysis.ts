import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Dataset, DatasetRequest, SampleReader } from '../../datasets/dataset.js';
import { openDataset } from '../../datasets/openDataset.js';
import { chooseSamples, type ChosenSamples } from '../../engine/sampling.js';
import type { BatchInput, ModelRunner } from '../../engine/tap.js';
import { TapAccumulator } from '../../engine/tapAccumulator.js';
import { TaskAccumulator } from '../../engine/task.js';
import { ExpectedError } from '../../errors/expectedError.js';
import { fingerprintModel } from '../../models/fingerprint.js';
import { readModelFile, type ModelFile } from '../../models/modelFile.js';
import type { AnalyzeRequest } from '../../protocol/analysisRequest.js';
import type { Outcome } from '../../protocol/childMessages.js';
import { openRunner } from '../../tensorflow/openRunner.js';
import type { AnalysisHeader, MeasuredTap } from '../assemble/analysisHeader.js';
import { assembleReport } from '../assemble/assembleReport.js';
import { DEFAULT_SAMPLES, runSettings } from '../assemble/runSettings.js';
import { writePart } from '../part/partFile.js';
import { chooseBatch, chooseChunk } from './chooseBatch.js';
import { chooseClasses } from './chooseClasses.js';
import { resolveThreshold } from './resolveThreshold.js';
import { shardRange } from './shardRange.js';
import type { FromWorker, PlanSummary, RunFacts, ToWorker } from './workerMessages.js';
import type { WorkerResult } from './workerResult.js';

type Say = (message: FromWorker) => void;

/** A dataset reader that nobody interrupts: a cancelled child is ended as a whole. */
const NEVER = new AbortController().signal;
/** The rows of the trial batch: more than one, so that the batch axis can be told from an axis of length one. */
const TRIAL_ROWS = 2;

interface Opened {
  readonly request: AnalyzeRequest;
  readonly file: ModelFile;
  readonly runner: ModelRunner;
  readonly dataset: Dataset;
  readonly batch: number | null;
  readonly openedAt: number;
}

/** One worker's share of an analysis: its own model, its own view of the data, its own counts. */
export class TapAnalysis {
  readonly #opened: Opened;
  readonly #chosen: ChosenSamples;
  readonly #taps: readonly MeasuredTap[];
  /** By tap of the runner; null where the tap is not measured. */
  readonly #accumulators: readonly (TapAccumulator | null)[];
  readonly #task: TaskAccumulator | null;
  readonly #batch: number;
  readonly #loadMs: number;
  #reader: SampleReader | null = null;

  private constructor(opened: Opened, taps: readonly Tap[], chosen: ChosenSamples) {}
}
