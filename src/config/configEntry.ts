import type { BackendChoice, Scale } from '../protocol/analysisRequest.js';

/** One entry of entroscope.json as it stands in the file; media/entroscope.schema.json explains each key. */
export interface ConfigEntry {
  readonly model: string;
  readonly data?: string;
  readonly labels?: string;
  readonly code?: string;
  readonly setup?: string;
  readonly labelColumn?: string;
  readonly samples?: number;
  readonly classes?: readonly (string | number)[];
  readonly batch?: number;
  readonly backend?: BackendChoice;
  readonly workers?: number;
  readonly threshold?: number | Readonly<Record<string, number>>;
  readonly maxNeurons?: number;
  readonly allLayers?: boolean;
  readonly scale?: Scale;
  readonly mean?: readonly number[];
  readonly std?: readonly number[];
  readonly skipBad?: boolean;
  readonly seed?: number;
  readonly counts?: boolean;
  readonly failOn?: string | readonly string[];
  readonly baselineReport?: string;
}

export interface ConfigFile {
  readonly models: readonly ConfigEntry[];
}
