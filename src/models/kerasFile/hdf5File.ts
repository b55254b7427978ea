import type { ByteWindow } from './byteWindow.js';
import { Fields } from './fields.js';
import { cutOff, damaged, notRead } from './formatProblem.js';
import { readTexts } from './hdf5Attributes.js';
import { readLinks } from './hdf5Links.js';
import { MESSAGE, readMessages, type Message } from './hdf5Object.js';
import { readShape, readType, type ElementType } from './hdf5Types.js';

export const HDF5_MARK = Buffer.from('\x89HDF\r\n\x1a\n', 'latin1');

/** A tensor in an HDF5 file, by its place: nothing of it is read. */
export interface Hdf5Dataset {
  readonly is: 'dataset';
  readonly shape: readonly number[];
  readonly type: ElementType;
  /** The first byte in the window; null where the file keeps none (an empty tensor). */
  readonly from: number | null;
  readonly bytes: number;
}

/** A group of an HDF5 file: what it holds is read when it is asked for. */
export class Hdf5Group {
  readonly is = 'group';
  readonly #file: ByteWindow;
  readonly #messages: readonly Message[];
  #links: ReadonlyMap<string, number> | null = null;

  constructor(file: ByteWindow, messages: readonly Message[]) {
    this.#file = file;
    this.#messages = messages;
  }

  /** Names of what it holds, in the order of the file. */
  async names(): Promise<readonly string[]> {
    return [...(await this.#children()).keys()];
  }

  /** @returns null where it holds nothing of that name */
  async get(name: string): Promise<Hdf5Group | Hdf5Dataset | null> {
    const address = (await this.#children()).get(name);
    return address === undefined ? null : readObject(this.#file, address, name);
  }

  /** Where an object of that name has its header: equal for two names of one object. */
  async addressOf(name: string): Promise<number | null> {
    return (await this.#children()).get(name) ?? null;
  }

  /** The texts of an attribute; null where there is none, or one that is no text. */
  texts(name: string): Promise<readonly string[] | null> {
    return readTexts(this.#file, this.#messages, name);
  }

  async #children(): Promise<ReadonlyMap<string, number>> {
    this.#links ??= await readLinks(this.#file, this.#messages);
    return this.#links;
  }
}

/**
 * Opens an HDF5 file, and reads its first group's header. What Keras and h5py write is read: superblocks 0 to 3, groups
 * with symbol tables or links of their own, tensors in one piece without filters (HDF5 File Format Specification 3.0,
 * support.hdfgroup.org/documentation/hdf5/latest/_f_m_t3.html). Sizes lie inside of the file, lists do not contain
 * themselves, and what may be read of names and headers is bounded, so that a hostile file costs no more than a long one.
 * @throws FormatProblem; cut where the file is shorter or longer than it says: it is cut off, or being written
 */
export async function openHdf5(file: ByteWindow): Promise<Hdf5Group> {
  if (file.size < 96) throw cutOff('it ends in its own head');
  const head = new Fields(await file.read(0, 96));
  if (!head.bytes(8).equals(HDF5_MARK)) throw damaged('it is no HDF5');
  const version = head.u8();
  if (version > 3) throw notRead(`is HDF5 with a superblock of version ${String(version)}`);
  if (version < 2) head.skip(4);
  if (head.u8() !== 8 || head.u8() !== 8)
    throw notRead('is HDF5 with addresses of another size than 8 bytes');
  head.skip(version < 2 ? (version === 0 ? 9 : 13) : 1);
  const base = head.pointer();
  if (base !== 0) throw notRead('is HDF5 with something in front of it');
  head.skip(8);
  const end = head.pointer();
  if (end !== file.size)
    throw cutOff(
      `it holds ${file.size.toLocaleString('en')} bytes where its head promises ${end.toLocaleString('en')}`,
    );
  if (version < 2) head.skip(16);
  const root = await readObject(file, head.pointer(), '/');
  if (root.is !== 'group') throw damaged('it begins with a tensor, not with a group');
  return root;
}

async function readObject(file: ByteWindow, address: number, name: string): Promise<Hdf5Group | Hdf5Dataset> {
  const messages = await readMessages(file, address);
  const find = (type: number): Message | undefined => messages.find((message) => message.type === type);
  const [space, type, layout] = [find(MESSAGE.dataspace), find(MESSAGE.datatype), find(MESSAGE.layout)];
  if (space === undefined) return new Hdf5Group(file, messages);
  if (type === undefined || layout === undefined) throw damaged(`${name} in it has no type or no place`);
  const shape = readShape(space.data) ?? [0];
  const element = readType(type.data);
  const bytes = shape.reduce((product, length) => product * length, element.bytes);
  if (!Number.isSafeInteger(bytes)) throw damaged(`${name} in it has an impossible shape`);
  if (bytes === 0) return { is: 'dataset', shape, type: element, from: null, bytes };
  if (find(MESSAGE.filters) !== undefined) throw notRead(`compresses ${name}`);
  const from = placeOf(layout, name, bytes);
  if (from + bytes > file.size) throw damaged(`${name} in it ends behind the end of the file`);
  return { is: 'dataset', shape, type: element, from, bytes };
}

/** Where a tensor lies (IV.A.2.i): in one piece anywhere in the file, or inside of its header. */
function placeOf({ data, address }: Message, name: string, bytes: number): number {
  const fields = new Fields(data);
  const version = fields.u8();
  if (version < 1 || version > 4) throw damaged('it has a layout of an unknown version');
  const layout = version < 3 ? fields.skip(1).u8() : fields.u8();
  if (layout > 1 || (layout === 0 && version < 3)) throw notRead(`cuts ${name} into chunks`);
  if (version < 3) fields.skip(5);
  if (layout === 0) {
    if (fields.u16() < bytes) throw damaged(`${name} in it is longer than its place`);
    return address + fields.place;
  }
  const place = fields.address();
  if (place === null) throw damaged(`${name} in it was never written`);
  if (version >= 3 && fields.u64() < bytes) throw damaged(`${name} in it is longer than its place`);
  return place;
}
