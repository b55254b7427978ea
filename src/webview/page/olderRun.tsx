import type { VNode } from 'preact';
import type { RunSummary } from '../../protocol/pageMessages.js';
import type { Report } from '../../report/report.js';
import { decimals } from '../../vocabulary/formatNumber.js';
import { runName, timeText } from '../parts/timeText.js';
import type { PagePort } from './pagePort.js';
import './olderRun.css';

interface OlderRunProps {
  /** On the page. */
  readonly report: Report;
  readonly newest: RunSummary;
  readonly port: PagePort;
}

/** A band above a run that is not the newest, with the way back: the code beside is about the newest. */
export function OlderRun({ report, newest, port }: OlderRunProps): VNode {
  const { Button } = port.controls;
  const accuracy = newest.accuracy === null ? '' : `, accuracy ${decimals(newest.accuracy)}`;
  return (
    <div class="older-run" role="note">
      <p>
        <strong>Run of {timeText(report.createdAt)}, not the newest</strong> ({runName(newest)}
        {accuracy}), which the numbers in the code are of.
      </p>
      <Button
        action="showNewest"
        text="Back to the newest"
        look="secondary"
        run={() => {
          port.act('showNewest');
        }}
      />
    </div>
  );
}
