import { constants } from 'node:fs';
import { copyFile, mkdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { readFailure } from '../files/fileProblem.js';
import { readFolder } from '../files/readFolder.js';
import { removeLeftovers, temporaryName } from '../files/temporaryName.js';
import { holdTemporary, releaseTemporary } from '../files/writeWhole.js';
import { readModelFile } from '../models/modelFile.js';
import { isKerasName } from '../models/findModels.js';
import { ExpectedError } from '../vocabulary/expectedError.js';
import { file as fileIn, phrase, type Phrase } from '../vocabulary/phrase.js';
import { stampModel, stampText, type ModelStamp } from './modelStamp.js';

/** A model that is saved faster than it can be copied is given up after so many tries. */
const TRIES = 40;
const PAUSE_MS = 50;
/** What stands beside a model and is no part of it (labels, metadata) is small. */
const LARGEST_BESIDE = 16 * 2 ** 20;
const USE = { code: 'model-missing' } as const;

/** A model as it was at one moment, in the system's folder for temporary files. */
export interface ModelCopy {
  /** Absolute path of its model file. */
  readonly file: string;
  /** What was copied: the stamp of the original then. */
  readonly stamp: ModelStamp;
  /** Words about the copy as words about the original. */
  readonly asOriginal: (words: Phrase) => Phrase;
  readonly remove: () => Promise<void>;
}

/**
 * Copies a model with what lies beside it, as one complete state: what was saved meanwhile is copied anew. So a model can
 * be analyzed that is saved again sooner than its analysis takes.
 * @throws ExpectedError model-changed where it is never the same for as long as a copy takes, model-... where it is not
 *   complete; the signal's reason
 */
export async function copyModel(file: string, signal: AbortSignal): Promise<ModelCopy> {
  await removeLeftovers(tmpdir());
  const root = join(tmpdir(), temporaryName(false));
  const folder = dirname(file);
  // A model without a name of its own is called by the folders above it.
  const place = join(root, basename(dirname(folder)) || 'model', basename(folder) || 'model');
  const copy = join(place, basename(file));
  const remove = async (): Promise<void> => {
    await rm(root, { recursive: true, force: true });
    releaseTemporary(root);
  };
  holdTemporary(root);
  try {
    for (let tries = 0; tries < TRIES; tries += 1) {
      signal.throwIfAborted();
      const stamp = await copyOnce(file, place);
      if (stamp !== null)
        return {
          file: copy,
          stamp,
          asOriginal: (words) => words.map((part) => renamed(part, { from: place, to: folder })),
          remove,
        };
      await delay(PAUSE_MS, undefined, { signal });
    }
    throw new ExpectedError(
      'model-changed',
      phrase`${fileIn(file)} is saved again faster than it can be copied: wait until nothing saves it`,
    );
  } catch (error) {
    await remove();
    throw error;
  }
}

/** @returns what was copied; null where it was saved, or not complete, meanwhile */
async function copyOnce(file: string, place: string): Promise<ModelStamp | null> {
  const folder = dirname(file);
  try {
    const before = await stampModel(file);
    const { shards } = await readModelFile(file, { hashed: false });
    await mkdir(place, { recursive: true });
    for (const name of await filesBeside(folder)) await copyTo(join(folder, name), join(place, name));
    // The weights of a Keras file are parts of it.
    const beside = shards.flat().filter(({ path }) => path !== file);
    for (const { path, name } of beside) await copyTo(path, join(place, name));
    await copyTo(file, join(place, basename(file)));
    const after = await stampModel(file);
    return stampText(after) === stampText(before) ? after : null;
  } catch (error) {
    if (error instanceof ExpectedError && error.code !== 'output-failed') return null;
    throw error;
  }
}

async function filesBeside(folder: string): Promise<readonly string[]> {
  const { entries } = await readFolder(folder, USE);
  const names: string[] = [];
  for (const { name } of entries) {
    const stats = await stat(join(folder, name)).catch(() => null);
    // Other saves of the same training are no part of this one.
    if (stats?.isFile() === true && !isKerasName(name) && stats.size <= LARGEST_BESIDE) names.push(name);
  }
  return names;
}

async function copyTo(from: string, to: string): Promise<void> {
  try {
    await mkdir(dirname(to), { recursive: true });
    // Where the disk can share blocks, nothing is copied.
    await copyFile(from, to, constants.COPYFILE_FICLONE);
  } catch (error) {
    throw readFailure(error, from, USE);
  }
}

function renamed(
  part: Phrase[number],
  { from, to }: { readonly from: string; readonly to: string },
): Phrase[number] {
  if (typeof part === 'string') return part.replaceAll(from, to);
  return 'file' in part ? { ...part, file: part.file.replace(from, to) } : part;
}
