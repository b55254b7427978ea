import { dirname, resolve } from 'node:path';
import { slashes } from '../files/slashes.js';
import type { AnalyzeRequest } from '../protocol/analysisRequest.js';
import { ExpectedError } from '../vocabulary/expectedError.js';
import {
  REQUEST_OPTIONS,
  specOf,
  type BackendChoice,
  type OptionName,
  type RequestOptions,
  type RunOptions,
} from '../vocabulary/options.js';
import { ORDER_WORDS, type OptionKind } from '../vocabulary/optionKinds.js';
import { file, option, phrase } from '../vocabulary/phrase.js';
import { SYNTHETIC } from '../vocabulary/synthetic.js';
import type { ConfigEntry } from './configEntry.js';
import { resolveConfigPath, type FoundConfig } from './findConfig.js';
import { OF_THE_DATA } from './ofTheData.js';
import { thresholdsOf } from './thresholdChoice.js';

/** Neither the caller nor entroscope.json names the data: each caller asks for it in its own way. */
export class MissingDataError extends Error {
  override readonly name = 'MissingDataError';
}

export interface RequestSource {
  /** Absolute path of the model file, and the path as given. */
  readonly model: string;
  readonly modelAsGiven: string;
  readonly options: RunOptions;
  readonly found: FoundConfig | null;
  /** Absolute path of the current folder. */
  readonly folder: string;
}

function isFileOfLabels(kind: OptionKind, value: unknown): value is string {
  return kind.t === 'order' && typeof value === 'string' && !ORDER_WORDS.includes(value);
}

/**
 * Joins what the caller was told (on the command line) with the entry of entroscope.json; the caller wins. What belongs
 * to the entry's data (labels, their column, what is x and y) is left out where the caller names other data.
 * @throws MissingDataError when neither names the data, ExpectedError not-trusted for a setup module
 */
export function analyzeRequest(source: RequestSource): AnalyzeRequest {
  const { model, modelAsGiven, options, found, folder } = source;
  const { data, dataAsGiven } = dataOf(source);
  const values = REQUEST_OPTIONS.map((name) => [name, valueOf(name, source)] as const);
  // One entry for each of the names that RequestOptions is made of, by the same table.
  const request = Object.fromEntries(values) as unknown as RequestOptions;
  return {
    model,
    modelAsGiven: slashes(modelAsGiven),
    data,
    dataAsGiven: slashes(dataAsGiven),
    ...request,
    // A module runs the user's code: naming it on the command line is a decision, finding it in a file is none.
    trusted: options.data !== undefined || options.trust === true,
    tensorflowFrom: tensorflowFrom(options, found, { backend: request.backend, folder }),
    setup: setupOf(source),
  };
}

/** An option's value: the caller's, else the entry's, else the default. */
function valueOf(name: OptionName, { options, found, folder }: RequestSource): unknown {
  const { kind, default: byDefault = null } = specOf(name);
  const given = options[name];
  // What is on unless it is switched off was given only where it is off.
  if (given !== undefined && !(kind.t === 'unless' && given === true)) {
    const isPath = (kind.t === 'path' && typeof given === 'string') || isFileOfLabels(kind, given);
    return isPath && typeof given === 'string' ? resolve(folder, given) : given;
  }
  if (found === null || (OF_THE_DATA.some((own) => own === name) && options.data !== undefined))
    return byDefault;
  const setting = found.entry[name as keyof ConfigEntry];
  if (setting === undefined) return byDefault;
  switch (kind.t) {
    case 'path':
      return typeof setting === 'string' ? resolveConfigPath(found, setting) : byDefault;
    case 'labels':
      return Array.isArray(setting) ? setting.map(String) : byDefault;
    case 'order':
      if (isFileOfLabels(kind, setting)) return resolveConfigPath(found, setting);
      return Array.isArray(setting) ? setting.map(String) : setting;
    case 'names':
      return namesOf(setting);
    case 'threshold':
      return thresholdsOf(found.entry.threshold);
    default:
      return setting;
  }
}

/** A text holds names as the command line has them; what a list holds is each one name. */
function namesOf(setting: unknown): readonly string[] {
  if (Array.isArray(setting)) return setting.map(String);
  return String(setting)
    .split(',')
    .map((name) => name.trim());
}

function dataOf({ options, found, folder }: RequestSource): {
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
function setupOf({ options, found, folder }: RequestSource): string | null {
  if (options.setup !== undefined) return resolve(folder, options.setup);
  if (found?.entry.setup === undefined) return null;
  const setup = resolveConfigPath(found, found.entry.setup);
  if (options.trust === true) return setup;
  throw new ExpectedError(
    'not-trusted',
    phrase`${file(found.file)} names the setup module ${setup}, which is code of the project: name it with ${option('setup')}, or add ${option('trust')}`,
  );
}

/** The folder whose tfjs-node may be loaded besides Entroscope's own; null where nobody said so. */
function tensorflowFrom(
  options: RunOptions,
  found: FoundConfig | null,
  { backend, folder }: { readonly backend: BackendChoice; readonly folder: string },
): string | null {
  if (backend !== 'tensorflow') return null;
  if (options.backend === 'tensorflow') return folder;
  return options.trust === true && found !== null ? dirname(found.file) : null;
}
