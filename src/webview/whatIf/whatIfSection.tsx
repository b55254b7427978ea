import type { VNode } from 'preact';
import type { WhatIfView } from '../../protocol/pageMessages.js';
import type { WhatIf, WhatIfStep } from '../../report/whatIf.js';
import { count, decimals, plural } from '../../vocabulary/formatNumber.js';
import type { PagePort } from '../page/pagePort.js';
import { PathChart, pathOf } from './pathChart.js';
import './whatIf.css';

interface WhatIfSectionProps {
  readonly view: WhatIfView;
  readonly port: PagePort;
}

/** Which layers can go: the path of taking one after the other, as a chart and a table, and each alone. */
export function WhatIfSection({ view, port }: WhatIfSectionProps): VNode {
  return (
    <section class="what-if" aria-label="What can go?" data-what-if={view.kind}>
      <h2>What can go?</h2>
      {view.kind === 'running' && <p role="status">{view.text}</p>}
      {view.kind === 'failed' && <p role="alert">{view.message}</p>}
      {view.kind === 'done' && <Found found={view.found} savedTo={view.savedTo} port={port} />}
    </section>
  );
}

function Found({
  found,
  savedTo,
  port,
}: {
  readonly found: WhatIf;
  readonly savedTo: string | null;
  readonly port: PagePort;
}): VNode {
  const { Button } = port.controls;
  const last = found.greedy.at(-1);
  return (
    <>
      <p>{summary(found)}</p>
      <div class="path">
        <PathChart found={found} />
        <PathTable found={found} />
      </div>
      {last !== undefined && (
        <p>
          {savedTo === null ? (
            <Button
              action="save-smaller-model"
              text="Save smaller model …"
              run={() => {
                port.act('saveSmaller');
              }}
            />
          ) : (
            `Saved: ${savedTo}`
          )}{' '}
          <span class="note">
            Fine-tune it for an epoch, then analyze it. Untrained, such models were 0.8 points below the
            original on other samples.
          </span>
        </p>
      )}
      <details>
        <summary>Each layer alone</summary>
        <Steps
          caption="Accuracy with one layer replaced by a linear map"
          head="without"
          rows={found.single.map((step) => ({ step, name: step.layer, rejected: false }))}
        />
      </details>
      {found.outside.length > 0 && (
        <p class="note">
          Not looked at, since they come before the dense layers: {found.outside.join(', ')}.
        </p>
      )}
    </>
  );
}

function summary({ greedy, single, margin, samples }: WhatIf): string {
  const last = greedy.at(-1);
  const judged = `${count(samples)} samples that no map was fitted to`;
  if (last === undefined)
    return `Nothing: without any one of the ${plural(single.length, 'layer', 'layers')} more than ${margin} points of accuracy may be lost (${judged}).`;
  const left = Math.max(1, single.length - greedy.length);
  return `${left} of ${plural(single.length, 'hidden layer', 'hidden layers')} may be enough: linear maps in place of ${greedy.map(({ layer }) => layer).join(', ')} cost ${pointsText(last)} (${judged}). Retrain with ${left}, or save the smaller model and fine-tune it.`;
}

function PathTable({ found }: { readonly found: WhatIf }): VNode {
  const rows = pathOf(found).map(({ step, rejected }, index) => ({
    step,
    rejected,
    name: index === 0 ? 'as it is' : `${rejected ? 'not ' : 'and '}${step.layer}`,
  }));
  return <Steps caption="One layer after the other" head="without" rows={rows} />;
}

function Steps({
  caption,
  head,
  rows,
}: {
  readonly caption: string;
  readonly head: string;
  readonly rows: readonly { readonly step: WhatIfStep; readonly name: string; readonly rejected: boolean }[];
}): VNode {
  return (
    <table data-table="what-if">
      <caption class="hidden">{caption}</caption>
      <thead>
        <tr>
          {[head, 'accuracy', 'loss, points', 'parameters'].map((title) => (
            <th key={title} scope="col">
              {title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(({ step, name, rejected }) => (
          <tr key={name} class={rejected ? 'rejected' : undefined} data-layer={step.layer}>
            <th scope="row">{name}</th>
            <td data-field="accuracy" data-value={step.accuracy}>
              {decimals(step.accuracy)}
            </td>
            <td>
              {decimals(100 * step.loss, 1)} ± {decimals(100 * step.lossSe, 1)}
            </td>
            <td>{count(step.parameters)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function pointsText({ loss, lossSe }: WhatIfStep): string {
  return loss <= 0
    ? 'no accuracy'
    : `${decimals(100 * loss, 1)} points of accuracy [SE ${decimals(100 * lossSe, 1)}]`;
}
