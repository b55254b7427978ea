import { ExpectedError } from '../../vocabulary/expectedError.js';
import { file, phrase } from '../../vocabulary/phrase.js';
import type { ByteSource } from '../bytes/byteSource.js';
import { CARRIAGE_RETURN, QUOTE, SPACE, type CsvForm } from './csvForm.js';

/** A row within bytes that are valid until the next one is asked for. */
export interface RowBytes {
  readonly bytes: Buffer;
  /** Its first byte, and the one behind its last; the line's end is not part of it. */
  readonly start: number;
  readonly end: number;
  /** Of its first byte in the text. */
  readonly offset: number;
  /** The line of the file, from 1, in which it begins: the header and blank lines count. */
  readonly line: number;
}

/** A quote that is never closed would otherwise take the rest of the file into memory. */
const LONGEST_ROW = 64 * 2 ** 20;
const CHUNK = 1 << 20;

/** No line's end within the bytes; or none because a quote is open. */
const UNENDED = -1;
const OPEN_QUOTE = -2;

/**
 * The rows of data front to back, each visited within one pass over the bytes; blank lines are left out. At most 1 MB of
 * the text is held, or the longest row.
 * @throws ExpectedError data-malformed for quotes that do not close, a row above 64 MB, or bytes that are no text
 */
export async function walkRows(
  source: ByteSource,
  path: string,
  form: Pick<CsvForm, 'delimiter' | 'eol' | 'begin'>,
  visit: (row: RowBytes) => void,
): Promise<void> {
  let { offset, line } = form.begin;
  for (let length = CHUNK; ;) {
    const read = await source.read(offset, length);
    const bytes = Buffer.from(read.buffer, read.byteOffset, read.byteLength);
    refuseBinary(bytes, path);
    const last = bytes.length < length;
    const rows = new RowEnds(bytes, form);
    let start = 0;
    while (start < bytes.length) {
      let end = rows.endFrom(start);
      if (end === OPEN_QUOTE && (last || length >= LONGEST_ROW)) throw unclosed(path, line);
      if (end < 0 && !last) break;
      if (end < 0) end = bytes.length;
      const lineEnd = end > start && bytes[end - 1] === CARRIAGE_RETURN ? end - 1 : end;
      if (lineEnd > start) visit({ bytes, start, end: lineEnd, offset: offset + start, line });
      line += 1 + (rows.quoted ? countOf(bytes, form.eol, start, end) : 0);
      start = end + 1;
    }
    if (last) return;
    if (start === 0 && length >= LONGEST_ROW)
      throw new ExpectedError(
        'data-malformed',
        phrase`${file(path, line)} is no csv that can be read: a row has more than ${LONGEST_ROW} bytes`,
      );
    // A row that does not end within what was read is read again with more behind it.
    length = start === 0 ? Math.min(2 * length, LONGEST_ROW) : CHUNK;
    offset += start;
  }
}

/** Finds the ends of rows in bytes; quotes hide the ends of lines within them. */
export class RowEnds {
  readonly #bytes: Buffer;
  readonly #delimiter: number;
  readonly #eol: number;
  /** The first quote behind what was gone through; past the end where there is none. */
  #quote = -1;
  #quoted = false;

  constructor(bytes: Buffer, { delimiter, eol }: Pick<CsvForm, 'delimiter' | 'eol'>) {
    this.#bytes = bytes;
    this.#delimiter = delimiter;
    this.#eol = eol;
  }

  /** Did the last row hold quotes? */
  get quoted(): boolean {
    return this.#quoted;
  }

  /** Where the line's end of the row stands that begins at start; below 0: it does not end within the bytes. */
  endFrom(start: number): number {
    if (this.#quote < start) {
      const quote = this.#bytes.indexOf(QUOTE, start);
      this.#quote = quote < 0 ? this.#bytes.length : quote;
    }
    const plain = this.#bytes.indexOf(this.#eol, start);
    this.#quoted = this.#quote < (plain < 0 ? this.#bytes.length : plain);
    return this.#quoted ? this.#quotedEnd(start) : plain;
  }

  #quotedEnd(start: number): number {
    const bytes = this.#bytes;
    const { length } = bytes;
    for (let cell = start; ;) {
      let i = skipSpaces(bytes, cell, length);
      if (bytes[i] === QUOTE) {
        i = closingQuote(bytes, i, length) + 1;
        if (i === 0) return OPEN_QUOTE;
      }
      while (i < length && bytes[i] !== this.#delimiter && bytes[i] !== this.#eol) i++;
      if (i >= length) return UNENDED;
      if (bytes[i] === this.#eol) return i;
      cell = i + 1;
    }
  }
}

/** The first place from `from` on that holds no space. */
export function skipSpaces(bytes: Uint8Array, from: number, end: number): number {
  let i = from;
  while (i < end && bytes[i] === SPACE) i++;
  return i;
}

/** Where the quote closes that stands at place `open`; a doubled quote does not close. -1: nowhere before end. */
export function closingQuote(bytes: Uint8Array, open: number, end: number): number {
  for (let i = open + 1; i < end; i++) {
    if (bytes[i] !== QUOTE) continue;
    if (i + 1 < end && bytes[i + 1] === QUOTE) i++;
    else return i;
  }
  return -1;
}

function countOf(bytes: Uint8Array, byte: number, from: number, to: number): number {
  let count = 0;
  for (let i = from; i < to; i++) if (bytes[i] === byte) count++;
  return count;
}

/** @throws ExpectedError data-malformed where bytes hold a zero, which no text does */
export function refuseBinary(bytes: Buffer, path: string): void {
  if (bytes.includes(0))
    throw new ExpectedError(
      'data-malformed',
      phrase`${file(path)} is no csv that can be read: it holds bytes that no text does`,
    );
}

/** @param line in which the row begins whose quote never closes */
export function unclosed(path: string, line: number): ExpectedError {
  return new ExpectedError(
    'data-malformed',
    phrase`${file(path, line)} is no csv that can be read: a quote that opens in this row never closes`,
  );
}
