import type { VNode } from 'preact';
import type { PageProgress, PageState } from '../../protocol/pageState.js';
import type { Report } from '../../report/report.js';
import { decimals } from '../../vocabulary/formatNumber.js';
import { timeText } from '../parts/timeText.js';
import { Offers, type Offer } from './offers.js';
import { isLive, type PagePort } from './pagePort.js';
import './statusStrip.css';

interface StatusStripProps {
  readonly state: PageState;
  /** What just happened. */
  readonly notice: string | null;
  readonly port: PagePort;
}

/**
 * One line under the title that every state with data has, so that nothing below moves when states change: what goes on,
 * what just happened, and what one can do about it; a thin bar shows progress.
 */
export function StatusStrip({ state, notice, port }: StatusStripProps): VNode {
  const text = stripText(state);
  const offers = isLive(port) ? stripOffers(state) : [];
  // Said aloud once: the progress itself would speak ten times a second.
  const said = notice ?? (state.kind === 'loading' || state.kind === 'partial' ? 'Analyzing …' : '');
  return (
    <div class="strip" hidden={text === '' && said === '' && offers.length === 0}>
      <span class={state.kind === 'stale' ? 'what stale' : 'what'}>{text}</span>
      <span class={notice === null ? 'notice hidden' : 'notice'} role="status">
        {said}
      </span>
      <span class="strip-actions">
        <Offers offers={offers} port={port} />
      </span>
      {'progress' in state && <ProgressBar {...state.progress} />}
    </div>
  );
}

function ProgressBar({ text, done, total }: PageProgress): VNode {
  // A bar that once had a value keeps one: so the two are two elements.
  return total === null ? (
    <progress key="unknown" class="thin" aria-label={text} />
  ) : (
    <progress key="known" class="thin" aria-label={text} max={Math.max(1, total)} value={done} />
  );
}

function stripText(state: PageState): string {
  switch (state.kind) {
    case 'loading':
    case 'partial':
      return state.progress.text;
    case 'done':
      return runFacts(state.data.report);
    case 'stale':
      return state.reason;
    case 'error':
      return state.data === null
        ? ''
        : `These numbers are of the last run that worked: ${runFacts(state.data.report)}`;
    case 'empty':
      return '';
  }
}

function stripOffers({ kind }: PageState): readonly Offer[] {
  if (kind === 'loading' || kind === 'partial') return [{ action: 'cancel', text: 'Cancel' }];
  return kind === 'stale' ? [{ action: 'rerun', text: 'Rerun' }] : [];
}

/** How and when it was run. */
function runFacts({ runtime, createdAt }: Report): string {
  return [runtime.backend, `${decimals(runtime.totalMs / 1000, 1)} s`, timeText(createdAt)].join(' · ');
}
