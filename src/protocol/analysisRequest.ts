/** What an analysis is asked to do: the options of `analyze` after command line and entroscope.json were joined. */

export type BackendChoice = 'auto' | 'tensorflow' | 'wasm' | 'cpu';

export type Scale = '0..1' | '-1..1' | 'none';

/** Thresholds a user set: one for all, by activation function, by layer id or name. The most special one wins. */
export interface ThresholdChoice {
  readonly all: number | null;
  readonly byActivation: Readonly<Record<string, number>>;
  readonly byLayer: Readonly<Record<string, number>>;
}

export interface AnalyzeRequest {
  /** Absolute path of the model file, and the path as the user gave it (with / between folders). */
  readonly model: string;
  readonly modelAsGiven: string;
  /** Absolute path of the data, or "synthetic". */
  readonly data: string;
  readonly dataAsGiven: string;
  readonly labels: string | null;
  readonly labelColumn: string | null;
  readonly scale: Scale | null;
  readonly mean: readonly number[] | null;
  readonly std: readonly number[] | null;
  readonly skipBad: boolean;
  /** null: 10,000. */
  readonly samples: number | null;
  readonly classes: readonly string[] | null;
  readonly batch: number | null;
  readonly backend: BackendChoice;
  readonly workers: number | null;
  readonly threshold: ThresholdChoice;
  /** null: the rule of docs/measures.md; 0: all. */
  readonly maxNeurons: number | null;
  readonly allLayers: boolean;
  readonly seed: number;
  readonly shard: { readonly index: number; readonly count: number } | null;
  readonly counts: boolean;
  /** May a data set module of the user's run? */
  readonly trusted: boolean;
  /** Folder whose own tfjs-node may be loaded (searched upwards for node_modules); null: only Entroscope's own. */
  readonly tensorflowFrom: string | null;
  /** Absolute path of a module that registers custom layers; it is run. Left out or null: none. */
  readonly setup?: string | null;
}

export interface InspectRequest {
  readonly model: string;
  readonly modelAsGiven: string;
  readonly backend: BackendChoice;
  readonly tensorflowFrom: string | null;
  /** As in AnalyzeRequest. */
  readonly setup?: string | null;
}

export interface MergeRequest {
  readonly parts: readonly string[];
}
