import type { Report } from '../report/report.js';
import type { DataQuestion } from '../vocabulary/dataQuestion.js';
import type { Phrase } from '../vocabulary/phrase.js';
import type { WhatIf } from '../report/whatIf.js';
import type { AnalyzeRequest, InspectRequest, MergeRequest, WhatIfRequest } from './analysisRequest.js';
import type { Inspection } from './inspection.js';

/** The contract between whoever forks the analysis (CLI, extension host) and the child. Change it: raise the number. */
export const PROTOCOL_VERSION = 5;

/** To the child. Exactly one request a child; it is answered by exactly one of result, error, cancelled. */
export type ToChild =
  { readonly t: 'request'; readonly version: number; readonly job: Job } | { readonly t: 'cancel' };

export type Job =
  /** partials: send what was counted so far from time to time. */
  | { readonly kind: 'analyze'; readonly request: AnalyzeRequest; readonly partials?: boolean }
  | { readonly kind: 'inspect'; readonly request: InspectRequest }
  | { readonly kind: 'merge'; readonly request: MergeRequest }
  | { readonly kind: 'whatIf'; readonly request: WhatIfRequest };

/** A shard's partial result, schema entroscope.part/1; opaque to everybody but the child's merge. */
export interface PartFile {
  readonly schema: 'entroscope.part/1';
  readonly [field: string]: unknown;
}

export type Outcome =
  | { readonly kind: 'report'; readonly report: Report }
  | { readonly kind: 'part'; readonly part: PartFile }
  | { readonly kind: 'inspection'; readonly inspection: Inspection }
  | { readonly kind: 'whatIf'; readonly whatIf: WhatIf };

export type Progress =
  | { readonly stage: 'loading'; readonly detail: string }
  | { readonly stage: 'reading'; readonly detail: string }
  | {
      readonly stage: 'running';
      readonly done: number;
      readonly total: number;
      readonly samplesPerSecond: number;
    }
  | { readonly stage: 'measuring'; readonly detail: string };

/** A failure on its way to whoever tells a person, who says its words. */
export interface SentFailure {
  /** An ErrorCode; any other, with a stack, is a bug. */
  readonly code: string;
  readonly words: Phrase;
  /** As dataQuestion says; checked where it arrives. */
  readonly question?: DataQuestion | null;
  /** As in ExpectedError; checked where it arrives. */
  readonly example?: string | null;
  readonly stack: string | null;
}

/** From the child. hello comes first. */
export type FromChild =
  | { readonly t: 'hello'; readonly version: number; readonly pid: number; readonly node: string }
  | { readonly t: 'progress'; readonly progress: Progress }
  /**
   * The measures of the samples counted so far, those of one worker: classes that were not met yet are missing, and so
   * are intervals, findings, accuracy and the counts of single neurons.
   */
  | { readonly t: 'partial'; readonly report: Report }
  /** All is counted and concluded, but what takes longer is still to come: baseline, rank, read-outs. */
  | { readonly t: 'counted'; readonly report: Report }
  /** The batch size that was chosen: what a fresh child halves when this one runs out of memory. */
  | { readonly t: 'planned'; readonly batch: number; readonly samples: number }
  | { readonly t: 'log'; readonly level: 'info' | 'warning'; readonly text: string }
  | { readonly t: 'result'; readonly outcome: Outcome }
  | ({ readonly t: 'error' } & SentFailure)
  | { readonly t: 'cancelled' };
