import type { BigIntStats, Stats } from 'node:fs';
import { ExpectedError } from '../vocabulary/expectedError.js';
import { file, phrase } from '../vocabulary/phrase.js';
import type { FileProblem, FileUse } from './fileProblem.js';

/** What stands in place of an ordinary file, and what to do; null for an ordinary one. Reading any of them may never end. */
export function notOrdinary(stats: Stats | BigIntStats): FileProblem | null {
  if (stats.isFile()) return null;
  if (stats.isDirectory()) return { cause: 'a folder', remedy: 'name a file in it' };
  if (stats.isFIFO())
    return {
      cause: 'a pipe (FIFO), as <(…) makes one, too',
      remedy: 'files are read more than once, so save its content to a file and name that',
    };
  if (stats.isSocket()) return { cause: 'a socket', remedy: 'name an ordinary file' };
  return { cause: 'a device', remedy: 'name an ordinary file' };
}

/** @throws ExpectedError with the use's code for all but an ordinary file */
export function refuseSpecial(stats: Stats | BigIntStats, path: string, use: FileUse): void {
  const special = notOrdinary(stats);
  if (special === null) return;
  throw new ExpectedError(
    use.code,
    phrase`${use.subject ?? file(path)} is no file but ${special.cause}: ${special.remedy}`,
  );
}
