import type { LayerGroup } from './chartMarks.js';
import type { RowFrame } from '../parts/rows.js';
import type { Theme } from '../page/theme.js';

/** One quantity of all layers: a column with its own small axis on top, drawn over the shared rows. */
export interface ChartColumn {
  readonly name: 'entropy' | 'stability' | 'classes' | 'idle';
  readonly title: string;
  readonly unit: string;
  /** Least and greatest useful width in pixels, for so many classes. */
  readonly widths: (classes: number) => { readonly least: number; readonly most: number };
  readonly drawHead: (svg: SVGSVGElement, frame: RowFrame, theme: Theme) => void;
  /** What lies behind and over all rows: grid and joining lines. */
  readonly drawFrame: (svg: SVGSVGElement, frame: RowFrame, theme: Theme) => void;
  /** The marks of some of the rows. */
  readonly drawRows: (groups: LayerGroup, frame: RowFrame, theme: Theme) => void;
  /** The chart in a sentence, for those who do not see it. */
  readonly describe: (frame: RowFrame) => string;
}

/** Pixels of the axis above each column. */
export const HEAD_HEIGHT = 22;
