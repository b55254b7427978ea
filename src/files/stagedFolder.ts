import { lstat, readdir, rename, rm, rmdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ExpectedError } from '../vocabulary/expectedError.js';
import { file, phrase } from '../vocabulary/phrase.js';
import { writeFailure } from './fileProblem.js';
import { removeLeftovers, temporaryName } from './temporaryName.js';
import { holdTemporary, releaseTemporary } from './writeWhole.js';

/**
 * Puts a folder that somebody makes in its place, wholly or not at all: it is made under a temporary name beside it.
 * @param path absolute; nothing but an empty folder may lie there
 * @param make is given the temporary path, and need not make anything
 * @throws ExpectedError output-failed where something lies there, or nothing can be written; what make throws
 */
export async function withStagedFolder<T>(path: string, make: (staging: string) => Promise<T>): Promise<T> {
  await refuseTaken(path);
  const parent = dirname(path);
  await removeLeftovers(parent);
  const staging = join(parent, temporaryName());
  holdTemporary(staging);
  try {
    const made = await make(staging);
    if ((await stat(staging).catch(() => null)) === null) return made;
    // What came to lie there meanwhile stays.
    await refuseTaken(path);
    try {
      await rmdir(path).catch(() => undefined);
      await rename(staging, path);
    } catch (error) {
      throw writeFailure(error, path);
    }
    return made;
  } finally {
    await rm(staging, { recursive: true, force: true }).catch(() => undefined);
    releaseTemporary(staging);
  }
}

async function refuseTaken(path: string): Promise<void> {
  const parent = await stat(dirname(path)).catch(() => null);
  if (parent?.isDirectory() !== true)
    throw new ExpectedError(
      'output-failed',
      phrase`the folder of ${file(path)} does not exist: make it first`,
    );
  const there = await lstat(path).catch(() => null);
  if (there === null) return;
  const isEmpty = there.isDirectory() && (await readdir(path).catch(() => ['?'])).length === 0;
  if (!isEmpty)
    throw new ExpectedError(
      'output-failed',
      phrase`${file(path)} exists already and is not overwritten: name another folder`,
    );
}
