/** A block of a tar archive: headers take one, files begin at one (POSIX.1-2017, pax interchange format). */
export const TAR_BLOCK = 512;

export interface TarHeader {
  readonly name: string;
  readonly bytes: number;
  /** file; long-name and pax: what they hold is of the next header; other: folders, links, devices. */
  readonly kind: 'file' | 'long-name' | 'pax' | 'other';
}

/**
 * The header in a block; null where it is none: its sum of bytes is not what it says.
 * @param block TAR_BLOCK bytes; fewer are no header
 */
export function readTarHeader(block: Uint8Array): TarHeader | null {
  if (block.length < TAR_BLOCK || !sumsUp(block)) return null;
  const bytes = numberAt(block, 124, 12);
  if (!Number.isSafeInteger(bytes) || bytes < 0) return null;
  const type = String.fromCharCode(block[156]!);
  const posix = textAt(block, 257, 6) === 'ustar';
  const prefix = posix ? textAt(block, 345, 155) : '';
  const name = textAt(block, 0, 100);
  return { name: prefix === '' ? name : `${prefix}/${name}`, bytes, kind: kindOf(type, name) };
}

function kindOf(type: string, name: string): TarHeader['kind'] {
  if (type === 'L') return 'long-name';
  if (type === 'x') return 'pax';
  // 7: contiguous; of old archives a folder is a file whose name ends so.
  return (type === '0' || type === '\0' || type === '7') && !name.endsWith('/') ? 'file' : 'other';
}

/** Does a file's beginning say that it is a tar archive? */
export function isTar(start: Uint8Array): boolean {
  return readTarHeader(start) !== null;
}

/** The sum of all bytes, its own field counted as spaces; some writers summed signed bytes. */
function sumsUp(block: Uint8Array): boolean {
  const promised = numberAt(block, 148, 8);
  let unsigned = 0;
  let signed = 0;
  for (let i = 0; i < TAR_BLOCK; i++) {
    const byte = i >= 148 && i < 156 ? 0x20 : block[i]!;
    unsigned += byte;
    signed += byte > 127 ? byte - 256 : byte;
  }
  return promised > 0 && (promised === unsigned || promised === signed);
}

/** Octal digits, or, where the first bit is set, the bytes of the number themselves (GNU). NaN: neither. */
function numberAt(block: Uint8Array, from: number, length: number): number {
  if (block[from] === 0x80)
    return block.subarray(from + 1, from + length).reduce((value, byte) => value * 256 + byte, 0);
  const digits = textAt(block, from, length).trim();
  return /^[0-7]*$/u.test(digits) ? Number.parseInt(digits === '' ? '0' : digits, 8) : Number.NaN;
}

function textAt(block: Uint8Array, from: number, length: number): string {
  const bytes = Buffer.from(block.buffer, block.byteOffset + from, length);
  const end = bytes.indexOf(0);
  return bytes.toString('utf8', 0, end < 0 ? length : end);
}
