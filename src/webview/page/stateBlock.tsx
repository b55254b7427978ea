import type { VNode } from 'preact';
import type { PageState } from '../../protocol/pageState.js';
import { CodeExample } from './codeExample.js';
import { failureOffers } from './failureOffers.js';
import { Offers, type Offer } from './offers.js';
import { isLive, type PagePort } from './pagePort.js';
import './stateBlock.css';

interface StateBlockProps {
  readonly state: PageState;
  readonly port: PagePort;
}

/** What a state says in the page's middle: where nothing was analyzed yet, and where that failed. */
export function StateBlock({ state, port }: StateBlockProps): VNode | null {
  if (state.kind === 'empty') {
    const offers: readonly Offer[] = isLive(port)
      ? [{ action: 'analyze', text: 'Analyze', primary: true }]
      : [];
    return (
      <section class="blank" aria-label="Nothing analyzed yet">
        <p>{state.text}</p>
        <Offers offers={offers} port={port} />
      </section>
    );
  }
  if (state.kind === 'loading' && state.data === null) return <Skeleton />;
  if (state.kind !== 'error') return null;
  return (
    <section class="failed" aria-label="What went wrong">
      <h2>
        <span aria-hidden="true">✕ </span>The analysis failed
      </h2>
      <p role="alert">{state.message}</p>
      {typeof state.example === 'string' ? <CodeExample code={state.example} /> : null}
      <div class="offers">
        <Offers offers={offersFor(state, port)} port={port} />
      </div>
    </section>
  );
}

function offersFor(failed: Extract<PageState, { readonly kind: 'error' }>, port: PagePort): readonly Offer[] {
  if (port.place === 'report') return [{ action: 'showLog', text: 'Show log' }];
  return isLive(port) ? failureOffers(failed) : [];
}

/** Where the rows will be. */
function Skeleton(): VNode {
  return (
    <div class="skeleton" aria-hidden="true">
      {Array.from({ length: 6 }, (_, index) => (
        <div key={index} class="ghost-row">
          <span />
          <span />
        </div>
      ))}
    </div>
  );
}
