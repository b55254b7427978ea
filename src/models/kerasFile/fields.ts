import { damaged } from './formatProblem.js';

/** "No address": all bits set. */
const UNDEFINED = 2n ** 64n - 1n;

/** Reads little-endian fields one after the other. @throws FormatProblem behind the end */
export class Fields {
  readonly #bytes: Buffer;
  #place = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  get left(): number {
    return this.#bytes.length - this.#place;
  }

  /** Bytes read so far. */
  get place(): number {
    return this.#place;
  }

  bytes(length: number): Buffer {
    if (length > this.left) throw damaged('a part of it is shorter than it says');
    this.#place += length;
    return this.#bytes.subarray(this.#place - length, this.#place);
  }

  skip(length: number): this {
    this.bytes(length);
    return this;
  }

  u8(): number {
    return this.bytes(1).readUInt8();
  }

  u16(): number {
    return this.bytes(2).readUInt16LE();
  }

  u32(): number {
    return this.bytes(4).readUInt32LE();
  }

  /** @throws FormatProblem where no file is that large */
  u64(): number {
    const value = this.bytes(8).readBigUInt64LE();
    if (value > Number.MAX_SAFE_INTEGER) throw damaged('it gives an impossible size');
    return Number(value);
  }

  /** An address of HDF5; null for the one that says "nowhere". */
  address(): number | null {
    const value = this.bytes(8).readBigUInt64LE();
    if (value === UNDEFINED) return null;
    if (value > Number.MAX_SAFE_INTEGER) throw damaged('it points to bytes behind its own end');
    return Number(value);
  }

  /** An address that must be one. */
  pointer(): number {
    const address = this.address();
    if (address === null) throw damaged('it points nowhere where it must point to a part of it');
    return address;
  }

  /** A number of 1, 2, 4 or 8 bytes. */
  sized(bytes: number): number {
    return bytes === 1 ? this.u8() : bytes === 2 ? this.u16() : bytes === 4 ? this.u32() : this.u64();
  }

  /** Compares a mark of ASCII characters. */
  mark(expected: string): this {
    if (this.bytes(expected.length).toString('latin1') !== expected)
      throw damaged(`the mark ${expected.trim()} is missing in it`);
    return this;
  }
}
