import type { VNode } from 'preact';
import type { PageAction } from '../../protocol/pageMessages.js';
import { dataOf, type PageData, type PageState } from '../../protocol/pageState.js';
import type { Report } from '../../report/report.js';
import { depthWords, HINT_RATES } from '../../vocabulary/depthEvidence.js';
import { count, decimals, plural } from '../../vocabulary/formatNumber.js';
import { phraseText } from '../../vocabulary/phrase.js';
import { timeText } from '../parts/timeText.js';
import type { PagePort } from './pagePort.js';
import './header.css';

interface HeaderProps {
  readonly state: PageState;
  readonly port: PagePort;
  readonly toggleExport: () => void;
  readonly toggleHelp: () => void;
  readonly exportOpen: boolean;
  readonly helpOpen: boolean;
}

const ACTIONS: readonly (readonly [action: PageAction, text: string])[] = [
  ['rerun', 'Rerun'],
  ['chooseDataset', 'Data …'],
  ['compare', 'Compare …'],
  ['exportReport', 'Export report …'],
];

/** What was run, on what, and how well the model does: what one checks before believing a number. */
export function Header(props: HeaderProps): VNode {
  const data = dataOf(props.state);
  if (data === null) {
    const title = 'title' in props.state ? props.state.title : null;
    return (
      <header>
        <div class="title">
          <h1>{title ?? 'Entroscope'}</h1>
        </div>
      </header>
    );
  }
  const { report } = data;
  return (
    <header>
      <div class="title">
        <h1>{report.model.name}</h1>
        <Accuracy report={report} />
        <DepthNote report={report} />
        <p class="facts">
          {factsOf(report).map((text, index) => (
            <>
              {index > 0 && ' · '}
              {/* What does not fit a line is cut, since a path that breaks inside a name reads as two. */}
              <span class="fact" title={text}>
                {text}
              </span>
            </>
          ))}
        </p>
      </div>
      <Toolbar {...props} />
      <Notes {...data} />
    </header>
  );
}

function Toolbar({ port, exportOpen, helpOpen, toggleExport, toggleHelp }: HeaderProps): VNode {
  const { Button } = port.controls;
  // The side view's own title bar has these.
  const actions = port.place === 'panel' ? ACTIONS : [];
  return (
    <div class="actions" role="toolbar" aria-label="Run and export">
      {actions.map(([action, text]) => (
        <Button
          key={action}
          action={action}
          text={text}
          look="quiet"
          run={() => {
            port.act(action);
          }}
        />
      ))}
      {port.place === 'panel' && (
        <Button
          action="which-layers-can-go"
          text="What can go?"
          look="quiet"
          run={() => {
            port.act('whichLayersCanGo');
          }}
        />
      )}
      <Button action="toggle-export" text="Charts …" look="quiet" run={toggleExport} expanded={exportOpen} />
      <Button action="toggle-help" text="Help" look="quiet" run={toggleHelp} expanded={helpOpen} />
    </div>
  );
}

function factsOf({ model, dataset }: Report): readonly string[] {
  return [
    model.path,
    dataset.kind === 'synthetic' ? 'synthetic noise' : dataset.path,
    `${plural(dataset.samples, 'sample', 'samples')}${dataset.skipped === 0 ? '' : ` (${count(dataset.skipped)} skipped)`}`,
    plural(dataset.classes.length, 'class', 'classes'),
  ];
}

function Accuracy({ report: { task, findings } }: { readonly report: Report }): VNode | null {
  if (task === null) return null;
  const near = findings.some(({ code }) => code === 'near-chance');
  return (
    <p class={near ? 'note near-chance' : 'note'}>
      <strong>Accuracy {decimals(task.accuracy)}</strong> against {decimals(task.chance)} by chance
      {near && ': check preprocessing and the order of the classes before reading on'}
    </p>
  );
}

/** How many hidden layers may be enough, with how far to trust it. */
function DepthNote({ report: { depth } }: { readonly report: Report }): VNode | null {
  const { hint, hidden = [], enoughByProbe = null } = depth;
  if (hint === null || enoughByProbe === null) return null;
  const said = phraseText(depthWords(enoughByProbe, hidden.length, hint.evidence), 'editor');
  return (
    <p class="note depth" title={HINT_RATES}>
      {said}
      {enoughByProbe < hidden.length && ' An upper bound; in 1 of 70 networks it cost more than a point.'}
    </p>
  );
}

function Notes({ report, previous }: PageData): VNode | null {
  const noise = report.dataset.kind === 'synthetic';
  if (!noise && previous === null) return null;
  return (
    <div class="notes">
      {noise && (
        <p class="note noise">
          <strong>Noise, not data. </strong>
          Every number here describes the network’s answer to seeded random input.
        </p>
      )}
      {previous !== null && (
        <p class="note" data-run="previous">
          <strong>Compared</strong> {comparedText(report, previous)}
        </p>
      )}
    </div>
  );
}

function comparedText(report: Report, previous: Report): string {
  const same = previous.model.fingerprint === report.model.fingerprint ? ' (the same weights)' : '';
  const change =
    previous.task === null || report.task === null
      ? ''
      : `: accuracy ${decimals(previous.task.accuracy)} → ${decimals(report.task.accuracy)}`;
  return `with the run of ${timeText(previous.createdAt)}${same}${change}`;
}
