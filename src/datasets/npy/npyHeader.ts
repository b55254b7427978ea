import { sizeOf } from '../../engine/sizeOf.js';
import { ExpectedError } from '../../vocabulary/expectedError.js';
import { phrase, type Phrase } from '../../vocabulary/phrase.js';
import type { ByteSource } from '../bytes/byteSource.js';
import type { ElementType } from '../bytes/elements.js';
import { isNpy } from '../recognize/signatures.js';

/** Of a .npy file (NumPy enhancement proposal 1; versions 1 to 3). */
export interface NpyHeader {
  /** Numbers, or texts of a fixed length in bytes: latin-1 (S) or UTF-32 (U). */
  readonly type: ElementType | { readonly text: 'S' | 'U'; readonly bytes: number };
  readonly littleEndian: boolean;
  readonly fortran: boolean;
  readonly shape: readonly number[];
  readonly dataOffset: number;
}

const LONGEST_HEADER = 1 << 20;

/** Bytes of an element, text or number. */
export function npyItemBytes(type: NpyHeader['type']): number {
  return typeof type === 'string' ? Number(type.slice(1)) : type.bytes;
}

/**
 * Reads the header and holds its shape against the number of bytes before anything is allocated.
 * @param name of the file or entry, for messages
 * @param checkSamples sees the length of the first axis before the bytes of a packed file are counted
 * @throws ExpectedError data-malformed for another kind of file, an unknown type, or another size than promised
 */
export async function readNpyHeader(
  source: ByteSource,
  name: Phrase,
  checkSamples?: (samples: number) => void,
): Promise<NpyHeader> {
  const header = await peekNpyHeader(source, name);
  const [samples] = header.shape;
  if (samples !== undefined) checkSamples?.(samples);
  const promised = header.dataOffset + sizeOf(header.shape) * npyItemBytes(header.type);
  const size = await source.size(promised);
  if (size < promised)
    throw malformed(
      name,
      `holds ${size} bytes where its header (${header.shape.join(' x ')}) promises ${promised}: it is cut short, save it again`,
    );
  return header;
}

/**
 * The header alone, whatever follows it.
 * @throws ExpectedError data-malformed for another kind of file, or an unknown type
 */
export async function peekNpyHeader(source: ByteSource, name: Phrase): Promise<NpyHeader> {
  const start = Uint8Array.from(await source.read(0, 12));
  const version = start[6];
  if (!isNpy(start) || version === undefined || start.length < 12)
    throw malformed(name, 'does not begin as a .npy file does: check that it is one');
  if (version < 1 || version > 3)
    throw malformed(name, `is of .npy version ${version}: save it with versions 1 to 3`);
  const view = new DataView(start.buffer);
  const length = version === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
  const begin = version === 1 ? 10 : 12;
  if (length > LONGEST_HEADER)
    throw malformed(name, `has a header of ${length} bytes: it is damaged, save it again`);
  const bytes = await source.read(begin, length);
  if (bytes.length < length) throw malformed(name, 'ends within its header: save it again');
  return parseHeader(Buffer.from(bytes).toString(version === 3 ? 'utf8' : 'latin1'), name, begin + length);
}

function parseHeader(text: string, name: Phrase, dataOffset: number): NpyHeader {
  const descr = /['"]descr['"]\s*:\s*['"]([^'"]*)['"]/.exec(text)?.[1];
  const fortran = /['"]fortran_order['"]\s*:\s*(True|False)/.exec(text)?.[1];
  const shape = /['"]shape['"]\s*:\s*\(([^)]*)\)/.exec(text)?.[1];
  if (fortran === undefined || shape === undefined)
    throw malformed(name, 'has no header that can be read: save it again');
  if (descr === undefined) throw malformed(name, 'holds records of several fields: save one plain array');
  const lengths = shape
    .split(',')
    .map((part) => part.trim().replace(/L$/, ''))
    .filter((part) => part !== '')
    .map(Number);
  if (!lengths.every((axis) => Number.isSafeInteger(axis) && axis >= 0))
    throw malformed(name, `has the shape (${shape}): save it again`);
  return {
    ...elementType(descr, name),
    // Arrays of one axis lie the same way in both orders.
    fortran: fortran === 'True' && lengths.length > 1,
    shape: lengths,
    dataOffset,
  };
}

const NUMBERS: Readonly<Record<string, ElementType>> = {
  b1: 'u1',
  u1: 'u1',
  u2: 'u2',
  u4: 'u4',
  u8: 'u8',
  i1: 'i1',
  i2: 'i2',
  i4: 'i4',
  i8: 'i8',
  f2: 'f2',
  f4: 'f4',
  f8: 'f8',
};

function elementType(descr: string, name: Phrase): Pick<NpyHeader, 'type' | 'littleEndian'> {
  const [, order = '', kind = '', width = ''] = /^([<>|=]?)([a-zA-Z])(\d+)$/.exec(descr) ?? [];
  const littleEndian = order !== '>';
  const number = NUMBERS[`${kind}${width}`];
  if (number !== undefined) return { type: number, littleEndian };
  if (kind === 'S') return { type: { text: 'S', bytes: Number(width) }, littleEndian };
  if (kind === 'U') return { type: { text: 'U', bytes: 4 * Number(width) }, littleEndian };
  throw malformed(
    name,
    `holds elements of type ${descr}: save whole numbers, floats of 2 to 8 bytes, or texts as labels`,
  );
}

function malformed(name: Phrase, what: string): ExpectedError {
  return new ExpectedError('data-malformed', phrase`${name} ${what}`);
}
