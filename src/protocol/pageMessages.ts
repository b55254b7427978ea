import type { PageState } from './pageState.js';

/**
 * Host to page. The host owns all state: the page says `ready` and is sent a whole snapshot, so that hiding, moving or
 * reloading it loses nothing.
 */
export type ToPage =
  | {
      readonly t: 'state';
      readonly state: PageState;
      readonly runs: readonly RunLabel[];
      readonly notice: string | null;
    }
  /** Select a layer everywhere; focus moves the keyboard there, too. */
  | { readonly t: 'select'; readonly layer: string; readonly focus: boolean };

/** A kept run of the model on the page. */
export interface RunLabel {
  readonly id: string;
  /** "14:03, 2,000 samples" */
  readonly label: string;
  readonly shown: 'current' | 'previous' | null;
}

/** What a button of the page asks of the host; `data-action` on the button. */
export type PageAction =
  'analyze' | 'rerun' | 'cancel' | 'chooseDataset' | 'compare' | 'exportReport' | 'showLog' | 'showFile';

/** Page to host. */
export type FromPage =
  | { readonly t: 'ready' }
  | { readonly t: 'action'; readonly action: PageAction }
  | { readonly t: 'selected'; readonly layer: string }
  /** A file that the page made (SVG, PNG, CSV, JSON): the host asks where to save it. */
  | { readonly t: 'save'; readonly name: string; readonly mime: string; readonly base64: string };
