import type { Finding } from '../vocabulary/findings/finding.js';
import { isRecord } from '../vocabulary/isRecord.js';
import { quantitiesIn } from '../vocabulary/quantities.js';
import type { LayerReport, Report } from './report.js';

/** The quantities of a layer that two runs are compared by, by their short names: bits, shares 0..1, neurons. */
export type ComparedNumbers = Readonly<Record<string, number | null>>;

export interface LayerDifference {
  readonly id: string;
  /** null: the layer is not in that run. `measured` neurons are told, too. */
  readonly old: ComparedNumbers | null;
  readonly new: ComparedNumbers | null;
  /** new less old, from unrounded numbers; null where the layer, or a number, is in one run only. */
  readonly delta: ComparedNumbers | null;
}

export interface ReportComparison {
  readonly schema: 'entroscope.comparison/1';
  readonly old: ComparedRun;
  readonly new: ComparedRun;
  /** What differs besides the weights, so that the numbers may differ because of it. One sentence each. */
  readonly notes: readonly string[];
  readonly accuracy: { readonly old: number; readonly new: number; readonly delta: number } | null;
  /** In the new run's order; layers of the old run alone come last. */
  readonly layers: readonly LayerDifference[];
  readonly findings: { readonly appeared: readonly Finding[]; readonly gone: readonly Finding[] };
}

export interface ComparedRun {
  readonly model: string;
  readonly modelFingerprint: string;
  readonly dataset: string;
  readonly datasetFingerprint: string;
  readonly createdAt: string;
}

/** Layer by layer, matched by id. Refuses nothing: what makes the runs less comparable stands in `notes`. */
export function compareReports(before: Report, after: Report): ReportComparison {
  const oldLayers = new Map(before.layers.map((layer) => [layer.id, layer]));
  const newIds = new Set(after.layers.map(({ id }) => id));
  const layers = [
    ...after.layers.map((layer) => difference(layer.id, oldLayers.get(layer.id), layer)),
    ...before.layers
      .filter(({ id }) => !newIds.has(id))
      .map((layer) => difference(layer.id, layer, undefined)),
  ];
  return {
    schema: 'entroscope.comparison/1',
    old: runOf(before),
    new: runOf(after),
    notes: notesOn(before, after),
    accuracy:
      before.task === null || after.task === null
        ? null
        : {
            old: before.task.accuracy,
            new: after.task.accuracy,
            delta: after.task.accuracy - before.task.accuracy,
          },
    layers,
    findings: {
      appeared: after.findings.filter((finding) => !hasFinding(before, finding)),
      gone: before.findings.filter((finding) => !hasFinding(after, finding)),
    },
  };
}

function difference(
  id: string,
  before: LayerReport | undefined,
  after: LayerReport | undefined,
): LayerDifference {
  const old = before === undefined ? null : numbersOf(before);
  const next = after === undefined ? null : numbersOf(after);
  if (before === undefined || after === undefined) return { id, old, new: next, delta: null };
  const delta = COMPARED.map(({ short, read }) => [short, change(read(before), read(after))] as const);
  return { id, old, new: next, delta: Object.fromEntries(delta) };
}

const COMPARED = quantitiesIn('compare');

function numbersOf(layer: LayerReport): ComparedNumbers {
  const numbers = COMPARED.map(({ short, read }) => [short, read(layer)] as const);
  return { ...Object.fromEntries(numbers), measured: layer.neurons.measured };
}

function change(old: number | null, next: number | null): number | null {
  return old === null || next === null ? null : next - old;
}

function runOf({ model, dataset, createdAt }: Report): ComparedRun {
  return {
    model: model.path,
    modelFingerprint: model.fingerprint,
    dataset: dataset.path,
    datasetFingerprint: dataset.fingerprint,
    createdAt,
  };
}

function notesOn(before: Report, after: Report): readonly string[] {
  const notes: string[] = [];
  if (before.model.fingerprint === after.model.fingerprint) {
    notes.push('Both runs saw the same model (same topology and weights).');
  }
  if (before.dataset.fingerprint !== after.dataset.fingerprint) {
    notes.push(`The data differs: ${before.dataset.path}, then ${after.dataset.path}.`);
  }
  if (before.dataset.samples !== after.dataset.samples) {
    notes.push(`The number of samples differs: ${before.dataset.samples}, then ${after.dataset.samples}.`);
  }
  const oldClasses = JSON.stringify(before.dataset.classes.map(({ label }) => label));
  const newClasses = JSON.stringify(after.dataset.classes.map(({ label }) => label));
  if (oldClasses !== newClasses) notes.push('The classes differ.');
  const settings = new Set([...Object.keys(before.settings), ...Object.keys(after.settings)]);
  for (const name of [...settings].sort()) {
    const [old, next] = [canonical(before.settings[name]), canonical(after.settings[name])];
    if (old !== next) notes.push(`The setting ${name} differs: ${old}, then ${next}.`);
  }
  if (before.runtime.backend !== after.runtime.backend) {
    notes.push(`The backend differs: ${before.runtime.backend}, then ${after.runtime.backend}.`);
  }
  const oldLayers = new Map(before.layers.map((layer) => [layer.id, layer]));
  for (const { id, threshold, neurons } of after.layers) {
    const old = oldLayers.get(id);
    if (old === undefined) continue;
    if (old.threshold !== threshold) {
      notes.push(`The threshold of ${id} differs: ${old.threshold}, then ${threshold}.`);
    }
    if (old.neurons.total !== neurons.total) {
      notes.push(`${id} had ${old.neurons.total} neurons and has ${neurons.total}.`);
    }
  }
  return notes;
}

function hasFinding(report: Report, { code, layer }: Finding): boolean {
  return report.findings.some((other) => other.code === code && other.layer === layer);
}

/** JSON with sorted keys: two settings are the same when their texts are. */
function canonical(value: unknown): string {
  if (value === undefined) return 'not set';
  return JSON.stringify(value, (_, nested: unknown) =>
    isRecord(nested)
      ? Object.fromEntries(Object.entries(nested).sort(([one], [other]) => (one < other ? -1 : 1)))
      : nested,
  );
}
