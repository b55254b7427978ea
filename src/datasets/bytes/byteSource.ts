import type { FileHandle } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { createGunzip, createInflateRaw, type Gunzip, type InflateRaw } from 'node:zlib';
import { isFileError, readFailure, type FileUse } from '../../files/fileProblem.js';
import { openFile, streamFile } from '../../files/openFile.js';
import { ExpectedError } from '../../vocabulary/expectedError.js';
import { file, phrase, type Phrase } from '../../vocabulary/phrase.js';

/** Bytes of a file, or of what is packed in it, without ever holding more than a window of them. */
export interface ByteSource {
  /**
   * The bytes from offset on: length of them, fewer only at the end. The array is valid until the next call. Going
   * back is allowed, but starts a packed source again from its beginning.
   * @throws ExpectedError data-malformed when the packing is damaged
   */
  read(offset: number, length: number): Promise<Uint8Array>;
  /**
   * The number of bytes. A packed source is unpacked to count them, and no further than to find more than enough: then
   * some number above it is returned.
   */
  size(enough: number): Promise<number>;
  close(): Promise<void>;
}

/** Where the bytes lie in the file: all of it, or an entry of an archive. */
export interface ByteRange {
  readonly start: number;
  readonly length: number;
}

const WINDOW = 1 << 18;
const USE: FileUse = { code: 'data-missing', absent: 'correct the path, or run again when it is there' };

/**
 * A file, or a range of it, read by position.
 * @param window bytes that are read at least at a time
 */
export async function openPlain(
  path: string,
  range: ByteRange | null = null,
  window = WINDOW,
): Promise<ByteSource> {
  const handle = await openFile(path, USE);
  try {
    const start = range?.start ?? 0;
    const size = range?.length ?? (await handle.stat()).size;
    return new PlainBytes(path, handle, { start, length: size }, window);
  } catch (error) {
    await handle.close();
    throw error;
  }
}

class PlainBytes implements ByteSource {
  readonly #path: string;
  readonly #handle: FileHandle;
  readonly #start: number;
  readonly #size: number;
  readonly #window: number;
  #buffer = Buffer.alloc(0);
  #from = 0;
  #held = 0;

  constructor(path: string, handle: FileHandle, { start, length }: ByteRange, window: number) {
    this.#path = path;
    this.#handle = handle;
    this.#start = start;
    this.#size = length;
    this.#window = window;
  }

