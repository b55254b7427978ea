import { dirname, resolve, sep } from 'node:path';
import { ExpectedError } from '../vocabulary/expectedError.js';
import { SYNTHETIC } from '../vocabulary/synthetic.js';
import type { AnalyzeRequest, BackendChoice } from '../protocol/analysisRequest.js';
import { resolveConfigPath, type FoundConfig } from './findConfig.js';
import type { RequestOptions } from './requestOptions.js';
import { thresholdsOf } from './thresholdChoice.js';

/** Neither the caller nor entroscope.json names the data: each caller asks for it in its own way. */
export class MissingDataError extends Error {
  override readonly name = 'MissingDataError';
}

export interface RequestSource {
  /** Absolute path of the model file, and the path as given. */
  readonly model: string;
  readonly modelAsGiven: string;
  readonly options: RequestOptions;
  readonly found: FoundConfig | null;
  /** Absolute path of the current folder. */
  readonly folder: string;
}

/**
 * Joins what the caller was told (on the command line) with the entry of entroscope.json; the caller wins. What belongs
 * to the entry's data (labels, label column) is left out where the caller names other data.
 * @throws MissingDataError when neither names the data, ExpectedError not-trusted for a setup module
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
    setup: setupOf({ options, found, folder }),
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
  throw new MissingDataError(
    found === null
      ? 'no entroscope.json has an entry for this model (--data synthetic runs it on noise)'
      : `entry ${found.index + 1} of ${found.file} names none`,
  );
}

/** @throws ExpectedError not-trusted where only entroscope.json names the module: it would run the project's code */
function setupOf({
  options,
  found,
  folder,
}: Pick<RequestSource, 'options' | 'found' | 'folder'>): string | null {
  if (options.setup !== undefined) return resolve(folder, options.setup);
  if (found?.entry.setup === undefined) return null;
  const setup = resolveConfigPath(found, found.entry.setup);
  if (options.trust === true) return setup;
  throw new ExpectedError(
    'not-trusted',
    `${found.file} names the setup module ${setup}, which is code of the project: name it with --setup, or add --trust`,
  );
}

/** The folder whose tfjs-node may be loaded besides Entroscope's own; null where nobody said so. */
function tensorflowFrom(
  options: RequestOptions,
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
