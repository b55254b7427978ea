import type { FileHandle } from 'node:fs/promises';
import { cutOff, damaged, notRead } from './formatProblem.js';

const PAGE_BYTES = 16 * 2 ** 10;
/** Pages that are kept: 8 MB. */
const MOST_PAGES = 512;
/** What a file's structure may make somebody read, all looks together: real ones need less than 20 MB. */
const MOST_BYTES = 512 * 2 ** 20;

/**
 * A part of an open file, read where it is asked for: small pieces through pages, so that thousands of headers that lie
 * between weights cost no reads of their own, and no weight is read for them.
 */
export class ByteWindow {
  readonly #pages: Pages;
  /** Where it begins in the file. */
  readonly start: number;
  readonly size: number;

  private constructor(pages: Pages, start: number, size: number) {
    this.#pages = pages;
    this.start = start;
    this.size = size;
  }

  /** All of a file. */
  static of(handle: FileHandle, size: number): ByteWindow {
    return new ByteWindow(new Pages(handle, size), 0, size);
  }

  /** @throws FormatProblem where it does not lie inside of this one */
  window(from: number, size: number): ByteWindow {
    this.#check(from, size);
    return new ByteWindow(this.#pages, this.start + from, size);
  }

  /** @throws FormatProblem where the bytes do not lie inside, or too much was read already */
  read(from: number, length: number): Promise<Buffer> {
    this.#check(from, length);
    return this.#pages.read(this.start + from, length);
  }

  /** Counts bytes as read that are handed out again without a read. */
  count(bytes: number): void {
    this.#pages.spend(bytes);
  }

  #check(from: number, length: number): void {
    const isInside =
      from >= 0 && length >= 0 && Number.isSafeInteger(from + length) && from + length <= this.size;
    if (!isInside) throw damaged('it points to bytes behind its own end');
  }
}

class Pages {
  readonly #handle: FileHandle;
  readonly #size: number;
  readonly #pages = new Map<number, Buffer>();
  #left = MOST_BYTES;

  constructor(handle: FileHandle, size: number) {
    this.#handle = handle;
    this.#size = size;
  }

  async read(from: number, length: number): Promise<Buffer> {
    // What is read again counts again: a small file may point to one large piece a million times.
    this.spend(length);
    if (length > PAGE_BYTES) return this.#fetch(from, length);
    const [first, last] = [
      Math.floor(from / PAGE_BYTES),
      Math.floor((from + Math.max(1, length) - 1) / PAGE_BYTES),
    ];
    const pieces = [await this.#page(first)];
    if (last > first) pieces.push(await this.#page(last));
    const bytes = pieces.length === 1 ? (pieces[0] ?? Buffer.alloc(0)) : Buffer.concat(pieces);
    const place = from - first * PAGE_BYTES;
    return bytes.subarray(place, place + length);
  }

  async #page(number: number): Promise<Buffer> {
    const known = this.#pages.get(number);
    if (known !== undefined) return known;
    const from = number * PAGE_BYTES;
    const length = Math.min(PAGE_BYTES, this.#size - from);
    this.spend(length);
    const page = await this.#fetch(from, length);
    const [oldest] = this.#pages.keys();
    if (oldest !== undefined && this.#pages.size >= MOST_PAGES) this.#pages.delete(oldest);
    this.#pages.set(number, page);
    return page;
  }

  async #fetch(from: number, length: number): Promise<Buffer> {
    const bytes = Buffer.alloc(Math.max(0, length));
    for (let done = 0; done < bytes.length;) {
      const { bytesRead } = await this.#handle.read(bytes, done, bytes.length - done, from + done);
      if (bytesRead === 0) throw cutOff('it became shorter while it was read');
      done += bytesRead;
    }
    return bytes;
  }

  /** @throws FormatProblem where no real file makes anybody read so much */
  spend(bytes: number): void {
    this.#left -= bytes;
    if (this.#left < 0) throw notRead('has more of names and headers than any model');
  }
}
