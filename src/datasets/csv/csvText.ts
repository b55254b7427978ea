import { openMaybeGzip, orClose, type ByteSource } from '../bytes/byteSource.js';

const CHUNK = 1 << 18;

/**
 * The text of a file as UTF-8, packed with gzip or not: UTF-16 is told by its mark, or by the zeros of its first
 * letters, and decoded as it is read.
 */
export async function openText(path: string): Promise<ByteSource> {
  return textOf(await openMaybeGzip(path));
}

/** A source of text as UTF-8, which closes it. */
export async function textOf(source: ByteSource): Promise<ByteSource> {
  const encoding = await orClose(source, async () => utf16Of(await source.read(0, 4)));
  return encoding === null ? source : new Utf16Text(source, encoding);
}

type Utf16 = 'utf-16le' | 'utf-16be';

function utf16Of([first, second, third, fourth]: Uint8Array): Utf16 | null {
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  if (first !== 0 && second === 0 && third !== 0 && fourth === 0) return 'utf-16le';
  return first === 0 && second !== 0 && third === 0 && fourth !== 0 && isLetter(second) ? 'utf-16be' : null;
}

function isLetter(code: number | undefined): boolean {
  return code !== undefined && code >= 0x20;
}

/** UTF-16 read as UTF-8. Going back starts again from the beginning. */
class Utf16Text implements ByteSource {
  readonly #source: ByteSource;
  readonly #encoding: Utf16;
  #decoder: InstanceType<typeof TextDecoder>;
  /** Of the next bytes to decode. */
  #next = 0;
  #held: Buffer = Buffer.alloc(0);
  /** Offset in the decoded text of the first byte held. */
  #from = 0;
  #ended = false;

  constructor(source: ByteSource, encoding: Utf16) {
    this.#source = source;
    this.#encoding = encoding;
    this.#decoder = new TextDecoder(encoding);
  }

  async read(offset: number, length: number): Promise<Uint8Array> {
    if (offset < this.#from) this.#restart();
    while (!this.#ended && this.#from + this.#held.length < offset + length) {
      const passed = Math.min(offset - this.#from, this.#held.length);
      const text = await this.#more();
      this.#held = Buffer.concat([this.#held.subarray(passed), text]);
      this.#from += passed;
    }
    const begin = Math.min(offset - this.#from, this.#held.length);
    return this.#held.subarray(begin, begin + length);
  }

  async size(enough: number): Promise<number> {
    for (let offset = 0; ; offset += CHUNK) {
      const { length } = await this.read(offset, CHUNK);
      if (length < CHUNK || offset > enough) return offset + length;
    }
  }

  close(): Promise<void> {
    return this.#source.close();
  }

  async #more(): Promise<Buffer> {
    const bytes = await this.#source.read(this.#next, CHUNK);
    this.#next += bytes.length;
    this.#ended = bytes.length < CHUNK;
    return Buffer.from(this.#decoder.decode(bytes, { stream: !this.#ended }));
  }

  #restart(): void {
    this.#decoder = new TextDecoder(this.#encoding);
    this.#next = 0;
    this.#held = Buffer.alloc(0);
    this.#from = 0;
    this.#ended = false;
  }
}
