import { randomBytes } from 'node:crypto';
import { link, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { ExpectedError } from '../vocabulary/expectedError.js';
import { file, phrase } from '../vocabulary/phrase.js';
import { isFileError } from './fileProblem.js';
import { readText } from './openFile.js';
import { isGone, MACHINE, temporaryName } from './temporaryName.js';

const NAME = '.entroscope.lock';
const PAUSE_MS = 20;
/** A lock of another machine, whose processes nobody sees here, is taken for left after so long. */
const STALE_MS = 30_000;
const PATIENCE_MS = 60_000;
const USE = { code: 'file-failed' } as const;

/**
 * Does something that no other process may do at the same time in this folder. A lock whose holder was killed is taken.
 * @param folder absolute; it exists
 * @throws what the task throws; ExpectedError file-failed where the lock is never free
 */
export async function withFolderLock<T>(folder: string, task: () => Promise<T>): Promise<T> {
  const lock = join(folder, NAME);
  const holder = `${MACHINE} ${process.pid} ${randomBytes(8).toString('hex')}`;
  const started = performance.now();
  while (!(await take(lock, holder))) {
    if (performance.now() - started > PATIENCE_MS)
      throw new ExpectedError(
        'file-failed',
        phrase`${file(lock)} is held by another process: end it, or remove the file`,
      );
    await delay(PAUSE_MS * (1 + Math.random()));
  }
  try {
    return await task();
  } finally {
    await rm(lock, { force: true });
  }
}

async function take(lock: string, holder: string): Promise<boolean> {
  try {
    await writeFile(lock, holder, { flag: 'wx' });
    return true;
  } catch (error) {
    if (!isFileError(error) || error.code !== 'EEXIST') throw error;
  }
  const other = await readText(lock, USE).catch(() => null);
  if (other !== null && (await isStale(lock, other))) await takeAway(lock, other);
  return false;
}

async function isStale(lock: string, holder: string): Promise<boolean> {
  const [machine, pid] = holder.split(' ');
  if (machine === MACHINE && pid !== undefined) return isGone(Number(pid));
  const stats = await stat(lock).catch(() => null);
  return stats !== null && Date.now() - stats.mtimeMs > STALE_MS;
}

/** Takes a stale lock away: by a rename, since only one of several can. One that is another's by then is given back. */
async function takeAway(lock: string, holder: string): Promise<void> {
  const aside = join(lock, '..', temporaryName());
  try {
    await rename(lock, aside);
    if ((await readText(aside, USE)) !== holder) await link(aside, lock);
  } catch (error) {
    if (!(error instanceof ExpectedError) && !isFileError(error)) throw error;
  }
  await rm(aside, { force: true });
}
