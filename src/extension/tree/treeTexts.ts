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

/** A codicon and a theme color. */
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
      return stale === null
        ? { icon: 'pass', color: 'charts.green' }
        : { icon: 'warning', color: 'list.warningForeground' };
    default:
      return assertNever(activity);
  }
}

/** "2,000 samples · accuracy 0.976" */
export function runText({ samples, accuracy, data }: KeptRun): string {
  const numbers = `${samples.toLocaleString('en')} samples${data === 'synthetic' ? ' of noise' : ''}`;
  return accuracy === null ? numbers : `${numbers} · accuracy ${accuracy.toFixed(3)}`;
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
