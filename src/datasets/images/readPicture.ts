import { bytesOf, withFile } from '../../files/openFile.js';
import { ExpectedError } from '../../vocabulary/expectedError.js';
import { file, option, phrase } from '../../vocabulary/phrase.js';
import { MOST_FILE_BYTES } from './pictureLimits.js';

const USE = { code: 'data-malformed', absent: 'check it, or run again' } as const;

/**
 * A picture's bytes.
 * @throws ExpectedError data-malformed where it cannot be read, or is larger than any picture may be
 */
export function readPicture(path: string): Promise<Uint8Array> {
  return withFile(path, USE, async (handle) => {
    const { size } = await handle.stat();
    if (size > MOST_FILE_BYTES) throw tooLarge(path);
    return bytesOf(handle, path, { use: USE, most: MOST_FILE_BYTES });
  });
}

/** A picture's file that is larger than any is read. */
export function tooLarge(path: string): ExpectedError {
  return new ExpectedError(
    'data-malformed',
    phrase`${file(path)} has more than ${MOST_FILE_BYTES / 2 ** 20} MB, which is more than a picture may have: make it smaller, or leave such files out with ${option('skipBad')}`,
  );
}
