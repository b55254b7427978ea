import type { ByteWindow } from './byteWindow.js';
import { Fields } from './fields.js';
import { damaged, notRead } from './formatProblem.js';
import { MESSAGE, type Message } from './hdf5Object.js';

/** Children of one group; a model has as many as layers. */
const MOST_LINKS = 200_000;

/**
 * The objects in a group by name: the address of each one's header. Soft and external links are passed over, since Keras
 * writes none.
 * @throws FormatProblem
 */
export async function readLinks(
  file: ByteWindow,
  messages: readonly Message[],
): Promise<ReadonlyMap<string, number>> {
  const links = new Map<string, number>();
  const add = (name: string, address: number): void => {
    if (links.size >= MOST_LINKS) throw notRead('has more of names and headers than any model');
    links.set(name, address);
  };
  for (const { type, data } of messages) {
    if (type === MESSAGE.symbolTable) {
      const fields = new Fields(data);
      const tree = fields.pointer();
      const heap = await readHeap(file, fields.pointer());
      for (const table of await tableAddresses(file, tree)) await readTable(file, table, heap, add);
    } else if (type === MESSAGE.link) readLink(new Fields(data), add);
    else if (type === MESSAGE.linkInfo && hasDenseLinks(new Fields(data)))
      throw notRead('keeps its groups in the form of libver="latest", which is not read');
  }
  return links;
}

/** The local heap that holds a group's names. */
async function readHeap(file: ByteWindow, address: number): Promise<Buffer> {
  const fields = new Fields(await file.read(address, 32));
  const size = fields.mark('HEAP').skip(4).u64();
  const data = fields.skip(8).pointer();
  return file.read(data, size);
}

/** Where the tables of a group lie: the leaves of its B-tree, of version 1. */
async function tableAddresses(file: ByteWindow, root: number): Promise<readonly number[]> {
  const tables: number[] = [];
  const seen = new Set<number>();
  const open = [root];
  for (let address = open.pop(); address !== undefined; address = open.pop()) {
    if (seen.has(address)) throw damaged('a list in it contains itself');
    seen.add(address);
    const head = new Fields(await file.read(address, 24));
    const type = head.mark('TREE').u8();
    if (type !== 0) throw damaged('it has a list of another kind where a group must be');
    const [level, used] = [head.u8(), head.u16()];
    const entries = new Fields(await file.read(address + 24, 8 + used * 16));
    entries.skip(8);
    const children: number[] = [];
    for (let child = 0; child < used; child++) {
      children.push(entries.pointer());
      entries.skip(8);
    }
    if (level === 0) tables.push(...children);
    // Names come in order where the first child is opened first.
    else open.push(...children.reverse());
  }
  if (new Set(tables).size < tables.length) throw damaged('a list in it contains itself');
  return tables;
}

async function readTable(
  file: ByteWindow,
  address: number,
  heap: Buffer,
  add: (name: string, address: number) => void,
): Promise<void> {
  const head = new Fields(await file.read(address, 8));
  const count = head.mark('SNOD').skip(2).u16();
  const fields = new Fields(await file.read(address + 8, count * 40));
  for (let entry = 0; entry < count; entry++) {
    const name = nameAt(heap, fields.u64());
    const header = fields.address();
    const isSoft = fields.u32() === 2;
    fields.skip(20);
    if (header !== null && !isSoft) add(name, header);
  }
}

function nameAt(heap: Buffer, offset: number): string {
  const end = heap.indexOf(0, offset);
  if (offset >= heap.length || end < 0) throw damaged('a name in it has no end');
  return heap.toString('utf8', offset, end);
}

function readLink(fields: Fields, add: (name: string, address: number) => void): void {
  if (fields.u8() !== 1) throw damaged('it has a link of an unknown version');
  const flags = fields.u8();
  const type = (flags & 0x08) !== 0 ? fields.u8() : 0;
  if ((flags & 0x04) !== 0) fields.skip(8);
  if ((flags & 0x10) !== 0) fields.skip(1);
  const name = fields.bytes(fields.sized(2 ** (flags & 3))).toString('utf8');
  if (type === 0) add(name, fields.pointer());
}

function hasDenseLinks(fields: Fields): boolean {
  const flags = fields.skip(1).u8();
  if ((flags & 1) !== 0) fields.skip(8);
  return fields.address() !== null;
}
