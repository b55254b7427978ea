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

/** What `what-if` asks: as an analysis of the same model and data, and what may go. */
export interface WhatIfRequest {
  readonly analyze: AnalyzeRequest;
  /** Blocks to fold, by layer id; null: as many as the margin allows. */
  readonly fold: readonly string[] | null;
  /** A layer whose linear read-out is asked for. */
  readonly cut: string | null;
  /** Points of accuracy that folding may cost, standard error included. */
  readonly margin: number;
  /** Where the smaller model goes; null: nowhere. */
  readonly save: {
    /** Absolute path of a folder that the child makes; whoever asked puts it in its place. */
    readonly staging: string;
    /** Of model.json, for people. */
    readonly pathAsGiven: string;
  } | null;
}
