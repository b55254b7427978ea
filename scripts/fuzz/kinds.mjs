import { idxCase, npyCase, npzCase } from './kinds/arrays.mjs';
import { modelCase, partCase, reportCase, scriptCase, settingsCase } from './kinds/documents.mjs';
import { h5Case, kerasCase } from './kinds/keras.mjs';
import { pictureCase } from './kinds/pictures.mjs';
import { csvCase, jsonCase } from './kinds/tables.mjs';
import { Random } from './random.mjs';

const MB = 2 ** 20;

/**
 * What is fuzzed: how a case is made, how often it comes by itself, and what its reader may take. A new kind
 * is a row here, a maker of cases in kinds/, and its reader in readers.mjs. Memory is that of the whole process with all
 * of Entroscope in it, about 130 MB (with TensorFlow.js 180 MB).
 * @type {Record<string, { make: (random: Random, seeds: object) => { data: string, files: { path: string, bytes: Buffer }[] }, weight: number, timeMs: number, cpuMs?: number, memory: number }>}
 */
export const KINDS = {
  models: { make: modelCase, weight: 1, timeMs: 15_000, memory: 600 * MB },
  keras: { make: kerasCase, weight: 1, timeMs: 15_000, memory: 600 * MB },
  h5: { make: h5Case, weight: 1, timeMs: 15_000, memory: 600 * MB },
  npy: { make: npyCase, weight: 2, timeMs: 10_000, memory: 400 * MB },
  npz: { make: npzCase, weight: 2, timeMs: 10_000, memory: 400 * MB },
  idx: { make: idxCase, weight: 2, timeMs: 10_000, memory: 400 * MB },
  csv: { make: csvCase, weight: 2, timeMs: 10_000, memory: 400 * MB },
  json: { make: jsonCase, weight: 2, timeMs: 10_000, memory: 400 * MB },
  pictures: { make: pictureCase, weight: 2, timeMs: 10_000, memory: 500 * MB },
  settings: { make: settingsCase, weight: 2, timeMs: 10_000, memory: 400 * MB },
  reports: { make: reportCase, weight: 2, timeMs: 10_000, memory: 400 * MB },
  parts: { make: partCase, weight: 1, timeMs: 10_000, memory: 400 * MB },
  // What the editor's thread may take: a second of work.
  scripts: { make: scriptCase, weight: 2, timeMs: 10_000, cpuMs: 1000, memory: 400 * MB },
};

/** The case of a seed, kind and number: always the same. */
export function makeCase({ seed, kind, index }, seeds) {
  return { seed, kind, index, ...KINDS[kind].make(new Random(`${seed} ${kind} ${index}`), seeds) };
}
