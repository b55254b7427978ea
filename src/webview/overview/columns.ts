import type { ChartColumn } from './chartColumn.js';
import { classesChart } from './classesChart.js';
import { entropyChart } from './entropyChart.js';
import { idleChart } from './idleChart.js';
import { stabilityChart } from './stabilityChart.js';

/** The charts of the overview, from left to right; the side view has the first alone. */
export const COLUMNS: readonly [ChartColumn, ...ChartColumn[]] = [
  entropyChart,
  stabilityChart,
  classesChart,
  idleChart,
];
