import { assertNever } from '../../vocabulary/assertNever.js';
import type { PageData, PageState } from '../../protocol/pageState.js';
import type { Report } from '../../report/report.js';
import type { ModelState } from '../runs/modelStates.js';

export interface PageInputs {
  /** The model's path for people; null where no model was chosen yet. */
  readonly title: string | null;
  readonly model: ModelState;
  readonly current: Report | null;
  readonly previous: Report | null;
  readonly trusted: boolean;
}

/** What the page shows of a model: what is going on goes before what is known. */
export function pageStateOf({ title, model, current, previous, trusted }: PageInputs): PageState {
  const data = current === null ? null : pageDataOf(current, previous);
  const { activity, stale } = model;
  switch (activity.kind) {
    case 'queued':
      return {
        kind: 'loading',
        title: title ?? '',
        data,
        progress: { text: 'Waiting for another analysis to end', done: 0, total: null },
      };
    case 'running':
      if (activity.partial === null)
        return { kind: 'loading', title: title ?? '', data, progress: activity.progress };
      return {
        kind: 'partial',
        data: pageDataOf(activity.partial, current),
        progress: activity.progress,
      };
    case 'failed': {
      const { message, code, question, example } = activity.failure;
      return { kind: 'error', title, message, code, parts: question?.parts ?? null, example, data };
    }
    case 'idle':
      return idleState(title, data, { stale, trusted });
    default:
      return assertNever(activity);
  }
}

function idleState(
  title: string | null,
  data: PageData | null,
  { stale, trusted }: { readonly stale: string | null; readonly trusted: boolean },
): PageState {
  if (data !== null) return stale === null ? { kind: 'done', data } : { kind: 'stale', data, reason: stale };
  const trust = trusted ? '' : ' Models are not run until you trust this workspace.';
  const text =
    title === null
      ? 'Right-click a model file and choose "Analyze Activation Entropy".'
      : 'This model has not been analyzed yet.';
  return { kind: 'empty', title, text: text + trust };
}

/** Two runs without the counts of single neurons: the page asks for those of the layer that is looked at. */
export function pageDataOf(report: Report, previous: Report | null): PageData {
  return {
    report: withoutCounts(report),
    previous: previous === null ? null : withoutCounts(previous),
    counts: 'host',
  };
}

function withoutCounts(report: Report): Report {
  return { ...report, layers: report.layers.map((layer) => ({ ...layer, counts: null })) };
}
