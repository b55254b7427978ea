import { rmSync } from 'node:fs';
import { rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { temporaryName } from './temporaryName.js';

/** A file that is complete under a temporary name beside its target. */
export interface StagedFile {
  readonly temporary: string;
  readonly path: string;
}

/** Temporary names that are in use, files and folders: who ends this process at once removes them. */
const outstanding = new Set<string>();

/** From now on discardOutstanding removes it. */
export function holdTemporary(path: string): void {
  outstanding.add(path);
}

export function releaseTemporary(path: string): void {
  outstanding.delete(path);
}

/** Removes, without a turn of the event loop, what is being written. */
export function discardOutstanding(): void {
  for (const path of outstanding) rmSync(path, { recursive: true, force: true });
  outstanding.clear();
}

/** The place beside a file where it is written first. */
export function stagedFile(path: string): StagedFile {
  return { temporary: join(dirname(path), temporaryName()), path };
}

/** Writes a staged file's content. @throws what the system throws, or the signal's reason */
export async function stage(
  { temporary }: StagedFile,
  content: string | Uint8Array | AsyncIterable<Uint8Array>,
  signal?: AbortSignal,
): Promise<void> {
  holdTemporary(temporary);
  // Nothing of that name lies there: a link that somebody put in its place would lead elsewhere.
  await writeFile(temporary, content, { flag: 'wx', ...(signal === undefined ? {} : { signal }) });
}

/** Puts a staged file in its place. */
export async function commit({ temporary, path }: StagedFile): Promise<void> {
  await rename(temporary, path);
  releaseTemporary(temporary);
}

/** Removes a staged file that was not put in its place. */
export async function discard({ temporary }: StagedFile): Promise<void> {
  await rm(temporary, { force: true });
  releaseTemporary(temporary);
}

/** Writes a file wholly or not at all. @throws what the system throws */
export async function writeWhole(path: string, content: string | Uint8Array): Promise<void> {
  const staged = stagedFile(path);
  try {
    await stage(staged, content);
    await commit(staged);
  } catch (error) {
    await discard(staged);
    throw error;
  }
}
