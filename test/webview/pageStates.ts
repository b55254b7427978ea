import type { RunSummary, ToPage } from '../../src/protocol/pageMessages.js';
import type { PageState } from '../../src/protocol/pageState.js';
import type { Report } from '../../src/report/report.js';
import { withEvidence } from '../support/withEvidence.js';
import { quantitiesIn } from '../../src/vocabulary/quantities.js';

/** Every state of the page that differs to the eye, by name. */
export function pageStates(report: Report, previous: Report): Readonly<Record<string, PageState>> {
  const data = { report, previous: null, counts: 'inside' } as const;
  const title = 'models/digits/model.json';
  const progress = { text: 'Analyzing: 412 of 797 samples', done: 412, total: 797 };
  const message =
    'models/digits/group1-shard2of3.bin is missing: put it beside model.json, or save the model again.';
  const missing = { code: 'model-weights-missing', parts: null } as const;
  return {
    'nothing chosen': { kind: 'empty', title: null, text: 'Right-click a model file and choose "Analyze".' },
    empty: { kind: 'empty', title, text: 'This model has not been analyzed yet.' },
    loading: {
      kind: 'loading',
      title,
      data: null,
      progress: { text: 'Loading the model', done: 0, total: null },
    },
    'loading anew': { kind: 'loading', title, data, progress },
    partial: {
      kind: 'partial',
      data: { report: { ...report, findings: [] }, previous: null, counts: 'inside' },
      progress,
    },
    done: { kind: 'done', data },
    evidence: { kind: 'done', data: { report: withEvidence(report), previous: null, counts: 'inside' } },
    compared: { kind: 'done', data: { report, previous, counts: 'inside' } },
    stale: { kind: 'stale', data, reason: 'The model changed 2 min ago: these numbers are of the old one.' },
    failed: { kind: 'error', title, message, ...missing, data: null },
    'failed anew': { kind: 'error', title, message, ...missing, data },
  };
}

export function stateMessage(
  state: PageState,
  notice: string | null = null,
  runs: readonly RunSummary[] = [],
  remedies: readonly string[] = [],
): ToPage {
  return { t: 'state', state, runs, notice, remedies };
}

/** Kept runs of one model, the oldest first; the last two are on the page. */
export function runsOf(reports: readonly Report[]): readonly RunSummary[] {
  return reports.map(({ layers, task, dataset }, index) => ({
    id: `run-${index}`,
    createdAt: `2025-01-${String(index + 1).padStart(2, '0')}T03:04:05.000Z`,
    samples: dataset.samples,
    accuracy: task?.accuracy ?? null,
    shown: index === reports.length - 1 ? 'current' : index === reports.length - 2 ? 'previous' : null,
    layers: layers.map((layer) => ({
      id: layer.id,
      dense: layer.dense,
      numbers: Object.fromEntries(quantitiesIn('timeline').map(({ short, read }) => [short, read(layer)])),
    })),
  }));
}
