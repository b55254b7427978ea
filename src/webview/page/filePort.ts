import { dataOf, runKey, type PageState } from '../../protocol/pageState.js';
import { plainControls } from '../parts/controls.js';
import { element } from '../parts/element.js';
import type { PagePort } from './pagePort.js';

/** The HTML file's surroundings: nobody listens, files are downloads, a reload starts anew, the report has its counts. */
export function filePort(state: PageState): PagePort {
  const data = dataOf(state);
  const reports = [data?.report, data?.previous].filter((report) => report !== null && report !== undefined);
  return {
    place: 'file',
    controls: plainControls,
    act: () => undefined,
    remedy: () => undefined,
    selected: () => undefined,
    counts: (run, layer) => {
      const report = reports.find((one) => runKey(one) === run);
      return Promise.resolve(report?.layers.find(({ id }) => id === layer)?.counts ?? null);
    },
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
}
