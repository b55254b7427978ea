import { ExpectedError } from '../../vocabulary/expectedError.js';
import { file, phrase } from '../../vocabulary/phrase.js';
import { openPacked, openPlain, type ByteSource } from './byteSource.js';

/** A file within a zip archive. */
export interface ZipEntry {
  readonly name: string;
  readonly packed: boolean;
  readonly packedBytes: number;
  /** Unpacked, as the directory promises. */
  readonly bytes: number;
  readonly headerOffset: number;
}

const END = 0x06054b50;
const END_64_LOCATOR = 0x07064b50;
const ENTRY = 0x02014b50;
const LOCAL = 0x04034b50;
/** A zip ends with a record of 22 bytes and a comment of at most 65,535. */
const LONGEST_END = 22 + 65_535;
const LARGEST_DIRECTORY = 16 * 2 ** 20;

/**
 * The entries of a zip archive, from the directory at its end (PKWARE APPNOTE 6.3, zip64 included). The entries
 * themselves are not touched, so that each can be streamed, or, where it is stored unpacked, read at any place.
 * @throws ExpectedError data-malformed for a damaged archive, or one with encrypted or otherwise packed entries
 */
export async function readZipDirectory(source: ByteSource, path: string): Promise<readonly ZipEntry[]> {
  const size = await source.size(Infinity);
  const tailStart = Math.max(0, size - LONGEST_END);
  const tail = viewOf(await source.read(tailStart, size - tailStart));
  let end = tail.byteLength - 22;
  while (end >= 0 && tail.getUint32(end, true) !== END) end--;
  if (end < 0) throw damaged(path, 'has no directory at its end: it is cut short');
  let directory = { offset: tail.getUint32(end + 16, true), bytes: tail.getUint32(end + 12, true) };
  const locator = end - 20;
  if (locator >= 0 && tail.getUint32(locator, true) === END_64_LOCATOR) {
    const record = viewOf(await source.read(Number(tail.getBigUint64(locator + 8, true)), 56));
    if (record.byteLength < 56) throw damaged(path, 'has a directory that points outside it');
    directory = {
      offset: Number(record.getBigUint64(48, true)),
      bytes: Number(record.getBigUint64(40, true)),
    };
  }
  if (directory.bytes > LARGEST_DIRECTORY || directory.offset + directory.bytes > size)
    throw damaged(path, 'has a directory that points outside it');
  return parseDirectory(viewOf(await source.read(directory.offset, directory.bytes)), path);
}

function parseDirectory(view: DataView, path: string): readonly ZipEntry[] {
  const entries: ZipEntry[] = [];
  for (let offset = 0; offset + 46 <= view.byteLength && view.getUint32(offset, true) === ENTRY;) {
    const flags = view.getUint16(offset + 8, true);
    const method = view.getUint16(offset + 10, true);
    const nameBytes = view.getUint16(offset + 28, true);
    const extraBytes = view.getUint16(offset + 30, true);
    const next = offset + 46 + nameBytes + extraBytes + view.getUint16(offset + 32, true);
    if (next > view.byteLength) throw damaged(path, 'has a directory that is cut short');
    const name = textOf(view, offset + 46, nameBytes);
    if ((flags & 1) !== 0 || (method !== 0 && method !== 8))
      throw damaged(
        path,
        `holds ${name} encrypted or packed in an unusual way: save it with numpy.savez, or pack it again`,
      );
    entries.push({
      name,
      packed: method === 8,
      ...places(view, offset, offset + 46 + nameBytes, extraBytes),
    });
    offset = next;
  }
  return entries;
}

/** Sizes and offsets of 32 bits that are full stand in the zip64 field, in this order. */
function places(
  view: DataView,
  offset: number,
  extra: number,
  extraBytes: number,
): Pick<ZipEntry, 'packedBytes' | 'bytes' | 'headerOffset'> {
  const full = 0xffffffff;
  let packedBytes = view.getUint32(offset + 20, true);
  let bytes = view.getUint32(offset + 24, true);
  let headerOffset = view.getUint32(offset + 42, true);
  for (let field = extra; field + 4 <= extra + extraBytes; field += 4 + view.getUint16(field + 2, true)) {
    if (view.getUint16(field, true) !== 1) continue;
    let value = field + 4;
    const end = Math.min(value + view.getUint16(field + 2, true), extra + extraBytes);
    const next = (fallback: number): number => {
      if (value + 8 > end) return fallback;
      value += 8;
      return Number(view.getBigUint64(value - 8, true));
    };
    if (bytes === full) bytes = next(bytes);
    if (packedBytes === full) packedBytes = next(packedBytes);
    if (headerOffset === full) headerOffset = next(headerOffset);
  }
  return { packedBytes, bytes, headerOffset };
}

/** @throws ExpectedError data-malformed where the archive has no such entry at its place */
export async function openZipEntry(path: string, entry: ZipEntry): Promise<ByteSource> {
  const source = await openPlain(path);
  let start: number;
  try {
    const local = viewOf(await source.read(entry.headerOffset, 30));
    if (local.byteLength < 30 || local.getUint32(0, true) !== LOCAL)
      throw damaged(path, `does not hold ${entry.name} where its directory says`);
    start = entry.headerOffset + 30 + local.getUint16(26, true) + local.getUint16(28, true);
  } finally {
    await source.close();
  }
  const range = { start, length: entry.packedBytes };
  return entry.packed ? openPacked(path, 'deflate', range) : openPlain(path, range);
}

function viewOf(bytes: Uint8Array): DataView {
  const copy = Uint8Array.from(bytes);
  return new DataView(copy.buffer);
}

function textOf(view: DataView, from: number, length: number): string {
  return Buffer.from(view.buffer, view.byteOffset + from, length).toString('utf8');
}

function damaged(path: string, what: string): ExpectedError {
  return new ExpectedError('data-malformed', phrase`${file(path)} ${what}; fetch or save it again`);
}
