import type { PageState } from './pageState.js';

/**
 * Host to page. The host owns all state: the page says `ready` and is sent a whole snapshot, so that hiding, moving or
 * reloading it loses nothing.
 */
export type ToPage =
  | {
      readonly t: 'state';
      readonly state: PageState;
      /** The model's kept runs, the oldest first. */
      readonly runs: readonly RunSummary[];
      /** What just happened, in words ("Cancelled."); null where there is nothing to say. */
      readonly notice: string | null;
    }
  /** Select a layer everywhere; focus moves the keyboard there, too. */
  | { readonly t: 'select'; readonly layer: string; readonly focus: boolean };

/** A kept run of the model on the page: what a list and a timeline show of it. */
export interface RunSummary {
  readonly id: string;
  /** ISO time. */
  readonly createdAt: string;
  readonly samples: number;
  readonly accuracy: number | null;
  /** Which of the two runs on the page it is. */
  readonly shown: 'current' | 'previous' | null;
  /** In order of execution. */
  readonly layers: readonly LayerSummary[];
}

/** One layer's place in a timeline; units as in the report. */
export interface LayerSummary {
  readonly id: string;
  readonly dense: boolean;
  readonly class: number | null;
  readonly all: number | null;
  readonly gap: number | null;
  readonly stability: number | null;
}

/** What a button of the page asks of the host; `data-action` on the button. */
export type PageAction =
  'analyze' | 'rerun' | 'cancel' | 'chooseDataset' | 'compare' | 'exportReport' | 'showLog' | 'showFile';

/** Page to host. */
export type FromPage =
  | { readonly t: 'ready' }
  | { readonly t: 'action'; readonly action: PageAction }
  /** A layer was selected; open: its line of code is asked for, too (a click or Enter on its row). */
  | { readonly t: 'selected'; readonly layer: string; readonly open: boolean }
  /** A file that the page made (SVG, PNG, CSV, JSON): the host asks where to save it. */
  | { readonly t: 'save'; readonly name: string; readonly mime: string; readonly base64: string };
