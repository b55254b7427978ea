import type { BackendChoice, Scale, ThresholdChoice } from '../protocol/analysisRequest.js';

/** What a caller may set for one run; what is undefined is taken from entroscope.json, else the default. */
export interface RequestOptions {
  readonly data?: string;
  readonly labels?: string;
  readonly labelColumn?: string;
  /** Module that registers custom layers. */
  readonly setup?: string;
  readonly samples?: number;
  readonly classes?: readonly string[];
  readonly batch?: number;
  readonly backend?: BackendChoice;
  readonly workers?: number;
  readonly threshold?: ThresholdChoice;
  readonly maxNeurons?: number;
  readonly allLayers?: boolean;
  readonly scale?: Scale;
  readonly mean?: readonly number[];
  readonly std?: readonly number[];
  readonly skipBad?: boolean;
  readonly seed?: number;
  readonly shard?: { readonly index: number; readonly count: number };
  /** May what entroscope.json names run code of the project (a data set module, its tfjs-node)? */
  readonly trust?: boolean;
  /** Keep the counts of single neurons in the report, unless entroscope.json says no? */
  readonly counts: boolean;
}
