import type { RunSummary } from '../../protocol/pageMessages.js';
import { quantityText, type Quantity } from '../../vocabulary/quantities.js';
import { kept } from '../parts/kept.js';
import { LayerLink } from '../parts/layerLink.js';
import { runName } from '../parts/timeText.js';
import { timelineRows } from './timelineRows.js';
import '../parts/tables.css';

interface TimelineTableProps {
  readonly runs: readonly RunSummary[];
  readonly quantity: Quantity;
}

/** The timeline's numbers: a row a layer, a column a run. */
export const TimelineTable = kept(({ runs, quantity }: TimelineTableProps) => (
  <div class="table-scroll" role="region" aria-label="Table of runs" tabIndex={0}>
    <table data-table="timeline">
      <caption class="hidden">{quantity.name.toLowerCase()} of every layer in every run</caption>
      <thead>
        <tr>
          <th scope="col">Layer</th>
          {runs.map(({ id, createdAt, name, shown }) => (
            <th key={id} scope="col" data-run={shown ?? undefined} title={createdAt}>
              {runName({ name, createdAt })}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {timelineRows(runs, quantity).map(({ id, values }) => (
          <tr key={id} data-layer={id}>
            <th scope="row">
              <LayerLink id={id} />
            </th>
            {runs.map((run, index) => {
              const value = values[index] ?? null;
              return (
                <td
                  key={run.id}
                  data-run={run.shown ?? undefined}
                  data-value={value === null ? '' : String(value)}
                >
                  {quantityText(quantity, value)}
                </td>
              );
            })}
          </tr>
        ))}
      </tbody>
    </table>
  </div>
));
