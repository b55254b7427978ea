import { TERMS } from '../../vocabulary/terms.js';
import type { Controls } from './controls.js';
import { kept } from './kept.js';
import './help.css';
import './popovers.css';

interface HelpProps {
  readonly close: () => void;
  readonly controls: Controls;
}

const KEYS: readonly (readonly [key: string, does: string])[] = [
  ['↑ ↓', 'the layer above or below'],
  ['Home End', 'the first or last layer'],
  ['Enter', 'the layer’s line of code (inside VS Code)'],
  ['Space', 'to the details of the layer'],
  ['← →', 'in the timeline: the run before or after'],
  ['Escape', 'back to the layers; closes what is open'],
  ['?', 'shows or hides this help'],
];

/** What the words mean, and the list of keys. */
export const HelpPanel = kept(({ close, controls: { Button } }: HelpProps) => (
  <section class="popover help" aria-label="Help">
    <h2>What the words mean</h2>
    <dl>
      {TERMS.map(({ id, name, text }) => (
        <div key={id} data-term={id} tabIndex={-1}>
          <dt>{name}</dt>
          <dd>{text}</dd>
        </div>
      ))}
    </dl>
    <h2>Keys</h2>
    <dl class="keys">
      {KEYS.map(([key, does]) => (
        <div key={key}>
          <dt>{key}</dt>
          <dd>{does}</dd>
        </div>
      ))}
    </dl>
    <Button action="close-help" text="Close" run={close} />
  </section>
));
