import type { BaselineNumbers } from '../../vocabulary/quantities.js';

/** The baseline of a run: the same layers in copies of the network that know nothing. */
export type RunBaseline =
  /** In the order of the header's taps. */
  | { readonly t: 'computed'; readonly taps: readonly BaselineNumbers[] }
  | {
      readonly t: 'left-out';
      /** What a reader is told; null where there is nothing to compare with, or nobody wants it. */
      readonly reason:
        | { readonly t: 'cost'; readonly seconds: number }
        /** Parts of a run are joined without its model. */
        | { readonly t: 'shards' }
        | null;
    };

/** Before it was computed. */
export const NO_BASELINE: RunBaseline = { t: 'left-out', reason: null };
