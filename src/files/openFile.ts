import { constants } from 'node:fs';
import { open, stat, type FileHandle } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { ExpectedError } from '../vocabulary/expectedError.js';
import { count } from '../vocabulary/formatNumber.js';
import { file, phrase } from '../vocabulary/phrase.js';
import { refuseSpecial } from './fileKind.js';
import { readFailure, type FileUse } from './fileProblem.js';

/** Not to wait for the other end of a pipe that was put in the file's place since it was looked at. Windows has neither. */
const FLAGS = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | (constants.O_NOCTTY ?? 0);
/** What is read as a whole and larger than this is refused: kernel files have no end. */
const MOST_BYTES = 2 ** 30;
/** The longest text that the JavaScript engine takes is a little longer. */
const MOST_TEXT = 500_000_000;
/** Read at a time of a file whose size nobody knows. */
const PIECE_BYTES = 2 ** 16;

/**
 * Opens an ordinary file for reading. It is looked at before it is opened, since opening a pipe or a device may wait, and
 * afterwards, since another may lie there by then. The one place of the house where files are opened for reading.
 * @throws ExpectedError with the use's code: missing, not readable, or a folder, pipe, socket or device
 */
export async function openFile(path: string, use: FileUse): Promise<FileHandle> {
  try {
    refuseSpecial(await stat(path), path, use);
    const handle = await open(path, FLAGS);
    try {
      refuseSpecial(await handle.stat(), path, use);
      return handle;
    } catch (error) {
      await handle.close();
      throw error;
    }
  } catch (error) {
    throw readFailure(error, path, use);
  }
}

/** What reading gives of an open file, which is closed then. Errors of the system while it is read are the use's, too. */
export async function withFile<T>(
  path: string,
  use: FileUse,
  read: (handle: FileHandle) => Promise<T>,
): Promise<T> {
  const handle = await openFile(path, use);
  try {
    return await read(handle);
  } catch (error) {
    throw readFailure(error, path, use);
  } finally {
    await handle.close();
  }
}

/**
 * All bytes of an ordinary file.
 * @param most bytes; larger files are refused
 * @throws ExpectedError with the use's code
 */
export function readBytes(path: string, use: FileUse, most = MOST_BYTES): Promise<Buffer<ArrayBuffer>> {
  return withFile(path, use, (handle) => bytesOf(handle, path, { use, most }));
}

/** As readBytes, of a file that was opened, from its beginning. */
export async function bytesOf(
  handle: FileHandle,
  path: string,
  { use, most }: { readonly use: FileUse; readonly most: number },
): Promise<Buffer<ArrayBuffer>> {
  const { size } = await handle.stat();
  const pieces: Buffer<ArrayBuffer>[] = [];
  let total = 0;
  for (;;) {
    if (total > most || size > most)
      throw new ExpectedError(
        use.code,
        phrase`${use.subject ?? file(path)} holds more than ${count(most)} bytes, and is read as a whole: name a smaller file`,
      );
    // One byte more than it has tells its end; files of the kernel have the size 0, whatever they hold.
    const piece = Buffer.allocUnsafeSlow(total < size ? size - total + 1 : PIECE_BYTES);
    const { bytesRead } = await handle.read(piece, 0, piece.length, total);
    if (bytesRead === 0) break;
    pieces.push(piece.subarray(0, bytesRead));
    total += bytesRead;
  }
  const [only] = pieces;
  return pieces.length === 1 && only !== undefined ? only : Buffer.concat(pieces);
}

/** The text of an ordinary file, in UTF-8. */
export async function readText(path: string, use: FileUse, most = MOST_TEXT): Promise<string> {
  return (await readBytes(path, use, most)).toString('utf8');
}

/** The first bytes of an ordinary file, fewer where it holds fewer. */
export function readHead(path: string, use: FileUse, length: number): Promise<Buffer> {
  return withFile(path, use, async (handle) => {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, 0);
    return buffer.subarray(0, bytesRead);
  });
}

/**
 * The bytes of an ordinary file as a stream, which closes it.
 * @param range first and last byte; all by default
 */
export async function streamFile(
  path: string,
  use: FileUse,
  range: { readonly start?: number; readonly end?: number } = {},
): Promise<Readable> {
  const handle = await openFile(path, use);
  return handle.createReadStream(range);
}
