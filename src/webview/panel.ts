import './page.css';
import type { FromPage, ToPage } from '../protocol/pageMessages.js';
import { PageView } from './pageView.js';

declare function acquireVsCodeApi(): { postMessage: (message: FromPage) => void };

/** The page's start inside VS Code: it says that it listens, and draws what the host sends. */
const main = document.querySelector('main');
if (main !== null) {
  const host = acquireVsCodeApi();
  const view = new PageView(main);
  window.addEventListener('message', (event: MessageEvent<ToPage>) => {
    const message = event.data;
    if (message.t === 'state') view.show(message.state);
    else view.select(message.layer, message.focus);
  });
  host.postMessage({ t: 'ready' });
}
