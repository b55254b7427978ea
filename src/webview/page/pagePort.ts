import type { PageAction } from '../../protocol/pageMessages.js';
import type { Controls } from '../parts/controls.js';
import type { AskForCounts } from '../parts/countsKeeper.js';
import type { ViewState } from './viewState.js';

/**
 * Where the page stands: VS Code's panel and side view have a host that runs analyses; its editor of report files and
 * the HTML file only show one.
 */
export type PagePlace = 'panel' | 'side' | 'report' | 'file';

/** A file that the page made. */
export interface PageFile {
  readonly name: string;
  readonly blob: Blob;
}

/** What the page asks of its surroundings; all that differs between VS Code and an HTML file. */
export interface PagePort {
  readonly place: PagePlace;
  readonly controls: Controls;
  readonly act: (action: PageAction) => void;
  /** What a finding of a run (runKey) offers to set is wanted. */
  readonly remedy: (run: string, finding: string) => void;
  /** A layer was selected by the reader; open: by a click or Enter on its row. */
  readonly selected: (layer: string, open: boolean) => void;
  /** Counts of single neurons that are not in the report. */
  readonly counts: AskForCounts;
  readonly save: (file: PageFile) => void;
  /** Keeps the view over hiding and reloading. */
  readonly keep: (view: ViewState) => void;
  /** What was kept; unchecked, since an older version may have kept it. */
  readonly kept: () => unknown;
}

/** Are there analyses to run from here? */
export function isLive({ place }: Pick<PagePort, 'place'>): boolean {
  return place === 'panel' || place === 'side';
}
