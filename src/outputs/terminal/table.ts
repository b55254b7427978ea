import { displayWidth, fitWidth } from './displayWidth.js';

/** One column of a table of plain text. */
export interface Column {
  readonly title: string;
  readonly align: 'left' | 'right';
  readonly cells: readonly string[];
  /** Colours a cell that was already padded; row is its index in cells. */
  readonly paint?: (text: string, row: number) => string;
  /** Columns of the terminal that it may take; by default what its cells need. */
  readonly width?: number;
}

export const COLUMN_GAP = '  ';

/** Width that a column takes without the gap before it. */
export function columnWidth(column: Column): number {
  return column.width ?? Math.max(...[column.title, ...column.cells].map(displayWidth));
}

/** Width of a table with these columns. */
export function tableWidth(columns: readonly Column[]): number {
  return columns.reduce((sum, column) => sum + columnWidth(column), COLUMN_GAP.length * (columns.length - 1));
}

/**
 * Lines of a table: the titles, then a line a row, aligned by display width. Spaces at the ends of lines are left out.
 * @param paintTitle colours the line of titles
 */
export function tableLines(columns: readonly Column[], paintTitle: (text: string) => string): string[] {
  const rows = Math.max(0, ...columns.map(({ cells }) => cells.length));
  const widths = columns.map(columnWidth);
  const line = (cell: (column: Column, width: number) => string): string =>
    columns.map((column, index) => cell(column, widths[index] ?? 0)).join(COLUMN_GAP);
  const titles = line(({ title, align }, width) => fitWidth(title, width, align)).trimEnd();
  const body = Array.from({ length: rows }, (_, row) =>
    line(({ cells, align, paint }, width) => {
      const text = fitWidth(cells[row] ?? '', width, align);
      return paint === undefined ? text : paint(text, row);
    }).trimEnd(),
  );
  return [paintTitle(titles), ...body];
}
