import { readFile, stat } from 'node:fs/promises';
import { ExpectedError } from '../../vocabulary/expectedError.js';
import { file, option, phrase } from '../../vocabulary/phrase.js';
import { MOST_FILE_BYTES } from './pictureLimits.js';

/**
 * A picture's bytes.
 * @throws ExpectedError data-malformed where it cannot be read, or is larger than any picture may be
 */
export async function readPicture(path: string): Promise<Uint8Array> {
  try {
    const { size } = await stat(path);
    if (size <= MOST_FILE_BYTES) return await readFile(path);
  } catch (cause) {
    throw new ExpectedError(
      'data-malformed',
      phrase`${file(path)} cannot be read (${cause instanceof Error ? cause.message : String(cause)}): check it, or run again`,
      { cause },
    );
  }
  throw new ExpectedError(
    'data-malformed',
    phrase`${file(path)} has more than ${MOST_FILE_BYTES / 2 ** 20} MB, which is more than a picture may have: make it smaller, or leave such files out with ${option('skipBad')}`,
  );
}
