import { sizeOf } from '../../engine/sizeOf.js';
import { ExpectedError } from '../../vocabulary/expectedError.js';
import { phrase, type Phrase } from '../../vocabulary/phrase.js';
import { orClose, wholeRange, type ByteSource } from '../bytes/byteSource.js';
import { decodeElements, elementBytes, type ElementType } from '../bytes/elements.js';
import { readNpyHeader, type NpyHeader } from './npyHeader.js';

/** An array of numbers in a .npy file or entry, read row by row along its first axis. */
export interface NpyArray {
  readonly samples: number;
  readonly sampleShape: readonly number[];
  /** Decodes row; rows come in ascending order. out has the sample's number of elements. */
  readRow(row: number, out: Float64Array): Promise<void>;
  close(): Promise<void>;
}

/** In Fortran order a sample's numbers lie all over the file: it is held as a whole. */
const MOST_FORTRAN_BYTES = 512 * 2 ** 20;

/**
 * @param source is the array's from now on: closed with it, or here where it cannot be opened
 * @param name of the file, and of the array in it, for messages
 * @throws ExpectedError data-malformed for texts, a single number, or a Fortran array above 512 MB
 */
export function openNpyArray(source: ByteSource, name: Phrase): Promise<NpyArray> {
  return orClose(source, async () => npyArray(source, await readNpyHeader(source, name), name));
}

/** An array whose header was read. */
export function npyArray(source: ByteSource, header: NpyHeader, name: Phrase): NpyArray {
  const { type, shape } = header;
  const [samples] = shape;
  if (typeof type !== 'string' || samples === undefined)
    throw new ExpectedError(
      'data-malformed',
      phrase`${name} holds ${samples === undefined ? 'a single value' : 'texts'} where an array of numbers should be: save one sample a row`,
    );
  const sampleShape = shape.slice(1);
  const size = sizeOf(sampleShape);
  const rest = { samples, sampleShape, close: () => source.close() };
  if (header.fortran)
    return { ...rest, readRow: fortranRows(source, { ...header, type, samples, sampleShape }, name) };
  const rowBytes = size * elementBytes(type);
  return {
    ...rest,
    readRow: async (row, out) => {
      const offset = header.dataOffset + row * rowBytes;
      const bytes = wholeRange(await source.read(offset, rowBytes), rowBytes, name);
      decodeElements(bytes, type, header.littleEndian, out);
    },
  };
}

interface FortranHeader extends NpyHeader {
  readonly type: ElementType;
  readonly samples: number;
  readonly sampleShape: readonly number[];
}

function fortranRows(
  source: ByteSource,
  { shape, samples, sampleShape, type, dataOffset, littleEndian }: FortranHeader,
  name: Phrase,
): NpyArray['readRow'] {
  const total = sizeOf(shape) * elementBytes(type);
  // An array without samples may still have samples of any size.
  const most = Math.max(total, sizeOf(sampleShape) * elementBytes(type));
  if (most > MOST_FORTRAN_BYTES)
    throw new ExpectedError(
      'data-malformed',
      phrase`${name} lies in Fortran order and takes ${most} bytes, above ${MOST_FORTRAN_BYTES}: save it with numpy.ascontiguousarray`,
    );
  const width = elementBytes(type);
  const places = fortranPlaces(sampleShape, samples);
  const size = places.length;
  const sample = new Uint8Array(size * width);
  let bytes: Uint8Array | null = null;
  return async (row, out) => {
    bytes ??= Uint8Array.from(wholeRange(await source.read(dataOffset, total), total, name));
    for (let i = 0; i < size; i++) {
      const from = (places[i]! + row) * width;
      for (let byte = 0; byte < width; byte++) sample[i * width + byte] = bytes[from + byte]!;
    }
    decodeElements(sample, type, littleEndian, out);
  };
}

/** Where element i of a sample, counted row-major, lies behind the sample's first: the first axis varies fastest. */
function fortranPlaces(shape: readonly number[], samples: number): Float64Array {
  const places = new Float64Array(sizeOf(shape));
  for (let i = 0; i < places.length; i++) {
    let rest = i;
    let inner = sizeOf(shape);
    let stride = samples;
    for (const axis of shape) {
      inner /= axis;
      const along = Math.floor(rest / inner);
      rest -= along * inner;
      places[i] = places[i]! + along * stride;
      stride *= axis;
    }
  }
  return places;
}
