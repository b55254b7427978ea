import type { Phrase } from '../../vocabulary/phrase.js';
import { wholeRange, type ByteSource } from '../bytes/byteSource.js';
import { decodeElements, elementBytes, type ElementType } from '../bytes/elements.js';
import { argmax } from './argmax.js';
import { LabelCollector } from './labelCollector.js';

/** Rows decoded at a time. */
const BLOCK = 4096;

/** Rows of numbers that lie one behind the other. */
export interface NumberRows {
  readonly type: ElementType;
  readonly littleEndian: boolean;
  readonly samples: number;
  /** Numbers of a row: one is the label, several are one-hot. */
  readonly width: number;
  readonly dataOffset: number;
}

/** @param name of the source, for messages */
export async function readNumberLabels(
  source: ByteSource,
  { type, littleEndian, samples, width, dataOffset }: NumberRows,
  name: Phrase,
): Promise<LabelCollector> {
  const labels = new LabelCollector();
  const rowBytes = width * elementBytes(type);
  for (let row = 0; row < samples; row += BLOCK) {
    const rows = Math.min(BLOCK, samples - row);
    const values = new Float64Array(rows * width);
    const bytes = wholeRange(
      await source.read(dataOffset + row * rowBytes, rows * rowBytes),
      rows * rowBytes,
      name,
    );
    decodeElements(bytes, type, littleEndian, values);
    if (width === 1) for (const value of values) labels.add(value);
    else for (let i = 0; i < rows; i++) labels.add(argmax(values.subarray(i * width, (i + 1) * width)));
  }
  return labels;
}
