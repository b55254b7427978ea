import type { RunSummary, ToPage } from '../protocol/pageMessages.js';
import type { PageState } from '../protocol/pageState.js';

const KINDS: readonly PageState['kind'][] = ['empty', 'loading', 'partial', 'done', 'stale', 'error'];

/**
 * The guard of the host's messages; null for what is none (other scripts of the window post messages, too). Reports in
 * it were checked field by field by the host (src/report/parseReport.ts) and are only checked to be there.
 */
export function parseToPage(message: unknown): ToPage | null {
  if (!isObject(message)) return null;
  if (message['t'] === 'select') {
    const { layer, focus } = message;
    return typeof layer === 'string' ? { t: 'select', layer, focus: focus === true } : null;
  }
  if (message['t'] !== 'state' || !isState(message['state'])) return null;
  const { state, runs, notice } = message;
  return {
    t: 'state',
    state,
    runs: Array.isArray(runs) ? runs.filter(isRun) : [],
    notice: typeof notice === 'string' && notice !== '' ? notice : null,
  };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function isState(value: unknown): value is PageState {
  if (!isObject(value)) return false;
  const { kind, text, title, message, reason } = value;
  const titled = title === null || typeof title === 'string';
  switch (KINDS.find((known) => known === kind)) {
    case 'empty':
      return titled && typeof text === 'string';
    case 'loading':
      return titled && isProgress(value['progress']) && isDataOrNull(value['data']);
    case 'partial':
      return isProgress(value['progress']) && isData(value['data']);
    case 'done':
      return isData(value['data']);
    case 'stale':
      return typeof reason === 'string' && isData(value['data']);
    case 'error':
      return titled && typeof message === 'string' && isDataOrNull(value['data']);
    case undefined:
      return false;
  }
}

function isProgress(value: unknown): boolean {
  if (!isObject(value)) return false;
  const { text, done, total } = value;
  return (
    typeof text === 'string' && typeof done === 'number' && (total === null || typeof total === 'number')
  );
}

function isDataOrNull(value: unknown): boolean {
  return value === null || isData(value);
}

function isData(value: unknown): boolean {
  return (
    isObject(value) &&
    isReport(value['report']) &&
    (value['previous'] === null || isReport(value['previous']))
  );
}

function isReport(value: unknown): boolean {
  return (
    isObject(value) &&
    Array.isArray(value['layers']) &&
    Array.isArray(value['findings']) &&
    isObject(value['model']) &&
    isObject(value['dataset']) &&
    isObject(value['depth']) &&
    isObject(value['runtime'])
  );
}

function isRun(value: unknown): value is RunSummary {
  if (!isObject(value)) return false;
  return (
    typeof value['id'] === 'string' &&
    typeof value['createdAt'] === 'string' &&
    typeof value['samples'] === 'number' &&
    Array.isArray(value['layers']) &&
    value['layers'].every((layer: unknown) => isObject(layer) && typeof layer['id'] === 'string')
  );
}
