import type { LayerSummary } from '../../protocol/pageMessages.js';
import type { KeptRun } from '../runs/keptRun.js';

/** What a row of the tree stands for. */
export type TreeNode =
  | { readonly kind: 'model'; readonly file: string }
  | { readonly kind: 'run'; readonly file: string; readonly run: KeptRun }
  | { readonly kind: 'layer'; readonly file: string; readonly run: KeptRun; readonly layer: LayerSummary };
