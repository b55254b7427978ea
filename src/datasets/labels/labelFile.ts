import { ExpectedError } from '../../vocabulary/expectedError.js';
import { file, option, phrase } from '../../vocabulary/phrase.js';
import { openMaybeGzip, type ByteSource } from '../bytes/byteSource.js';
import { readTextLabels } from '../csv/textLabels.js';
import { readIdxLabels } from '../idx/idxLabels.js';
import { readNpyHeader } from '../npy/npyHeader.js';
import { readNpyLabels } from '../npy/npyLabels.js';
import { readNpzLabels } from '../npy/npzArrays.js';
import { kindByStart } from '../recognize/dataKinds.js';
import type { LabelCollector } from './labelCollector.js';
import { checkLabelCount, type LabelledData } from './labelCount.js';

const START_BYTES = 8;

/**
 * Reads a file of labels, recognized by content: idx or npy (packed with gzip or not), npz, or text with one a line.
 * @param data the data that they belong to, so that another number of them is refused before they are read; null: its
 *   samples are not counted yet
 * @throws ExpectedError data-malformed when it is none of these, data-missing when it is not there
 */
export async function readLabelFile(
  path: string,
  column: string | null,
  data: LabelledData | null,
): Promise<LabelCollector> {
  const checkPromised = (labels: number): void => {
    if (data !== null) checkLabelCount(labels, [file(path)], data);
  };
  const source = await openLabels(path);
  try {
    const start = Uint8Array.from(await source.read(0, START_BYTES));
    const kind = kindByStart(start);
    if (kind === 'idx') return await readIdxLabels(source, path, checkPromised);
    if (kind === 'npy') {
      const header = await readNpyHeader(source, [file(path)], checkPromised);
      return await readNpyLabels(source, header, [file(path)]);
    }
    if (kind === 'npz') return await readNpzLabels(path, column, checkPromised);
    if (kind !== null || (start.includes(0) && !isUtf16(start)))
      throw new ExpectedError(
        'data-malformed',
        phrase`${file(path)} is no file of labels: give idx, npy, npz, or a text with one label a line`,
      );
    return await readTextLabels(path, { column, data });
  } finally {
    await source.close();
  }
}

/** Its letters have zeros between them. */
function isUtf16([first, second]: Uint8Array): boolean {
  return (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
}

async function openLabels(path: string): Promise<ByteSource> {
  try {
    return await openMaybeGzip(path);
  } catch (error) {
    // Said as what it is to the user, who may not know that it was taken from beside the data.
    if (!(error instanceof ExpectedError) || error.code !== 'data-missing') throw error;
    throw new ExpectedError('data-missing', phrase`the labels' file ${error.words} (${option('labels')})`, {
      cause: error,
    });
  }
}
