import { assertNever } from '../../vocabulary/assertNever.js';
import { decimals } from '../../vocabulary/formatNumber.js';
import type { LayerSummary } from '../../protocol/pageMessages.js';
import type { KeptRun } from '../runs/keptRun.js';
import type { ModelState } from '../runs/modelStates.js';

/** A model's state in a few words. */
export function stateText({ activity, stale }: ModelState, runs: readonly KeptRun[]): string {
  switch (activity.kind) {
    case 'queued':
      return 'waiting';
    case 'running':
      return 'running';
    case 'failed':
      return 'failed';
    case 'idle': {
      const last = runs.at(-1);
      if (last === undefined) return 'never analyzed';
      return `${stale === null ? '' : 'stale · '}${timeText(last.createdAt)} · ${countText(runs.length)}`;
    }
    default:
      return assertNever(activity);
  }
}

/** A codicon and a theme color: what the newest run found, if it is grave. */
export function stateIcon(
  { activity, stale }: ModelState,
  runs: readonly KeptRun[],
): { readonly icon: string; readonly color: string | null } {
  switch (activity.kind) {
    case 'queued':
      return { icon: 'watch', color: null };
    case 'running':
      return { icon: 'loading~spin', color: null };
    case 'failed':
      return { icon: 'error', color: 'list.errorForeground' };
    case 'idle':
      if (runs.length === 0) return { icon: 'circle-outline', color: null };
      if (stale !== null) return { icon: 'sync-ignored', color: null };
      return runIcon(runs.at(-1));
    default:
      return assertNever(activity);
  }
}

/** An error or a warning among a run's findings; else it merely ran. */
export function runIcon(run: KeptRun | undefined): { readonly icon: string; readonly color: string | null } {
  switch (run?.gravest ?? null) {
    case 'error':
      return { icon: 'error', color: 'list.errorForeground' };
    case 'warning':
      return { icon: 'warning', color: 'list.warningForeground' };
    case null:
      return { icon: 'graph-line', color: null };
  }
}

/** What tells a run from the others, first: "0.973 ▼0.003", or the name that a person gave it. */
export function runLabel(run: KeptRun, before: KeptRun | null): string {
  const star = run.starred === true ? '★ ' : '';
  return star + (run.name ?? accuracyText(run, before) ?? timeText(run.createdAt));
}

/** The rest: what the label does not say, and how many samples where that differs between the runs. */
export function runDescription(run: KeptRun, before: KeptRun | null, runs: readonly KeptRun[]): string {
  const accuracy = accuracyText(run, before);
  const differ = runs.some(({ samples, data }) => samples !== run.samples || data !== run.data);
  return [
    ...(run.name === undefined || accuracy === null ? [] : [accuracy]),
    ...(run.name === undefined && accuracy === null ? [] : [timeText(run.createdAt)]),
    ...(differ ? [samplesText(run)] : []),
  ].join(' · ');
}

/** "0.973 ▼0.003"; null where no accuracy is known. */
function accuracyText({ accuracy, data }: KeptRun, before: KeptRun | null): string | null {
  if (accuracy === null) return null;
  const older = before?.data === data ? before.accuracy : null;
  const change = older === null ? 0 : Math.round((accuracy - older) * 1000) / 1000;
  return `${decimals(accuracy)}${change === 0 ? '' : ` ${change > 0 ? '▲' : '▼'}${decimals(Math.abs(change))}`}`;
}

function samplesText({ samples, data }: KeptRun): string {
  return `${samples.toLocaleString('en')} samples${data === 'synthetic' ? ' of noise' : ''}`;
}

/** "2,000 samples · accuracy 0.976" */
export function runText(run: KeptRun): string {
  return run.accuracy === null
    ? samplesText(run)
    : `${samplesText(run)} · accuracy ${decimals(run.accuracy)}`;
}

/** "H 0.41 bit · gap 0.29 · stability 0.86"; what is unknown is left out. */
export function layerText({ numbers }: LayerSummary): string {
  return (['class', 'gap', 'stability'] as const)
    .flatMap((short) => {
      const value = numbers[short] ?? null;
      if (value === null) return [];
      return [short === 'class' ? `H ${decimals(value, 2)} bit` : `${short} ${decimals(value, 2)}`];
    })
    .join(' · ');
}

/** The time of today's runs, day and time of older ones. */
export function timeText(iso: string, now = new Date()): string {
  const date = new Date(iso);
  const time = date.toLocaleTimeString([], { hour: '2-digit', minute: '2-digit', second: '2-digit' });
  if (date.toDateString() === now.toDateString()) return time;
  return `${date.toLocaleDateString([], { month: 'short', day: 'numeric' })}, ${time}`;
}

function countText(runs: number): string {
  return runs === 1 ? '1 run' : `${runs} runs`;
}
