import type { VNode } from 'preact';
import type { RunSummary } from '../../protocol/pageMessages.js';
import { count } from '../../vocabulary/formatNumber.js';
import { quantitiesIn, type Quantity } from '../../vocabulary/quantities.js';
import type { Controls } from '../parts/controls.js';
import { holding } from '../parts/holding.js';
import type { TimelineChart } from './timelineChart.js';
import { TimelineTable } from './timelineTable.js';
import './timeline.css';

interface TimelineProps {
  readonly runs: readonly RunSummary[];
  readonly quantity: Quantity;
  readonly asTable: boolean;
  readonly chart: TimelineChart;
  readonly controls: Controls;
  readonly choose: (quantity: Quantity) => void;
  readonly toggleTable: () => void;
}

/** The kept runs of a model, from the second on: as a chart, which draws itself, or as a table. */
export function Timeline(props: TimelineProps): VNode {
  const { runs, quantity, asTable, chart, controls, choose, toggleTable } = props;
  const { Button, Dropdown } = controls;
  const shown = runs.length > 1;
  return (
    <section class="timeline" aria-label="Timeline" hidden={!shown}>
      {shown && (
        <>
          <div class="chart-head">
            <h2>
              Timeline{' '}
              <span class="unit">
                {quantity.name.toLowerCase()} over {count(runs.length)} runs
              </span>
            </h2>
            <Dropdown
              action="timeline-quantity"
              label="Quantity of the timeline"
              value={quantity.short}
              options={quantitiesIn('timeline').map(({ short, name }) => ({
                value: short,
                text: name.toLowerCase(),
              }))}
              choose={(value) => {
                const chosen = quantitiesIn('timeline').find(({ short }) => short === value);
                if (chosen !== undefined) choose(chosen);
              }}
            />
            <Button
              action="timeline-table"
              text="As table"
              look="quiet"
              run={toggleTable}
              pressed={asTable}
            />
          </div>
          {asTable ? (
            <TimelineTable key="table" runs={runs} quantity={quantity} />
          ) : (
            <div key="chart" ref={holding(chart.node)} />
          )}
        </>
      )}
    </section>
  );
}
