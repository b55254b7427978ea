import { deflateSync, inflateSync } from 'node:zlib';
import { ExpectedError } from '../../vocabulary/expectedError.js';
import { file, phrase } from '../../vocabulary/phrase.js';

const KINDS = { Uint8Array, Uint16Array, Uint32Array, Int32Array, Float32Array, Float64Array } as const;

type Kind = keyof typeof KINDS;
type Packable = InstanceType<(typeof KINDS)[Kind]>;

function kindOf(value: unknown): Kind | null {
  for (const kind of Object.keys(KINDS) as Kind[]) if (value instanceof KINDS[kind]) return kind;
  return null;
}

/**
 * A copy of plain data in which every typed array is { array, length, data: base64 of deflated little-endian bytes }, so
 * that it can be written as JSON.
 */
export function packArrays(value: unknown): unknown {
  const kind = kindOf(value);
  if (kind !== null) {
    const array = value as Packable;
    const bytes = Buffer.from(array.buffer, array.byteOffset, array.byteLength);
    return { array: kind, length: array.length, data: deflateSync(bytes).toString('base64') };
  }
  if (Array.isArray(value)) return value.map(packArrays);
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, packArrays(entry)]));
  }
  return value;
}

function isKind(kind: unknown): kind is Kind {
  return typeof kind === 'string' && Object.hasOwn(KINDS, kind);
}

/**
 * Unpacked bytes of one file together: so many, and so many times what is packed. Counters that were counted are bits
 * which do not pack by more than a few times, but for those of dead neurons.
 */
const FREE_BYTES = 96 * 2 ** 20;
const MOST_PACKING = 24;

/**
 * Undoes packArrays. A length that does not fit its data is refused before more than that length is unpacked, and so are
 * lengths that together are out of all proportion to the packed data.
 * @param path the file, for the message
 * @throws ExpectedError report-malformed
 */
export function unpackArrays(value: unknown, path: string): unknown {
  const total = { packed: 0, unpacked: 0 };
  const unpack = (entry: unknown): unknown => {
    if (Array.isArray(entry)) return entry.map(unpack);
    if (typeof entry !== 'object' || entry === null) return entry;
    if ('array' in entry && 'length' in entry && 'data' in entry) return unpackOne(entry, total, path);
    return Object.fromEntries(Object.entries(entry).map(([key, inner]) => [key, unpack(inner)]));
  };
  return unpack(value);
}

/** @param total of the file so far; is added to */
function unpackOne(
  packed: { readonly array: unknown; readonly length: unknown; readonly data: unknown },
  total: { packed: number; unpacked: number },
  path: string,
): Packable {
  const { array, length, data } = packed;
  const damaged = (cause?: unknown): ExpectedError =>
    new ExpectedError(
      'report-malformed',
      phrase`${file(path)}: a part's numbers are damaged: write this shard again`,
      { cause },
    );
  if (
    !isKind(array) ||
    typeof data !== 'string' ||
    typeof length !== 'number' ||
    !Number.isInteger(length) ||
    length < 0
  )
    throw damaged();
  const bytes = length * KINDS[array].BYTES_PER_ELEMENT;
  total.packed += data.length;
  total.unpacked += bytes;
  if (total.unpacked > FREE_BYTES + MOST_PACKING * total.packed) throw damaged();
  let inflated: Buffer;
  try {
    inflated = inflateSync(Buffer.from(data, 'base64'), { maxOutputLength: Math.max(1, bytes) });
  } catch (cause) {
    throw damaged(cause);
  }
  if (inflated.length !== bytes) throw damaged();
  const owned = new ArrayBuffer(bytes);
  new Uint8Array(owned).set(inflated);
  return new KINDS[array](owned);
}
