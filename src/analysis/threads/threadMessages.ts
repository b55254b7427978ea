import type { AnalyzeRequest } from '../../protocol/analysisRequest.js';
import type { Job, Outcome, Progress, SentFailure } from '../../protocol/childMessages.js';
import type { Report } from '../../report/report.js';
import type { RunLook } from '../worker/runLook.js';
import type { TaskOutput } from '../assemble/analysisHeader.js';
import type { WorkerResult } from '../assemble/workerResult.js';

/** What the child's main thread says to its worker threads. A worker does one job, then ends. */
export type ToWorker =
  /** The lead worker plans the analysis, or does a whole inspection or merge by itself. */
  | { readonly t: 'lead'; readonly job: Job }
  /** A further worker of the same analysis: it is told what the lead found when it looked through the data. */
  | {
      readonly t: 'follow';
      readonly request: AnalyzeRequest;
      readonly datasetIndex: unknown;
      readonly batch: number;
      readonly task: TaskOutput | null;
      /** Model and data as the lead met them: a follower that meets others must not count. */
      readonly look: RunLook;
    }
  /** Analyze the chosen samples from..to-1. */
  | { readonly t: 'chunk'; readonly from: number; readonly to: number }
  /** No more chunks: hand over what was counted. */
  | { readonly t: 'collect' }
  /** To the lead: add these to what it counted itself, and measure. */
  | { readonly t: 'conclude'; readonly results: readonly WorkerResult[]; readonly runtime: RunFacts };

/** What only the main thread knows of the run: startedAt in ms since 1970, analyzeMs from the first batch to the last. */
export interface RunFacts {
  readonly startedAt: number;
  readonly workers: number;
  readonly analyzeMs: number;
}

/** What the lead decided before the first batch. */
export interface PlanSummary {
  /** Positions of the chosen list that this run analyses: from..to-1. */
  readonly from: number;
  readonly to: number;
  readonly batch: number;
  /** Every chunk but the last is a multiple of this. */
  readonly chunk: number;
  readonly datasetIndex: unknown;
  /** How the model's output is read; null where accuracy has no meaning. */
  readonly task: TaskOutput | null;
  readonly look: RunLook;
  /** Memory that one more worker takes, as far as the lead can tell. */
  readonly workerBytes: number;
  /** More workers than this gain nothing on the backend. */
  readonly mostWorkers: number;
}

export type FromWorker =
  | { readonly t: 'progress'; readonly progress: Progress }
  | { readonly t: 'partial'; readonly report: Report }
  | { readonly t: 'counted'; readonly report: Report }
  | { readonly t: 'log'; readonly level: 'info' | 'warning'; readonly text: string }
  | { readonly t: 'planned'; readonly plan: PlanSummary }
  /** Ready for a chunk; done tells of the one just finished. */
  | { readonly t: 'ready'; readonly done: { readonly samples: number; readonly ms: number } | null }
  | { readonly t: 'collected'; readonly result: WorkerResult }
  | { readonly t: 'outcome'; readonly outcome: Outcome }
  | ({ readonly t: 'error' } & SentFailure);
