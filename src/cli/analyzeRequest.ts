import { dirname, resolve, sep } from 'node:path';
import { resolveConfigPath, type FoundConfig } from '../config/findConfig.js';
import { thresholdsOf } from '../config/thresholdChoice.js';
import type { AnalyzeRequest, BackendChoice } from '../protocol/analysisRequest.js';
import type { AnalyzeOptions } from './analyzeOptions.js';
import { UsageError } from './usageError.js';

export const SYNTHETIC = 'synthetic';

export interface RequestSource {
  /** Absolute path of the model file, and the path as given. */
  readonly model: string;
  readonly modelAsGiven: string;
  readonly options: AnalyzeOptions;
  readonly found: FoundConfig | null;
  /** Absolute path of the current folder. */
  readonly folder: string;
}

/**
 * Joins the command line with the entry of entroscope.json; the command line wins. What belongs to the entry's data
 * (labels, label column) is left out where the command line names other data.
 * @throws UsageError when neither names the data
 */
export function analyzeRequest({
  model,
  modelAsGiven,
  options,
  found,
  folder,
}: RequestSource): AnalyzeRequest {
  const entry = found?.entry;
  const { data, dataAsGiven } = dataOf({ options, found, folder });
  const ofData = options.data === undefined ? entry : undefined;
  const configLabels =
    found === null || ofData?.labels === undefined ? null : resolveConfigPath(found, ofData.labels);
  const backend = options.backend ?? entry?.backend ?? 'auto';
  return {
    model,
    modelAsGiven: slashes(modelAsGiven),
    data,
    dataAsGiven: slashes(dataAsGiven),
    labels: options.labels === undefined ? configLabels : resolve(folder, options.labels),
    labelColumn: options.labelColumn ?? ofData?.labelColumn ?? null,
    scale: options.scale ?? entry?.scale ?? null,
    mean: options.mean ?? entry?.mean ?? null,
    std: options.std ?? entry?.std ?? null,
    skipBad: options.skipBad ?? entry?.skipBad ?? false,
    samples: options.samples ?? entry?.samples ?? null,
    classes: options.classes ?? entry?.classes?.map(String) ?? null,
    batch: options.batch ?? entry?.batch ?? null,
    backend,
    workers: options.workers ?? entry?.workers ?? null,
    threshold: options.threshold ?? thresholdsOf(entry?.threshold),
    maxNeurons: options.maxNeurons ?? entry?.maxNeurons ?? null,
    allLayers: options.allLayers ?? entry?.allLayers ?? false,
    seed: options.seed ?? entry?.seed ?? 1,
    shard: options.shard ?? null,
    counts: options.counts && (entry?.counts ?? true),
    // A module runs the user's code: naming it on the command line is a decision, finding it in a file is none.
    trusted: options.data !== undefined || options.trust === true,
    tensorflowFrom: tensorflowFrom(options, found, backend, folder),
  };
}

function dataOf({ options, found, folder }: Pick<RequestSource, 'options' | 'found' | 'folder'>): {
  readonly data: string;
  readonly dataAsGiven: string;
} {
  if (options.data !== undefined) {
    const data = options.data === SYNTHETIC ? SYNTHETIC : resolve(folder, options.data);
    return { data, dataAsGiven: options.data };
  }
  if (found?.entry.data !== undefined) {
    return { data: resolveConfigPath(found, found.entry.data), dataAsGiven: found.entry.data };
  }
  throw new UsageError(
    found === null
      ? 'missing --data DATA, and no entroscope.json has an entry for this model (--data synthetic runs it on noise)'
      : `missing --data DATA: entry ${found.index + 1} of ${found.file} names none`,
  );
}

/** The folder whose tfjs-node may be loaded besides Entroscope's own; null where nobody said so. */
function tensorflowFrom(
  options: AnalyzeOptions,
  found: FoundConfig | null,
  backend: BackendChoice,
  folder: string,
): string | null {
  if (backend !== 'tensorflow') return null;
  if (options.backend === 'tensorflow') return folder;
  return options.trust === true && found !== null ? dirname(found.file) : null;
}

function slashes(path: string): string {
  return path.split(sep).join('/');
}
