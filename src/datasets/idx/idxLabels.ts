import { sizeOf } from '../../engine/sizeOf.js';
import { file } from '../../vocabulary/phrase.js';
import type { ByteSource } from '../bytes/byteSource.js';
import type { LabelCollector } from '../labels/labelCollector.js';
import { readNumberLabels } from '../labels/numberLabels.js';
import { readIdxHeader } from './idxHeader.js';

/**
 * One label a row: a number, or a one-hot row.
 * @param checkSamples sees the number of labels before they are read
 */
export async function readIdxLabels(
  source: ByteSource,
  path: string,
  checkSamples: (samples: number) => void,
): Promise<LabelCollector> {
  const { sampleShape, ...header } = await readIdxHeader(source, path, checkSamples);
  const rows = { ...header, littleEndian: false, width: sizeOf(sampleShape) };
  return readNumberLabels(source, rows, [file(path)]);
}
