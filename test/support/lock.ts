import { mkdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

const BEAT_MS = 2000;
/** An owner that has not touched its lock for so long is dead; process ids may be taken again by others. */
const DEAD_MS = 15_000;

/** Runs `work` while no other process on this machine does the same under this lock file. */
export async function withLock<T>(file: string, work: () => Promise<T>): Promise<T> {
  await mkdir(dirname(file), { recursive: true });
  while (!(await taken(file))) {
    if (await ownerDied(file)) await rm(file, { force: true });
    else await delay(100);
  }
  const beat = setInterval(() => {
    const now = new Date();
    utimes(file, now, now).catch(() => undefined);
  }, BEAT_MS);
  try {
    return await work();
  } finally {
    clearInterval(beat);
    await rm(file, { force: true });
  }
}

async function taken(file: string): Promise<boolean> {
  return writeFile(file, '', { flag: 'wx' }).then(
    () => true,
    (error: unknown) => {
      if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
      throw error;
    },
  );
}

async function ownerDied(file: string): Promise<boolean> {
  return stat(file).then(
    ({ mtimeMs }) => mtimeMs < Date.now() - DEAD_MS,
    () => false,
  );
}
