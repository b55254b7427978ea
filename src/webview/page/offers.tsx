import type { VNode } from 'preact';
import type { PageAction } from '../../protocol/pageMessages.js';
import type { PagePort } from './pagePort.js';

/** A button that asks the host for something. */
export interface Offer {
  readonly action: PageAction;
  readonly text: string;
  /** The one thing to do here. */
  readonly primary?: true;
}

export function Offers({
  offers,
  port,
}: {
  readonly offers: readonly Offer[];
  readonly port: PagePort;
}): VNode {
  const { Button } = port.controls;
  return (
    <>
      {offers.map(({ action, text, primary }) => (
        <Button
          key={action}
          action={action}
          text={text}
          look={primary === true ? 'primary' : 'secondary'}
          run={() => {
            port.act(action);
          }}
        />
      ))}
    </>
  );
}
