import type { PageData } from '../../protocol/pageState.js';
import type { ChartColumn } from './chartColumn.js';
import { classesChart } from './classesChart.js';
import { entropyChart } from './entropyChart.js';
import { idleChart } from './idleChart.js';
import { hasProbes, probeChart } from './probeChart.js';
import { stabilityChart } from './stabilityChart.js';

/** Stability beside the read-outs: its number, and little more, since it says what class entropy says. */
const narrowStability: ChartColumn = { ...stabilityChart, widths: () => ({ least: 130, most: 150 }) };

/**
 * The charts of the overview, from left to right; the side view has the first alone. What a linear read-out knows has the
 * second place where there is one: stability and class entropy are one measure (docs/measures.md).
 */
export function columnsOf({ report, previous }: PageData): readonly [ChartColumn, ...ChartColumn[]] {
  return hasProbes([report, previous])
    ? [entropyChart, probeChart, classesChart, idleChart, narrowStability]
    : [entropyChart, stabilityChart, classesChart, idleChart];
}

/** Every chart that the overview may have. */
export const COLUMNS: readonly ChartColumn[] = [
  entropyChart,
  probeChart,
  stabilityChart,
  classesChart,
  idleChart,
];
