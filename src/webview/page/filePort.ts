import { plainControls } from '../parts/controls.js';
import { element } from '../parts/element.js';
import type { PagePort } from './pagePort.js';

/** The HTML file's surroundings: nobody listens, files are downloads, and a reload starts anew. */
export const filePort: PagePort = {
  place: 'file',
  controls: plainControls,
  act: () => undefined,
  selected: () => undefined,
  save: ({ name, blob }) => {
    const url = URL.createObjectURL(blob);
    element('a', { href: url, download: name }).click();
    // The browser reads the blob after the click returned.
    setTimeout(() => {
      URL.revokeObjectURL(url);
    }, 10_000);
  },
  keep: () => undefined,
  kept: () => null,
};
