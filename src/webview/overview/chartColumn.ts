import type { Theme } from '../parts/theme.js';
import type { LegendItem } from './legend.js';
import type { RowGroups } from './marks.js';
import type { Part, RowFrame } from './rowFrame.js';

/** A column's chart of one state of the page: scales are made once, then it is drawn part by part. */
export interface ColumnDrawing {
  /** Pixels of the axis above the rows. */
  readonly headHeight: number;
  /** The axis above the rows. */
  readonly head: (svg: SVGSVGElement) => void;
  /** What lies behind a part's rows: grid and joining lines; absent where there is nothing. */
  readonly behind?: (svg: SVGSVGElement, part: Part) => void;
  /** The marks of some rows. */
  readonly rows: (groups: RowGroups) => void;
  /** What its marks mean, each beside the words. */
  readonly legend: readonly LegendItem[];
  /** The chart in a sentence, for those who do not see it. */
  readonly description: string;
}

/** One quantity of all layers: a column with its own small axis on top, drawn over the shared rows. */
export interface ChartColumn {
  readonly name: 'entropy' | 'probe' | 'stability' | 'classes' | 'idle';
  readonly title: string;
  readonly unit: string;
  /** Least and greatest useful width in pixels, for so many classes. */
  readonly widths: (classes: number) => { readonly least: number; readonly most: number };
  readonly drawing: (frame: RowFrame, theme: Theme) => ColumnDrawing;
}

/** Pixels of an axis of numbers. */
export const HEAD_HEIGHT = 22;
