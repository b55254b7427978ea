import { ExpectedError } from '../../vocabulary/expectedError.js';
import type { ByteSource } from '../bytes/byteSource.js';
import { decodeElements } from '../elements.js';
import { argmax, LabelCollector } from '../labelCollector.js';
import { sizeOf } from '../shapes.js';
import { npyArray } from './npyArray.js';
import { npyItemBytes, type NpyHeader } from './npyHeader.js';

/** Rows decoded at a time. */
const BLOCK = 4096;

/**
 * One label a row: numbers, texts, or one-hot rows.
 * @throws ExpectedError data-labels for an array of another form
 */
export async function readNpyLabels(
  source: ByteSource,
  header: NpyHeader,
  path: string,
): Promise<LabelCollector> {
  const { type, shape, littleEndian, dataOffset } = header;
  const [samples = 0, ...rest] = shape;
  const width = sizeOf(rest);
  const texts = typeof type !== 'string';
  if (shape.length === 0 || width === 0 || (texts && width !== 1))
    throw new ExpectedError(
      'data-labels',
      `${path} holds labels of shape [${shape.join(', ')}]: give one label, or one one-hot row, a sample`,
    );
  const labels = new LabelCollector();
  if (header.fortran && width > 1) {
    const rows = npyArray(source, header, path);
    const oneHot = new Float64Array(width);
    for (let row = 0; row < samples; row++) {
      await rows.readRow(row, oneHot);
      labels.add(argmax(oneHot, 0, width));
    }
    return labels;
  }
  const rowBytes = width * npyItemBytes(type);
  for (let row = 0; row < samples; row += BLOCK) {
    const rows = Math.min(BLOCK, samples - row);
    const bytes = await source.read(dataOffset + row * rowBytes, rows * rowBytes);
    if (texts) {
      for (let i = 0; i < rows; i++)
        labels.add(decodeText(bytes.subarray(i * rowBytes, (i + 1) * rowBytes), type.text, littleEndian));
      continue;
    }
    const values = new Float64Array(rows * width);
    decodeElements(bytes, type, littleEndian, values);
    for (let i = 0; i < rows; i++)
      labels.add(width === 1 ? (values[i] ?? 0) : argmax(values, i * width, width));
  }
  return labels;
}

/** Texts of a fixed length, filled up with zeros. */
function decodeText(bytes: Uint8Array, kind: 'S' | 'U', littleEndian: boolean): string {
  if (kind === 'S') return Buffer.from(bytes).toString('utf8').replace(/\0+$/, '');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let text = '';
  for (let at = 0; at + 4 <= bytes.length; at += 4) {
    const code = view.getUint32(at, littleEndian);
    text += String.fromCodePoint(code <= 0x10ffff ? code : 0xfffd);
  }
  return text.replace(/\0+$/, '');
}
