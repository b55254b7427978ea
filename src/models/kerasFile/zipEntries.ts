import { inflateRawSync } from 'node:zlib';
import type { ByteWindow } from './byteWindow.js';
import { Fields } from './fields.js';
import { cutOff, damaged, notRead } from './formatProblem.js';

/** One file in a zip. */
export interface ZipEntry {
  readonly name: string;
  /** Its bytes as they lie in the file: packed where it is not stored. */
  readonly packed: ByteWindow;
  readonly isStored: boolean;
  /** Bytes once it is unpacked. */
  readonly size: number;
}

const END = 'PK\x05\x06';
const END_BYTES = 22;
/** A comment behind the end record is at most so long. */
const MOST_COMMENT = 0xffff;
/** A list of files longer than this is no model's. */
const LARGEST_LIST = 64 * 2 ** 20;
const MOST_ENTRIES = 100_000;

/**
 * The files of a zip, by its list at the end (APPNOTE 6.3.10, 4.3): the sizes in front of each file are not believed, since
 * whoever writes a stream leaves them 0.
 * @throws FormatProblem; cut where the end record is missing: it is cut off, or being written
 */
export async function readZip(file: ByteWindow): Promise<ReadonlyMap<string, ZipEntry>> {
  const { count, size, offset } = await readEnd(file);
  if (count > MOST_ENTRIES || size > LARGEST_LIST) throw notRead('is a zip of more files than any model has');
  const list = new Fields(await file.read(offset, size));
  const entries = new Map<string, ZipEntry>();
  for (let index = 0; index < count; index++) {
    const entry = await readEntry(file, list, offset);
    if (entries.has(entry.name)) throw damaged(`the zip holds ${entry.name} twice`);
    entries.set(entry.name, entry);
  }
  return entries;
}

interface End {
  readonly count: number;
  readonly size: number;
  /** Of the list of files. */
  readonly offset: number;
}

async function readEnd(file: ByteWindow): Promise<End> {
  const length = Math.min(file.size, END_BYTES + MOST_COMMENT);
  const start = file.size - length;
  const tail = await file.read(start, length);
  for (
    let place = tail.lastIndexOf(END);
    place >= 0;
    place = place === 0 ? -1 : tail.lastIndexOf(END, place - 1)
  ) {
    if (tail.length - place < END_BYTES) continue;
    const fields = new Fields(tail.subarray(place));
    const end = { count: fields.skip(10).u16(), size: fields.u32(), offset: fields.u32() };
    // What only looks like the record lies in a comment, or in a file.
    if (fields.u16() !== fields.left) continue;
    const isLong = end.count === 0xffff || end.size === 0xffff_ffff || end.offset === 0xffff_ffff;
    const found = isLong ? ((await readLongEnd(file, start + place)) ?? end) : end;
    if (found.offset + found.size > start + place) throw damaged('its list of files is not where it says');
    return found;
  }
  throw cutOff('the end of the zip is missing');
}

/** The end record of zip64, which the 20 bytes in front of the short one point to. */
async function readLongEnd(file: ByteWindow, short: number): Promise<End | null> {
  if (short < 20) return null;
  const locator = await file.read(short - 20, 20);
  if (locator.toString('latin1', 0, 4) !== 'PK\x06\x07') return null;
  const place = new Fields(locator).skip(8).u64();
  const fields = new Fields(await file.read(place, 56)).mark('PK\x06\x06');
  return { count: fields.skip(28).u64(), size: fields.u64(), offset: fields.u64() };
}

async function readEntry(file: ByteWindow, list: Fields, listStart: number): Promise<ZipEntry> {
  const flags = list.mark('PK\x01\x02').skip(4).u16();
  const method = list.u16();
  const short = { packed: list.skip(8).u32(), size: list.u32() };
  const lengths = { name: list.u16(), extra: list.u16(), comment: list.u16() };
  const shortPlace = list.skip(8).u32();
  const name = list.bytes(lengths.name).toString('utf8');
  const long = longSizes(new Fields(list.bytes(lengths.extra)), [short.size, short.packed, shortPlace]);
  list.skip(lengths.comment);
  const [size = 0, packed = 0, place = 0] = long;
  if ((flags & 1) !== 0) throw notRead(`is a zip with a password on ${name}`);
  if (method !== 0 && method !== 8) throw notRead(`packs ${name} in an unknown way`);
  if (method === 0 && size !== packed) throw damaged(`the sizes of ${name} in the zip do not agree`);
  const local = new Fields(await file.read(place, 30)).mark('PK\x03\x04');
  const ahead = local.skip(22).u16() + local.u16();
  if (place + 30 + ahead + packed > listStart) throw damaged(`${name} in the zip ends behind its place`);
  return { name, packed: file.window(place + 30 + ahead, packed), isStored: method === 0, size };
}

/** Sizes that did not fit into 32 bits stand in the extra field 1, in this order. */
function longSizes(extra: Fields, short: readonly number[]): readonly number[] {
  if (!short.includes(0xffff_ffff)) return short;
  while (extra.left >= 4) {
    const [id, length] = [extra.u16(), extra.u16()];
    const field = new Fields(extra.bytes(length));
    if (id === 1) return short.map((value) => (value === 0xffff_ffff ? field.u64() : value));
  }
  throw damaged('a long size in the zip is missing');
}

/**
 * The content of a small file.
 * @throws FormatProblem where it is larger, or does not unpack to its size
 */
export async function readEntryBytes(
  { name, packed, isStored, size }: ZipEntry,
  most: number,
): Promise<Buffer> {
  if (size > most || packed.size > most) throw notRead(`has a ${name} of ${size.toLocaleString('en')} bytes`);
  const bytes = await packed.read(0, packed.size);
  if (isStored) return bytes;
  try {
    const plain = inflateRawSync(bytes, { maxOutputLength: size + 1 });
    if (plain.length === size) return plain;
  } catch {
    // Told below.
  }
  throw damaged(`${name} in the zip does not unpack`);
}
