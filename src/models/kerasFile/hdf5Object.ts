import type { ByteWindow } from './byteWindow.js';
import { Fields } from './fields.js';
import { damaged, notRead } from './formatProblem.js';

/** A message of an object header (HDF5 File Format Specification 3.0, IV.A.2). */
export interface Message {
  readonly type: number;
  readonly data: Buffer;
  /** Where the data begins in the HDF5 file. */
  readonly address: number;
}

export const MESSAGE = {
  dataspace: 0x01,
  linkInfo: 0x02,
  datatype: 0x03,
  link: 0x06,
  layout: 0x08,
  filters: 0x0b,
  attribute: 0x0c,
  continuation: 0x10,
  symbolTable: 0x11,
  attributeInfo: 0x15,
} as const;

/** Real objects have less than a hundred; a layer_names or weight_names may be cut into many attributes. */
const MOST_MESSAGES = 20_000;
const SHARED = 0x02;

interface Block {
  readonly address: number;
  readonly length: number;
}

/**
 * The messages of an object header, of version 1 or 2, with those of its continuation blocks.
 * @throws FormatProblem
 */
export async function readMessages(file: ByteWindow, address: number): Promise<readonly Message[]> {
  const head = await file.read(address, Math.min(6, file.size - address));
  return head.toString('latin1', 0, 4) === 'OHDR' ? readVersion2(file, address) : readVersion1(file, address);
}

async function readVersion1(file: ByteWindow, address: number): Promise<readonly Message[]> {
  const head = new Fields(await file.read(address, 16));
  if (head.u8() !== 1) throw damaged('it points to no object where it must');
  const most = head.skip(1).u16();
  const first = { address: address + 16, length: head.skip(4).u32() };
  const messages: Message[] = [];
  let count = 0;
  await throughBlocks(file, first, (block, at, follow) => {
    const fields = new Fields(block);
    for (; fields.left >= 8 && count < most; count++) {
      const [type, size, flags] = [fields.u16(), fields.u16(), fields.u8()];
      fields.skip(3);
      const message = { type, address: at + fields.place, data: fields.bytes(size) };
      keep(message, flags, messages, follow);
    }
  });
  return messages;
}

async function readVersion2(file: ByteWindow, address: number): Promise<readonly Message[]> {
  const head = new Fields(await file.read(address, Math.min(64, file.size - address)));
  if (head.mark('OHDR').u8() !== 2) throw damaged('it has an object of an unknown version');
  const flags = head.u8();
  if ((flags & 0x20) !== 0) head.skip(16);
  if ((flags & 0x10) !== 0) head.skip(4);
  const length = head.sized(2 ** (flags & 3));
  const hasOrder = (flags & 0x04) !== 0;
  const messages: Message[] = [];
  const first = { address: address + head.place, length };
  await throughBlocks(file, first, (block, at, follow) => {
    const fields = new Fields(block);
    // A block that continues the header has a mark in front and a checksum behind.
    if (at !== first.address) fields.mark('OCHK');
    const behind = at === first.address ? 0 : 4;
    while (fields.left - behind >= (hasOrder ? 6 : 4)) {
      const [type, size, own] = [fields.u8(), fields.u16(), fields.u8()];
      if (hasOrder) fields.skip(2);
      const message = { type, address: at + fields.place, data: fields.bytes(size) };
      keep(message, own, messages, follow);
    }
  });
  return messages;
}

/** Every block of a header once: one that points to itself would have no end. */
async function throughBlocks(
  file: ByteWindow,
  first: Block,
  visit: (bytes: Buffer, address: number, follow: (block: Block) => void) => void,
): Promise<void> {
  const seen = new Set<number>();
  const open: Block[] = [first];
  for (let block = open.shift(); block !== undefined; block = open.shift()) {
    if (seen.has(block.address)) throw damaged('a header in it continues in itself');
    seen.add(block.address);
    visit(await file.read(block.address, block.length), block.address, (next) => open.push(next));
  }
}

function keep(message: Message, flags: number, into: Message[], follow: (block: Block) => void): void {
  const { type, data } = message;
  if (type === MESSAGE.continuation) {
    const fields = new Fields(data);
    follow({ address: fields.pointer(), length: fields.u64() });
    return;
  }
  if ((flags & SHARED) !== 0 && (type === MESSAGE.dataspace || type === MESSAGE.datatype))
    throw notRead('keeps a type apart from its data, which Keras never does');
  if (into.length >= MOST_MESSAGES) throw notRead('has more of names and headers than any model');
  into.push(message);
}
