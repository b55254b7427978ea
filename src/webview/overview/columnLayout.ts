import type { ChartColumn } from './chartColumn.js';

export interface PlacedColumn {
  readonly chart: ChartColumn;
  /** Pixels. */
  readonly width: number;
}

/**
 * Columns that stand beside each other, band below band: each is filled with columns at their least width, then what is
 * left is shared out.
 * @param width pixels beside the names
 */
export function layoutOf(
  charts: readonly ChartColumn[],
  classes: number,
  width: number,
): readonly (readonly PlacedColumn[])[] {
  const bands: ChartColumn[][] = [];
  let left = 0;
  for (const chart of charts) {
    const { least } = chart.widths(classes);
    const band = bands.at(-1);
    if (band === undefined || left < least) {
      bands.push([chart]);
      left = width - least;
    } else {
      band.push(chart);
      left -= least;
    }
  }
  return bands.map((band) => placed(band, classes, width));
}

function placed(charts: readonly ChartColumn[], classes: number, width: number): readonly PlacedColumn[] {
  const sizes = charts.map((chart) => ({ chart, ...chart.widths(classes) }));
  const least = sizes.reduce((sum, size) => sum + size.least, 0);
  const most = sizes.reduce((sum, size) => sum + size.most, 0);
  const share = most === least ? 0 : Math.min(1, Math.max(0, (width - least) / (most - least)));
  return sizes.map((size) => ({
    chart: size.chart,
    width: Math.floor(Math.min(size.least + share * (size.most - size.least), Math.max(80, width))),
  }));
}
