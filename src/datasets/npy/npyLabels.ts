import { sizeOf } from '../../engine/sizeOf.js';
import { ExpectedError } from '../../vocabulary/expectedError.js';
import { phrase, type Phrase } from '../../vocabulary/phrase.js';
import { wholeRange, type ByteSource } from '../bytes/byteSource.js';
import { argmax } from '../labels/argmax.js';
import { LabelCollector } from '../labels/labelCollector.js';
import { readNumberLabels } from '../labels/numberLabels.js';
import { npyArray } from './npyArray.js';
import type { NpyHeader } from './npyHeader.js';

/** Texts decoded at a time. */
const BLOCK = 4096;

/**
 * One label a row: numbers, texts, or one-hot rows.
 * @param name of the file or entry, for messages
 * @throws ExpectedError data-labels for an array of another form
 */
export async function readNpyLabels(
  source: ByteSource,
  header: NpyHeader,
  name: Phrase,
): Promise<LabelCollector> {
  const { type, shape, littleEndian, dataOffset } = header;
  const [samples, ...rest] = shape;
  const width = sizeOf(rest);
  if (samples === undefined || width === 0 || (typeof type !== 'string' && width !== 1))
    throw new ExpectedError(
      'data-labels',
      phrase`${name} holds labels of shape [${shape.join(', ')}]: give one label, or one one-hot row, a sample`,
    );
  if (header.fortran && width > 1) return oneHotLabels(source, { header, samples, width, name });
  if (typeof type === 'string')
    return readNumberLabels(source, { type, littleEndian, samples, width, dataOffset }, name);
  const labels = new LabelCollector();
  for (let row = 0; row < samples; row += BLOCK) {
    const rows = Math.min(BLOCK, samples - row);
    const offset = dataOffset + row * type.bytes;
    const bytes = wholeRange(await source.read(offset, rows * type.bytes), rows * type.bytes, name);
    for (let i = 0; i < rows; i++)
      labels.add(decodeText(bytes.subarray(i * type.bytes, (i + 1) * type.bytes), type.text, littleEndian));
  }
  return labels;
}

interface OneHotRows {
  readonly header: NpyHeader;
  readonly samples: number;
  readonly width: number;
  readonly name: Phrase;
}

/** Of an array in Fortran order, whose rows lie all over it. */
async function oneHotLabels(
  source: ByteSource,
  { header, samples, width, name }: OneHotRows,
): Promise<LabelCollector> {
  const labels = new LabelCollector();
  const rows = npyArray(source, header, name);
  const oneHot = new Float64Array(width);
  for (let row = 0; row < samples; row++) {
    await rows.readRow(row, oneHot);
    labels.add(argmax(oneHot));
  }
  return labels;
}

/** Texts of a fixed length, filled up with zeros. */
function decodeText(bytes: Uint8Array, kind: 'S' | 'U', littleEndian: boolean): string {
  if (kind === 'S') return Buffer.from(bytes).toString('utf8').replace(/\0+$/, '');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let text = '';
  for (let offset = 0; offset + 4 <= bytes.length; offset += 4) {
    const code = view.getUint32(offset, littleEndian);
    text += String.fromCodePoint(code <= 0x10ffff ? code : 0xfffd);
  }
  return text.replace(/\0+$/, '');
}
