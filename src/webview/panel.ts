import { parseToPage, type ToPage } from '../protocol/pageMessages.js';
import { assertNever } from '../vocabulary/assertNever.js';
import type { PagePlace } from './page/pagePort.js';
import { PageView } from './page/pageView.js';
import { vscodePort, type VsCodeApi } from './page/vscodePort.js';

declare function acquireVsCodeApi(): VsCodeApi;

/** The page's start inside VS Code: it says that it listens, and draws what the host sends. */
const main = document.querySelector('main');
if (main !== null) start(main, acquireVsCodeApi());

function start(root: HTMLElement, api: VsCodeApi): void {
  const port = vscodePort(api, placeOf(document.body.dataset['place']));
  const view = new PageView(root, port);
  const receive = (message: ToPage): void => {
    switch (message.t) {
      case 'state':
        view.show(message.state, message);
        return;
      case 'select':
        view.select(message.layer, message.focus);
        return;
      case 'counts':
        port.counted(message);
        return;
      default:
        assertNever(message);
    }
  };
  window.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    const message = parseToPage(data);
    if (message !== null) receive(message);
  });
  api.postMessage({ t: 'ready' });
}

function placeOf(name: string | undefined): PagePlace {
  return name === 'side' || name === 'report' ? name : 'panel';
}
