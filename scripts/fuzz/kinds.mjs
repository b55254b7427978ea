import { idxCase, npyCase, npzCase } from './kinds/arrays.mjs';
import { modelCase, partCase, reportCase, scriptCase, settingsCase } from './kinds/documents.mjs';
import { h5Case, kerasCase } from './kinds/keras.mjs';
import { pictureCase } from './kinds/pictures.mjs';
import { csvCase, jsonCase } from './kinds/tables.mjs';
import { Random } from './random.mjs';

const MB = 2 ** 20;
/** What a refusal may take, and a large picture; the process with all of Entroscope in it, 130 to 190 MB, included. */
const MOST_MEMORY = 300 * MB;
const MOST_PICTURE_MEMORY = 400 * MB;

/**
 * What is fuzzed: how a case is made, how often it comes by itself, and what its reader may take. A new kind is a row
 * here, a maker of cases in kinds/, and its reader in readers.mjs.
 * @type {Record<string, { make: (random: Random, seeds: object) => { data: string, files: { path: string, bytes: Buffer }[] }, weight: number, timeMs: number, cpuMs?: number, memory: number }>}
 */
export const KINDS = {
  models: { make: modelCase, weight: 1, timeMs: 15_000, memory: MOST_MEMORY },
  keras: { make: kerasCase, weight: 1, timeMs: 15_000, memory: MOST_MEMORY },
  h5: { make: h5Case, weight: 1, timeMs: 15_000, memory: MOST_MEMORY },
  npy: { make: npyCase, weight: 2, timeMs: 10_000, memory: MOST_MEMORY },
  npz: { make: npzCase, weight: 2, timeMs: 10_000, memory: MOST_MEMORY },
  idx: { make: idxCase, weight: 2, timeMs: 10_000, memory: MOST_MEMORY },
  csv: { make: csvCase, weight: 2, timeMs: 10_000, memory: MOST_MEMORY },
  json: { make: jsonCase, weight: 2, timeMs: 10_000, memory: MOST_MEMORY },
  pictures: { make: pictureCase, weight: 2, timeMs: 10_000, memory: MOST_PICTURE_MEMORY },
  settings: { make: settingsCase, weight: 2, timeMs: 10_000, memory: MOST_MEMORY },
  reports: { make: reportCase, weight: 2, timeMs: 10_000, memory: MOST_MEMORY },
  parts: { make: partCase, weight: 1, timeMs: 10_000, memory: MOST_MEMORY },
  // What the editor's thread may take: a second of work.
  scripts: { make: scriptCase, weight: 2, timeMs: 10_000, cpuMs: 1000, memory: MOST_MEMORY },
};

/** The case of a seed, kind and number: always the same. */
export function makeCase({ seed, kind, index }, seeds) {
  return { seed, kind, index, ...KINDS[kind].make(new Random(`${seed} ${kind} ${index}`), seeds) };
}
