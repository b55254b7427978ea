import './page/page.css';
import type { PagePlace } from './page/pagePort.js';
import { PageView } from './page/pageView.js';
import { parseToPage } from '../protocol/pageMessages.js';
import { vscodePort, type VsCodeApi } from './page/vscodePort.js';

declare function acquireVsCodeApi(): VsCodeApi;

/** The page's start inside VS Code: it says that it listens, and draws what the host sends. */
const main = document.querySelector('main');
if (main !== null) {
  const api = acquireVsCodeApi();
  const view = new PageView(main, vscodePort(api, placeOf(document.body.dataset['place'])));
  window.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    const message = parseToPage(data);
    if (message === null) return;
    if (message.t === 'state') view.show(message.state, message);
    else view.select(message.layer, message.focus);
  });
  api.postMessage({ t: 'ready' });
}

function placeOf(name: string | undefined): PagePlace {
  return name === 'side' || name === 'report' ? name : 'panel';
}
