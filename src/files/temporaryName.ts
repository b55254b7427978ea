import { createHash, randomBytes } from 'node:crypto';
import { readdir, rm, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';

/** A leftover is younger than this: its writer may be alive on a machine that shares the folder. */
const YOUNG_MS = 60_000;
/** Process ids mean something on their own machine alone. */
export const MACHINE = createHash('sha256').update(hostname()).digest('hex').slice(0, 6);
const NAME = /^\.?entroscope-([0-9a-f]{6})-(\d+)-[0-9a-f]{8}\.tmp$/u;

/**
 * A name for something that is being written, of the same few characters whatever it becomes: a file's own name may have
 * the greatest length already. It tells the writer, so that what a killed one left can be removed.
 * @param hidden false: of a folder in the system's own for temporary files
 */
export function temporaryName(hidden = true): string {
  return `${hidden ? '.' : ''}entroscope-${MACHINE}-${process.pid}-${randomBytes(4).toString('hex')}.tmp`;
}

/**
 * Removes what killed writers of ours left in a folder: names of ours, older than a minute, whose process is gone. That
 * something cannot be removed is no failure of who begins.
 */
export async function removeLeftovers(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  for (const name of names) {
    const [, machine, pid] = NAME.exec(name) ?? [];
    if (machine !== MACHINE || pid === undefined || !isGone(Number(pid))) continue;
    const path = join(folder, name);
    const stats = await stat(path).catch(() => null);
    if (stats === null || Date.now() - stats.mtimeMs < YOUNG_MS) continue;
    await rm(path, { recursive: true, force: true }).catch(() => undefined);
  }
}

/** Is no process of this id alive on this machine? */
export function isGone(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    // A process of another user may not be signalled, and is alive.
    return error instanceof Error && 'code' in error && error.code === 'ESRCH';
  }
}
