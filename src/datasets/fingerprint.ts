import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import { withFile } from '../files/openFile.js';

/** Bytes of a file that count: its beginning tells two versions of a bigger one apart well enough. */
const HASHED_BYTES = 64 * 2 ** 20;

export interface SizedFile {
  /** Relative to the data set's folder, with /. */
  readonly path: string;
  readonly bytes: number;
}

/** sha-256 over the names, sizes and first 64 MB of single files: the data's and, where there is one, the labels'. */
export async function fingerprintFiles(paths: readonly string[]): Promise<string> {
  const hash = createHash('sha256');
  for (const path of paths) {
    await withFile(path, { code: 'data-missing' }, async (handle) => {
      const { size } = await handle.stat();
      hash.update(`${basename(path)}\n${size}\n`);
      if (size === 0) return;
      const end = Math.min(size, HASHED_BYTES) - 1;
      for await (const chunk of handle.createReadStream({ end, autoClose: false })) {
        if (Buffer.isBuffer(chunk)) hash.update(chunk);
      }
    });
  }
  return hash.digest('hex');
}

/** sha-256 over the sorted relative paths and sizes of a folder's files, and the labels' file where there is one. */
export async function fingerprintFolder(files: readonly SizedFile[], labels: string | null): Promise<string> {
  const hash = createHash('sha256');
  const lines = files.map(({ path, bytes }) => `${path}\n${bytes}\n`).sort();
  for (const line of lines) hash.update(line);
  if (labels !== null) hash.update(await fingerprintFiles([labels]));
  return hash.digest('hex');
}

/** sha-256 of a text that describes data which is made, not read. */
export function fingerprintText(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
