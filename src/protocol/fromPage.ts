import type { FromPage, PageAction } from './pageMessages.js';

const ACTIONS: readonly PageAction[] = [
  'analyze',
  'rerun',
  'cancel',
  'chooseDataset',
  'compare',
  'exportReport',
  'showLog',
  'showFile',
];
/** A page's file larger than this is a mistake, not a chart. */
const LARGEST_FILE = 256 * 2 ** 20;

/** The guard of the page's messages; null for what is none. */
export function parseFromPage(message: unknown): FromPage | null {
  if (typeof message !== 'object' || message === null || !('t' in message)) return null;
  const fields = message as Readonly<Record<string, unknown>>;
  switch (fields['t']) {
    case 'ready':
      return { t: 'ready' };
    case 'action': {
      const action = ACTIONS.find((known) => known === fields['action']);
      return action === undefined ? null : { t: 'action', action };
    }
    case 'selected': {
      const { layer, open } = fields;
      return typeof layer === 'string' && typeof open === 'boolean' ? { t: 'selected', layer, open } : null;
    }
    case 'save': {
      const { name, mime, base64 } = fields;
      if (typeof name !== 'string' || typeof mime !== 'string' || typeof base64 !== 'string') return null;
      return base64.length > LARGEST_FILE ? null : { t: 'save', name, mime, base64 };
    }
    default:
      return null;
  }
}
