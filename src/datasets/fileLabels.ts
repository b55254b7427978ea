import { stat } from 'node:fs/promises';
import { ExpectedError } from '../vocabulary/expectedError.js';
import { openMaybeGzip, type ByteSource } from './bytes/byteSource.js';
import { decodeElements, elementBytes } from './elements.js';
import { readIdxHeader } from './idx/idxHeader.js';
import { argmax, LabelCollector } from './labelCollector.js';
import { checkLabelCount, type LabelledData } from './labelCount.js';
import { readNpyHeader } from './npy/npyHeader.js';
import { readNpyLabels } from './npy/npyLabels.js';
import { isIdx, isNpy } from './recognize/signatures.js';
import { sizeOf } from './shapes.js';
import { readTextLabels } from './csv/textLabels.js';

/** Rows decoded at a time. */
const BLOCK = 4096;

/**
 * Reads a file of labels, recognised by content: idx or npy (packed with gzip or not), or text with one a line.
 * @param data the data that they belong to, so that another number of them is refused before they are read; null: its
 *   samples are not counted yet
 * @throws ExpectedError data-malformed when it is none of these, data-missing when it is not there
 */
export async function readLabelFile(
  path: string,
  column: string | null,
  data: LabelledData | null,
): Promise<LabelCollector> {
  const checkPromised = (length: number): void => {
    if (data !== null) checkLabelCount({ length }, { labelsPath: path, ...data });
  };
  const source = await openLabels(path);
  try {
    const start = Uint8Array.from(await source.read(0, 8));
    if (isIdx(start)) return await readIdxLabels(source, path, checkPromised);
    if (isNpy(start)) {
      const header = await readNpyHeader(source, path, checkPromised);
      return await readNpyLabels(source, header, path);
    }
    if (start.includes(0))
      throw new ExpectedError(
        'data-malformed',
        `${path} is no file of labels: give idx, npy, or a text with one label a line`,
      );
    return await readTextLabels(source, path, { column, data });
  } finally {
    await source.close();
  }
}

async function openLabels(path: string): Promise<ByteSource> {
  try {
    if ((await stat(path)).isDirectory()) throw new Error('it is a folder');
    return await openMaybeGzip(path);
  } catch (cause) {
    throw new ExpectedError(
      'data-missing',
      `the labels' file ${path} ${whyUnread(cause)}: correct --labels`,
      {
        cause,
      },
    );
  }
}

function whyUnread(cause: unknown): string {
  if (!(cause instanceof Error)) return `cannot be read (${String(cause)})`;
  return 'code' in cause && cause.code === 'ENOENT' ? 'does not exist' : `cannot be read (${cause.message})`;
}

async function readIdxLabels(
  source: ByteSource,
  path: string,
  checkSamples: (samples: number) => void,
): Promise<LabelCollector> {
  const { type, samples, sampleShape, dataOffset } = await readIdxHeader(source, path, checkSamples);
  const width = sizeOf(sampleShape);
  const labels = new LabelCollector();
  for (let row = 0; row < samples; row += BLOCK) {
    const rows = Math.min(BLOCK, samples - row);
    const values = new Float64Array(rows * width);
    const rowBytes = width * elementBytes(type);
    decodeElements(await source.read(dataOffset + row * rowBytes, rows * rowBytes), type, false, values);
    for (let i = 0; i < rows; i++)
      labels.add(width === 1 ? (values[i] ?? 0) : argmax(values, i * width, width));
  }
  return labels;
}
