import { stat } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';

const LOOK_MS = 1000;

/**
 * Waits until nothing writes to a file or folder: it is there, and the same at two looks a second apart.
 * @throws the signal's reason
 */
export async function untilQuiet(path: string, signal: AbortSignal): Promise<void> {
  let before: string | null = null;
  for (;;) {
    const stats = await stat(path, { bigint: true }).catch(() => null);
    const now = stats === null ? null : `${stats.dev}:${stats.ino}:${stats.size}@${stats.mtimeNs}`;
    if (now !== null && now === before) return;
    before = now;
    await delay(LOOK_MS, undefined, { signal });
  }
}