  async read(offset: number, length: number): Promise<Uint8Array> {
    const wanted = Math.max(0, Math.min(length, this.#size - offset));
    if (offset < this.#from || offset + wanted > this.#from + this.#held) await this.#fill(offset, wanted);
    const begin = offset - this.#from;
    return this.#buffer.subarray(begin, Math.min(begin + wanted, this.#held));
  }

  async #fill(offset: number, wanted: number): Promise<void> {
    const span = Math.min(Math.max(wanted, this.#window), this.#size - offset);
    if (this.#buffer.length < span) this.#buffer = Buffer.allocUnsafe(span);
    let held = 0;
    while (held < span) {
      const place = this.#start + offset + held;
      const { bytesRead } = await this.#handle
        .read(this.#buffer, held, span - held, place)
        .catch((error: unknown) => {
          throw readFailure(error, this.#path, USE);
        });
      if (bytesRead === 0) break;
      held += bytesRead;
    }
    this.#from = offset;
    this.#held = held;
  }

  size(): Promise<number> {
    return Promise.resolve(this.#size);
  }

  async close(): Promise<void> {
    await this.#handle.close();
  }
}

/** A file, or a range of it, unpacked as a stream. Nothing is opened before the first read. */
export function openPacked(
  path: string,
  packing: 'gzip' | 'deflate',
  range: ByteRange | null = null,
): ByteSource {
  return new PackedBytes(path, packing, range);
}

class PackedBytes implements ByteSource {
  readonly #path: string;
  readonly #packing: 'gzip' | 'deflate';
  readonly #range: ByteRange | null;
  #stream: { readonly packed: Readable; readonly unpack: Gunzip | InflateRaw } | null = null;
  #chunks: AsyncIterator<unknown> | null = null;
  #held: Buffer = Buffer.alloc(0);
  /** Offset of the first byte held. */
  #from = 0;

  constructor(path: string, packing: 'gzip' | 'deflate', range: ByteRange | null) {
    this.#path = path;
    this.#packing = packing;
    this.#range = range;
  }

  async read(offset: number, length: number): Promise<Uint8Array> {
    if (offset < this.#from) await this.close();
    while (this.#from + this.#held.length <= offset && length > 0) {
      this.#from += this.#held.length;
      this.#held = Buffer.alloc(0);
      if (!(await this.#more())) return this.#held;
    }
    this.#held = this.#held.subarray(offset - this.#from);
    this.#from = offset;
    if (this.#held.length >= length) return this.#held.subarray(0, length);
    const parts = [this.#held];
    let total = this.#held.length;
    while (total < length) {
      const chunk = await this.#next();
      if (chunk === null) break;
      parts.push(chunk);
      total += chunk.length;
    }
    this.#held = Buffer.concat(parts);
    return this.#held.subarray(0, length);
  }

  async size(enough: number): Promise<number> {
    await this.close();
    while (this.#from <= enough && (await this.#more())) {
      this.#from += this.#held.length;
      this.#held = Buffer.alloc(0);
    }
    return this.#from;
  }

  async #more(): Promise<boolean> {
    const chunk = await this.#next();
    if (chunk === null) return false;
    this.#held = chunk;
    return true;
  }

  async #next(): Promise<Buffer | null> {
    this.#chunks ??= await this.#start();
    try {
      const result = await this.#chunks.next();
      return result.done !== true && Buffer.isBuffer(result.value) ? result.value : null;
    } catch (cause) {
      if (isFileError(cause)) throw readFailure(cause, this.#path, USE);
      throw new ExpectedError(
        'data-malformed',
        phrase`${file(this.#path)} is damaged or cut short (${cause instanceof Error ? cause.message : String(cause)}): fetch or pack it again`,
        { cause },
      );
    }
  }

  async #start(): Promise<AsyncIterator<unknown>> {
    const { start, length } = this.#range ?? { start: 0, length: null };
    const packed = await streamFile(this.#path, USE, {
      start,
      ...(length === null ? {} : { end: start + Math.max(0, length - 1) }),
    });
    const unpack = this.#packing === 'gzip' ? createGunzip() : createInflateRaw();
    packed.on('error', (error) => unpack.destroy(error));
    packed.pipe(unpack);
    this.#stream = { packed, unpack };
    return unpack[Symbol.asyncIterator]();
  }

  async close(): Promise<void> {
    const { packed, unpack } = this.#stream ?? {};
    this.#stream = null;
    await this.#chunks?.return?.();
    this.#chunks = null;
    unpack?.destroy();
    if (packed !== undefined) await destroyed(packed);
    this.#held = Buffer.alloc(0);
    this.#from = 0;
  }
}

/** Ends a stream; its file is closed afterwards. */
function destroyed(stream: Readable): Promise<void> {
  return new Promise((resolve) => {
    if (stream.closed) resolve();
    else stream.once('close', resolve).destroy();
  });
}

/**
 * The bytes that were read of a range which the source held when its size was asked for.
 * @param name of the source, for messages
 * @throws ExpectedError data-malformed where it became shorter since
 */
export function wholeRange(bytes: Uint8Array, length: number, name: Phrase): Uint8Array {
  if (bytes.length === length) return bytes;
  throw new ExpectedError('data-malformed', phrase`${name} became shorter while it was read: run again`);
}

/** What use returns; where it fails, the source is closed. */
export async function orClose<T>(source: ByteSource, use: () => Promise<T>): Promise<T> {
  try {
    return await use();
  } catch (error) {
    await source.close();
    throw error;
  }
}

/** Gzip by its first two bytes, whatever the name. */
export async function openMaybeGzip(path: string): Promise<ByteSource> {
  const plain = await openPlain(path);
  const [first, second] = await orClose(plain, () => plain.read(0, 2));
  if (first !== 0x1f || second !== 0x8b) return plain;
  await plain.close();
  return openPacked(path, 'gzip');
}
