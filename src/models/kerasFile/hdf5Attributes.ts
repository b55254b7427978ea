import { sizeOf } from '../../engine/sizeOf.js';
import type { ByteWindow } from './byteWindow.js';
import { Fields } from './fields.js';
import { damaged, notRead } from './formatProblem.js';
import { MESSAGE, type Message } from './hdf5Object.js';
import { readShape, readType, type ElementType } from './hdf5Types.js';

/** Texts in one attribute. */
const MOST_TEXTS = 200_000;

/**
 * The texts of an attribute; null where the object has none of that name, or one that is no text.
 * @throws FormatProblem
 */
export async function readTexts(
  file: ByteWindow,
  messages: readonly Message[],
  name: string,
): Promise<readonly string[] | null> {
  for (const { type, data } of messages) {
    if (type === MESSAGE.attributeInfo && hasDenseAttributes(new Fields(data)))
      throw notRead('keeps its attributes in the form of libver="latest", which is not read');
    if (type !== MESSAGE.attribute) continue;
    const attribute = readAttribute(data);
    if (attribute.name === name) return textsOf(file, attribute);
  }
  return null;
}

interface Attribute {
  readonly name: string;
  readonly type: ElementType;
  readonly shape: readonly number[] | null;
  readonly value: Buffer;
}

/** An attribute message (IV.A.2.m), of version 1 (filled up to eight bytes), 2 or 3. */
function readAttribute(data: Buffer): Attribute {
  const fields = new Fields(data);
  const version = fields.u8();
  if (version < 1 || version > 3) throw damaged('it has an attribute of an unknown version');
  const isShared = (fields.u8() & 0x03) !== 0 && version > 1;
  const lengths = [fields.u16(), fields.u16(), fields.u16()];
  if (version === 3) fields.skip(1);
  const [name, type, shape] = lengths.map((length) => {
    const bytes = fields.bytes(length);
    if (version === 1) fields.skip(Math.min(fields.left, (8 - (length % 8)) % 8));
    return bytes;
  });
  if (name === undefined || type === undefined || shape === undefined || isShared)
    throw notRead('keeps a type apart from its data, which Keras never does');
  return {
    name: untilZero(name).toString('utf8'),
    type: readType(type),
    shape: readShape(shape),
    value: fields.bytes(fields.left),
  };
}

async function textsOf(
  file: ByteWindow,
  { type, shape, value }: Attribute,
): Promise<readonly string[] | null> {
  if (type.is !== 'text' && type.is !== 'longText') return null;
  const count = shape === null ? 0 : sizeOf(shape);
  if (count > MOST_TEXTS) throw notRead('has more of names and headers than any model');
  const fields = new Fields(value);
  const heaps = new Map<number, ReadonlyMap<number, Buffer>>();
  const texts: string[] = [];
  for (let index = 0; index < count; index++) {
    const bytes = fields.bytes(type.bytes);
    texts.push(type.is === 'text' ? untilZero(bytes).toString('utf8') : await longText(file, bytes, heaps));
  }
  return texts;
}

/** A text in the global heap: its length, its heap, and its number there. */
async function longText(
  file: ByteWindow,
  place: Buffer,
  heaps: Map<number, ReadonlyMap<number, Buffer>>,
): Promise<string> {
  const fields = new Fields(place);
  const length = fields.u32();
  if (length === 0) return '';
  const address = fields.pointer();
  const heap = heaps.get(address) ?? (await readGlobalHeap(file, address));
  heaps.set(address, heap);
  const bytes = heap.get(fields.u32());
  if (bytes === undefined || bytes.length < length) throw damaged('a text in it is not where it says');
  // Many places may point to one long text.
  file.count(length);
  return untilZero(bytes.subarray(0, length)).toString('utf8');
}

/** A collection of the global heap (III.E), by the numbers of its objects. */
async function readGlobalHeap(file: ByteWindow, address: number): Promise<ReadonlyMap<number, Buffer>> {
  const head = new Fields(await file.read(address, 16));
  const size = head.mark('GCOL').skip(4).u64();
  if (size < 16) throw damaged('a part of it is shorter than it says');
  const fields = new Fields(await file.read(address + 16, size - 16));
  const objects = new Map<number, Buffer>();
  while (fields.left >= 16) {
    const index = fields.u16();
    const length = fields.skip(6).u64();
    if (index === 0) break;
    objects.set(index, fields.bytes(length));
    fields.skip(Math.min(fields.left, (8 - (length % 8)) % 8));
  }
  return objects;
}

function untilZero(bytes: Buffer): Buffer {
  const end = bytes.indexOf(0);
  return end < 0 ? bytes : bytes.subarray(0, end);
}

function hasDenseAttributes(fields: Fields): boolean {
  const flags = fields.skip(1).u8();
  if ((flags & 1) !== 0) fields.skip(2);
  return fields.address() !== null;
}
