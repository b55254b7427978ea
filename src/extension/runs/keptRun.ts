import type { LayerSummary, RunSummary } from '../../protocol/pageMessages.js';
import type { Report } from '../../report/report.js';

/** What the list of a model's runs holds of each, so that tree and timeline need not open the reports. */
export interface KeptRun extends Omit<RunSummary, 'shown'> {
  /** The data set's path, as given. */
  readonly data: string;
  /** Sizes and times of the model's files when the run began: another stamp means that the model was saved since. */
  readonly stamp: string;
}

/** The summary of a finished run. */
export function keptRunOf(report: Report, id: string, stamp: string): KeptRun {
  return {
    id,
    createdAt: report.createdAt,
    samples: report.dataset.samples,
    accuracy: report.task?.accuracy ?? null,
    data: report.dataset.path,
    stamp,
    layers: report.layers.map((layer): LayerSummary => ({
      id: layer.id,
      dense: layer.dense,
      class: layer.entropy.class,
      all: layer.entropy.all,
      gap: layer.entropy.gap,
      stability: layer.stability.class,
    })),
  };
}

/** The guard of a run read from disk; null for what is none. */
export function parseKeptRun(value: unknown): KeptRun | null {
  if (typeof value !== 'object' || value === null) return null;
  const { id, createdAt, samples, accuracy, data, stamp, layers } = value as Readonly<
    Record<string, unknown>
  >;
  if (typeof id !== 'string' || !/^[\w-]+$/u.test(id) || typeof createdAt !== 'string') return null;
  if (typeof samples !== 'number' || typeof data !== 'string' || typeof stamp !== 'string') return null;
  if (!isNumberOrNull(accuracy) || !Array.isArray(layers) || !layers.every(isLayerSummary)) return null;
  return { id, createdAt, samples, accuracy, data, stamp, layers };
}

function isLayerSummary(value: unknown): value is LayerSummary {
  if (typeof value !== 'object' || value === null) return false;
  const layer = value as Readonly<Record<string, unknown>>;
  return (
    typeof layer['id'] === 'string' &&
    typeof layer['dense'] === 'boolean' &&
    ['class', 'all', 'gap', 'stability'].every((field) => isNumberOrNull(layer[field]))
  );
}

function isNumberOrNull(value: unknown): value is number | null {
  return value === null || typeof value === 'number';
}
