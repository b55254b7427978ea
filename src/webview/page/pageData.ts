import type { RunSummary } from '../../protocol/pageMessages.js';
import type { PageData } from '../../protocol/pageState.js';
import { changeFindings } from '../../report/changeFindings.js';
import { gravestFirst, type Finding } from '../../vocabulary/findings/finding.js';
import { quantitiesIn, type Quantity } from '../../vocabulary/quantities.js';
import { rowsOf } from '../parts/rows.js';
import type { ViewState } from './viewState.js';

const findingsByData = new WeakMap<PageData, readonly Finding[]>();

/** The gravest first, with what changed since the run compared with. Once a run's data. */
export function findingsOf(data: PageData): readonly Finding[] {
  const { report, previous } = data;
  const findings =
    findingsByData.get(data) ??
    gravestFirst([...report.findings, ...(previous === null ? [] : changeFindings(previous, report))]);
  findingsByData.set(data, findings);
  return findings;
}

/** The last hidden dense layer tells more than the output, whose neurons are the classes. */
export function firstSelected({ report }: PageData): string | null {
  const dense = report.layers.filter((layer) => layer.dense);
  return (dense.at(-2) ?? dense.at(-1) ?? report.layers.at(-1))?.id ?? null;
}

export function hasLayer(data: PageData, id: string): boolean {
  return rowsOf(data).some((row) => row.id === id);
}

/** Runs that have the same key have the same numbers, when all samples are in. */
export function runsKey({ report, previous }: PageData): string {
  return [report, previous]
    .map((one) =>
      one === null
        ? ''
        : `${one.model.fingerprint} ${one.createdAt} ${one.runtime.totalMs} ${one.layers.length}`,
    )
    .join(' ');
}

/** All that the timeline's chart depends on. */
export function timelineKey(
  runs: readonly RunSummary[],
  { timelineQuantity: quantity, timelineTable }: ViewState,
  width: number,
): string {
  return JSON.stringify([
    runs.map(({ id, shown, layers }) => [id, shown, layers.length]),
    quantity,
    timelineTable,
    width,
  ]);
}

/** The quantity that the timeline shows: the one chosen, else the first that it can show. */
export function timelineQuantity({ timelineQuantity: short }: ViewState): Quantity {
  const quantities = quantitiesIn('timeline');
  const quantity = quantities.find((one) => one.short === short) ?? quantities[0];
  if (quantity === undefined) throw new RangeError('no quantity is shown in the timeline');
  return quantity;
}
