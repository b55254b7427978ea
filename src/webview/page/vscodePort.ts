import type { FromPage } from '../../protocol/pageMessages.js';
import type { LayerCounts } from '../../report/report.js';
import { toolkitControls } from '../parts/toolkit.js';
import type { PagePlace, PagePort } from './pagePort.js';

/** What VS Code gives a webview's script. */
export interface VsCodeApi {
  readonly postMessage: (message: FromPage) => void;
  readonly setState: (state: unknown) => void;
  readonly getState: () => unknown;
}

export interface VsCodePort extends PagePort {
  /** The host's answer to a question for counts. */
  readonly counted: (answer: {
    readonly run: string;
    readonly layer: string;
    readonly counts: LayerCounts | null;
  }) => void;
}

/** VS Code as the page's surroundings: all goes out as messages. */
export function vscodePort(api: VsCodeApi, place: PagePlace): VsCodePort {
  const waiting = new Map<string, ((counts: LayerCounts | null) => void)[]>();
  return {
    place,
    controls: toolkitControls(),
    act: (action) => {
      api.postMessage({ t: 'action', action });
    },
    remedy: (run, finding) => {
      api.postMessage({ t: 'remedy', run, finding });
    },
    selected: (layer, open) => {
      api.postMessage({ t: 'selected', layer, open });
    },
    counts: (run, layer) =>
      new Promise((resolve) => {
        const key = JSON.stringify([run, layer]);
        waiting.set(key, [...(waiting.get(key) ?? []), resolve]);
        api.postMessage({ t: 'counts', run, layer });
      }),
    counted: ({ run, layer, counts }) => {
      const key = JSON.stringify([run, layer]);
      const resolves = waiting.get(key) ?? [];
      waiting.delete(key);
      for (const resolve of resolves) resolve(counts);
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
