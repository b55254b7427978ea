import type { Report } from '../report/report.js';

/** What there is to draw: a run, and the run it is compared with. */
export interface PageData {
  readonly report: Report;
  readonly previous: Report | null;
}

/** Samples done of all; total null where it is not known yet. */
export interface PageProgress {
  readonly text: string;
  readonly done: number;
  readonly total: number | null;
}

/** All that the page can show; `main[data-state]` holds the kind. Whoever feeds the page owns the state. */
export type PageState =
  /** title: the model's path where one is chosen. */
  | { readonly kind: 'empty'; readonly title: string | null; readonly text: string }
  /** data: the last run, which stays in view until the first part of the new one is there. */
  | {
      readonly kind: 'loading';
      readonly title: string;
      readonly data: PageData | null;
      readonly progress: PageProgress;
    }
  | { readonly kind: 'partial'; readonly data: PageData; readonly progress: PageProgress }
  | { readonly kind: 'done'; readonly data: PageData }
  | { readonly kind: 'stale'; readonly data: PageData; readonly reason: string }
  /** title: the model's path. */
  | {
      readonly kind: 'error';
      readonly title: string | null;
      readonly message: string;
      readonly data: PageData | null;
    };

/** The run that a state still shows; null where there is none. */
export function dataOf(state: PageState): PageData | null {
  return 'data' in state ? state.data : null;
}
