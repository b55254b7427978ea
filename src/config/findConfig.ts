import { basename, dirname, join, relative, resolve } from 'node:path';
import { slashes } from '../files/slashes.js';
import picomatch from 'picomatch';
import { isFileError } from '../files/fileProblem.js';
import { readText } from '../files/openFile.js';
import { ExpectedError } from '../vocabulary/expectedError.js';
import { SYNTHETIC } from '../vocabulary/synthetic.js';
import type { ConfigEntry } from './configEntry.js';
import { isBelow } from './isBelow.js';
import { parseConfig } from './parseConfig.js';

export const CONFIG_NAME = 'entroscope.json';
/** Far beyond what anybody writes. */
const LARGEST_CONFIG = 16 * 2 ** 20;

/** The entry that belongs to a model. */
export interface FoundConfig {
  /** Absolute path of the entroscope.json; the entry's paths are relative to its folder. */
  readonly file: string;
  readonly index: number;
  readonly entry: ConfigEntry;
}

/**
 * Looks for an entry that matches a model, in the model's folder and upwards. The nearest file with a matching entry
 * wins, in it the first match; files without one are passed by.
 * @param modelPath absolute path of the model file
 * @param stopDir absolute path of the last folder to look in, and above which none is looked into: where the model lies
 *   outside of it, only the model's own folder is; null: the root
 * @throws ExpectedError config-malformed or config-unknown-key when a file on the way is wrong
 */
export async function findConfig(modelPath: string, stopDir: string | null): Promise<FoundConfig | null> {
  for (let folder = dirname(modelPath); ; folder = dirname(folder)) {
    const found = await matchConfig(join(folder, CONFIG_NAME), modelPath);
    if (found !== null) return found;
    if (folder === dirname(folder) || (stopDir !== null && !isBelow(dirname(folder), stopDir))) return null;
  }
}

/**
 * The entry of one settings file that matches a model; null when none does or the file does not exist.
 * @throws ExpectedError config-malformed or config-unknown-key
 */
export async function matchConfig(file: string, modelPath: string): Promise<FoundConfig | null> {
  const text = await readConfig(file);
  return text === null ? null : matchConfigText(text, file, modelPath);
}

/**
 * As matchConfig, of a text that may not be saved yet.
 * @throws ExpectedError config-malformed or config-unknown-key
 */
export function matchConfigText(text: string, file: string, modelPath: string): FoundConfig | null {
  const { models } = parseConfig(text, file);
  const index = models.findIndex(({ model }) => matches(model, dirname(file), modelPath));
  const entry = models[index];
  return entry === undefined ? null : { file, index, entry };
}

/** Does an entry name this model alone, by its file or its folder, and no pattern that others match, too? */
export function namesExactly(pattern: string, folder: string, modelPath: string): boolean {
  const named = resolve(folder, pattern);
  return named === modelPath || named === dirname(modelPath);
}

/** A path of an entry, made absolute; the word "synthetic" is no path. */
export function resolveConfigPath(found: FoundConfig, path: string): string {
  return path === SYNTHETIC ? path : resolve(dirname(found.file), path);
}

/** The folder at which the command line stops to look: the current one where the model lies below it. */
export function stopFolder(modelPath: string, currentFolder: string): string | null {
  return isBelow(modelPath, currentFolder) ? currentFolder : null;
}

function matches(pattern: string, folder: string, modelPath: string): boolean {
  if (namesExactly(pattern, folder, modelPath)) return true;
  const path = slashes(relative(folder, modelPath));
  const glob = pattern.replace(/^(?:\.\/)+/u, '').replace(/\/+$/u, '');
  const isMatch = picomatch(glob, { dot: true });
  // A glob may name the folders of models, as a path may.
  return isMatch(path) || (glob.includes('*') && basename(glob) !== '**' && isMatch(slashes(dirname(path))));
}

async function readConfig(file: string): Promise<string | null> {
  try {
    return await readText(file, { code: 'config-malformed' }, LARGEST_CONFIG);
  } catch (error) {
    const cause = error instanceof ExpectedError ? error.cause : error;
    if (isFileError(cause) && (cause.code === 'ENOENT' || cause.code === 'ENOTDIR')) return null;
    throw error;
  }
}
