import type { BackendChoice, RequestOptions } from '../vocabulary/options.js';

/** What an analysis is asked to do: the options of `analyze` after command line and entroscope.json were joined. */
export interface AnalyzeRequest extends RequestOptions {
  /** Absolute path of the model file, and the path as the user gave it (with / between folders). */
  readonly model: string;
  readonly modelAsGiven: string;
  /** Absolute path of the data, or "synthetic". */
  readonly data: string;
  readonly dataAsGiven: string;
  /** May a data set module of the user's run? */
  readonly trusted: boolean;
  /** Folder whose own tfjs-node may be loaded (searched upwards for node_modules); null: only Entroscope's own. */
  readonly tensorflowFrom: string | null;
  /** Absolute path of a module that registers custom layers; it is run. null: none. */
  readonly setup: string | null;
}

export interface InspectRequest {
  readonly model: string;
  readonly modelAsGiven: string;
  readonly backend: BackendChoice;
  readonly tensorflowFrom: string | null;
  /** As in AnalyzeRequest. */
  readonly setup: string | null;
  /** Data to tell how it meets the model, as an analysis would be asked; absent: none. */
  readonly meeting?: AnalyzeRequest;
}

export interface MergeRequest {
  readonly parts: readonly string[];
}
