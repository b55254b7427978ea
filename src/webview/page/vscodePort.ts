import type { FromPage } from '../../protocol/pageMessages.js';
import type { PagePlace, PagePort } from './pagePort.js';
import { toolkitControls } from '../parts/toolkit.js';

/** What VS Code gives a webview's script. */
export interface VsCodeApi {
  readonly postMessage: (message: FromPage) => void;
  readonly setState: (state: unknown) => void;
  readonly getState: () => unknown;
}

/** VS Code as the page's surroundings: all goes out as messages. */
export function vscodePort(api: VsCodeApi, place: PagePlace): PagePort {
  return {
    place,
    controls: toolkitControls(),
    act: (action) => {
      api.postMessage({ t: 'action', action });
    },
    selected: (layer, open) => {
      api.postMessage({ t: 'selected', layer, open });
    },
    save: ({ name, blob }) => {
      const reader = new FileReader();
      reader.addEventListener('load', () => {
        const url = typeof reader.result === 'string' ? reader.result : '';
        api.postMessage({ t: 'save', name, mime: blob.type, base64: url.slice(url.indexOf(',') + 1) });
      });
      reader.readAsDataURL(blob);
    },
    keep: (view) => {
      api.setState(view);
    },
    kept: () => api.getState(),
  };
}
