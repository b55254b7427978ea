import { sizeOf } from '../../engine/sizeOf.js';
import { ExpectedError } from '../../vocabulary/expectedError.js';
import { file, phrase } from '../../vocabulary/phrase.js';
import type { ByteSource } from '../bytes/byteSource.js';
import { elementBytes, type ElementType } from '../bytes/elements.js';
import { IDX_TYPES, isIdx } from '../recognize/signatures.js';

/** Of an IDX file: two zero bytes, a type, the number of axes, then each axis' length as big-endian uint32. */
export interface IdxHeader {
  readonly type: ElementType;
  /** The first axis counts the samples. */
  readonly samples: number;
  readonly sampleShape: readonly number[];
  readonly dataOffset: number;
}

/**
 * Reads the header and holds its sizes against the file's before anything is allocated.
 * @param checkSamples sees the number of samples before the bytes of a packed file are counted
 * @throws ExpectedError data-malformed for another kind of file, or one shorter or longer than promised
 */
export async function readIdxHeader(
  source: ByteSource,
  path: string,
  checkSamples?: (samples: number) => void,
): Promise<IdxHeader> {
  const magic = await source.read(0, 4);
  const [, , code, axes] = magic;
  const type = code === undefined ? undefined : IDX_TYPES.get(code);
  if (type === undefined || axes === undefined || !isIdx(magic))
    throw new ExpectedError(
      'data-malformed',
      phrase`${file(path)} does not begin as an IDX file does (it begins with ${[...magic].join(' ')}): check that it is one`,
    );
  const bytes = Uint8Array.from(await source.read(4, 4 * axes));
  if (bytes.length < 4 * axes)
    throw new ExpectedError(
      'data-malformed',
      phrase`${file(path)} ends within its IDX header: fetch it again`,
    );
  const view = new DataView(bytes.buffer);
  const shape = Array.from({ length: axes }, (_, axis) => view.getUint32(4 * axis, false));
  const [samples, ...sampleShape] = shape;
  if (samples === undefined) throw new RangeError('an IDX file has an axis');
  checkSamples?.(samples);
  const dataOffset = 4 + 4 * axes;
  const promised = dataOffset + sizeOf(shape) * elementBytes(type);
  const size = await source.size(promised);
  const axesText = shape.join(' x ');
  if (size > promised)
    throw new ExpectedError(
      'data-malformed',
      phrase`${file(path)} holds more than the ${promised} bytes that its IDX header (${axesText}) promises: it is damaged, fetch it again`,
    );
  if (size < promised)
    throw new ExpectedError(
      'data-malformed',
      phrase`${file(path)} holds ${size} bytes where its IDX header (${axesText}) promises ${promised}: it is damaged, fetch it again`,
    );
  return { type, samples, sampleShape, dataOffset };
}
