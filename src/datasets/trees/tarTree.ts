import { ExpectedError } from '../../vocabulary/expectedError.js';
import { file, phrase } from '../../vocabulary/phrase.js';
import { openMaybeGzip, openPlain, type ByteSource } from '../bytes/byteSource.js';
import { readTarHeader, TAR_BLOCK } from '../bytes/tarHeader.js';
import { FOREIGN_BYTES } from '../images/foreignPicture.js';
import { hasPictureName } from '../recognize/pictures.js';
import { ArchiveTree, type ArchiveFile } from './archiveTree.js';
import { rangeOf } from './byteRange.js';
import { beginsAsPicture } from './beginsAsPicture.js';

/** A name or an attribute that takes more is none. */
const LONGEST_NAME = 1 << 16;
/** Headers lie far apart: what is between them is not read. */
const HEADER_WINDOW = 4096;
/** Of files in one archive. */
const MOST_FILES = 2_000_000;
/** A packed archive is gone through by each thread, from its beginning on: one that takes longer is better unpacked. */
const MOST_UNPACKED = 16 * 2 ** 30;
/** Pictures are packed already: what unpacks to more than so many times its size was made to fill disks. */
const MOST_RATIO = 200;
const ALWAYS_UNPACKED = 256 * 2 ** 20;

/**
 * A tar archive, plain or packed with gzip: its headers are read once, nothing is written anywhere. Links and devices in
 * it are passed over.
 * @throws ExpectedError data-malformed for a damaged archive, or one that unpacks to more than is read
 */
export async function tarTree(path: string): Promise<ArchiveTree> {
  const { packed, most } = await limitsOf(path);
  const source = packed ? await openMaybeGzip(path) : await openPlain(path, null, HEADER_WINDOW);
  let files: readonly ArchiveFile[];
  try {
    files = await filesOf(source, path, most);
  } finally {
    await source.close();
  }
  return new ArchiveTree(path, files, {
    anyOrder: !packed,
    open: async ({ place, bytes }) => {
      if (place?.t !== 'tar') throw new RangeError('a tar archive holds ranges');
      return rangeOf(await openMaybeGzip(path), place.offset, bytes);
    },
  });
}

/** How far an archive is read; a plain one is as long as it is. */
async function limitsOf(path: string): Promise<{ readonly packed: boolean; readonly most: number }> {
  const source = await openPlain(path);
  try {
    const [first, second] = await source.read(0, 2);
    const size = await source.size(Infinity);
    const packed = first === 0x1f && second === 0x8b;
    const most = Math.min(MOST_UNPACKED, Math.max(ALWAYS_UNPACKED, MOST_RATIO * size));
    return { packed, most: packed ? most : size };
  } finally {
    await source.close();
  }
}

async function filesOf(source: ByteSource, path: string, most: number): Promise<readonly ArchiveFile[]> {
  const files: ArchiveFile[] = [];
  let name: string | null = null;
  let size: number | null = null;
  for (let offset = 0; ;) {
    const block = Uint8Array.from(await source.read(offset, TAR_BLOCK));
    // Blocks of zeros end an archive; some writers leave them out.
    if (block.length === 0 || (offset > 0 && block.every((byte) => byte === 0))) return files;
    const header = readTarHeader(block);
    if (header === null) throw damaged(path, `holds no header of a file at byte ${offset}`);
    const begin = offset + TAR_BLOCK;
    const bytes = header.kind === 'file' ? (size ?? header.bytes) : header.bytes;
    offset = begin + TAR_BLOCK * Math.ceil(bytes / TAR_BLOCK);
    if (begin + bytes > most)
      throw damaged(
        path,
        `promises ${header.name} up to byte ${begin + bytes}, and at most ${most} are read of it`,
      );
    if (header.kind === 'long-name' || header.kind === 'pax') {
      if (bytes > LONGEST_NAME) throw damaged(path, `has a name of ${bytes} bytes`);
      const text = Buffer.from(await source.read(begin, bytes)).toString('utf8');
      if (header.kind === 'long-name') name = text.replace(/\0.*$/su, '');
      else ({ path: name = name, size = size } = paxOf(text));
      continue;
    }
    if (header.kind === 'file') {
      const start = await source.read(begin, Math.min(bytes, FOREIGN_BYTES));
      if (start.length < Math.min(bytes, FOREIGN_BYTES))
        throw damaged(path, `ends within ${name ?? header.name}`);
      if (files.length === MOST_FILES) throw damaged(path, `holds more than ${MOST_FILES} files`);
      const fileName = name ?? header.name;
      files.push({
        path: fileName,
        bytes,
        place: { t: 'tar', offset: begin },
        picture: hasPictureName(fileName) || beginsAsPicture(start),
      });
    }
    name = null;
    size = null;
  }
}

/** Path and size of a file in the records "LENGTH KEY=VALUE\n" before its header. */
function paxOf(text: string): { readonly path?: string; readonly size?: number } {
  let attributes: { readonly path?: string; readonly size?: number } = {};
  for (const [, key, value = ''] of text.matchAll(/^\d+ ([^=\n]+)=(.*)$/gmu)) {
    if (key === 'path') attributes = { ...attributes, path: value };
    if (key === 'size' && /^\d{1,15}$/u.test(value)) attributes = { ...attributes, size: Number(value) };
  }
  return attributes;
}

function damaged(path: string, what: string): ExpectedError {
  return new ExpectedError(
    'data-malformed',
    phrase`${file(path)} ${what}: fetch it again, or unpack it and give the folder`,
  );
}
