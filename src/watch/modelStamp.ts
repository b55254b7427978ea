import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { readBytes } from '../files/openFile.js';
import { readModelFile } from '../models/modelFile.js';

/** What a model's files were at one moment. Two stamps are equal when nothing was saved between them. */
export interface ModelStamp {
  /** SHA-256 of model.json, of a Keras file of its topology: saving the same again changes nothing by itself. */
  readonly topology: string;
  /** Size and time of each file of weights, by absolute path. */
  readonly weights: Readonly<Record<string, string>>;
}

/**
 * Stamps a complete model.
 * @throws ExpectedError while model.json cannot be read whole, a shard is missing, or one has another size than the
 * manifest promises; while a .keras has no end, or an .h5 another size than its head promises
 */
export async function stampModel(file: string): Promise<ModelStamp> {
  const { shards, format, topology: layers } = await readModelFile(file, { hashed: false });
  const isKeras = format === 'keras' || format === 'keras-h5';
  const weights: Record<string, string> = {};
  for (const path of isKeras ? [file] : shards.flat().map((shard) => shard.path)) {
    const { size, mtimeMs } = await stat(path);
    weights[path] = `${size}@${mtimeMs}`;
  }
  if (isKeras) {
    const text = JSON.stringify(layers);
    return { topology: createHash('sha256').update(text).digest('hex'), weights };
  }
  const topology = createHash('sha256')
    .update(await readBytes(file, { code: 'model-missing' }))
    .digest('hex');
  return { topology, weights };
}

export function stampText(stamp: ModelStamp): string {
  return JSON.stringify(stamp);
}

/** The guard of a stamp that was kept; null for what is none. */
export function parseStamp(text: string): ModelStamp | null {
  try {
    const held: unknown = JSON.parse(text);
    if (typeof held !== 'object' || held === null || !('topology' in held) || !('weights' in held))
      return null;
    const { topology, weights } = held;
    if (typeof topology !== 'string' || typeof weights !== 'object' || weights === null) return null;
    const entries = Object.entries(weights);
    if (!entries.every((entry): entry is [string, string] => typeof entry[1] === 'string')) return null;
    return { topology, weights: Object.fromEntries(entries) };
  } catch {
    return null;
  }
}

export type StampChange = 'none' | 'some' | 'all';

/**
 * How much of a model was saved anew. A trainer writes model.json and every shard, one after the other: 'some' may be
 * a save that is still going on, though each size is right already, since a retrained model has the sizes of the old.
 */
export function compareStamps(before: ModelStamp, now: ModelStamp): StampChange {
  const files = Object.keys(now.weights);
  const sameFiles =
    files.length === Object.keys(before.weights).length && files.every((file) => file in before.weights);
  if (!sameFiles) return 'all';
  const saved = files.filter((file) => now.weights[file] !== before.weights[file]).length;
  if (saved === 0) return now.topology === before.topology ? 'none' : files.length === 0 ? 'all' : 'some';
  return saved === files.length ? 'all' : 'some';
}
