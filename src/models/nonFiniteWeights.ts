import { countNonFinite16, countNonFinite32, EXPONENT_16, EXPONENT_32 } from '../engine/nonFiniteBits.js';
import { sizeOf } from '../engine/sizeOf.js';
import type { WeightSpec } from './weightsManifest.js';

/** A weight of the file of which some numbers are NaN or infinite. */
export interface NonFiniteWeight {
  readonly name: string;
  /** How many of its numbers are none. */
  readonly numbers: number;
  readonly of: number;
  /** It holds nothing but 0 and infinities of one sign: a mask or a bound that somebody wrote, nothing that was trained. */
  readonly isMask: boolean;
}

/** At most so many bytes are copied at once, where numbers do not lie as the processor wants them. */
const BLOCK_BYTES = 2 ** 20;

/**
 * Looks through weights as they were read, once, quantized ones as TensorFlow.js would unpack them.
 * @param specs in the order in which they lie
 * @param pieces their bytes laid end to end; cut anywhere, also inside of a number
 */
export function nonFiniteWeights(
  specs: readonly WeightSpec[],
  pieces: readonly ArrayBuffer[],
): readonly NonFiniteWeight[] {
  const bytes = new ByteCursor(pieces);
  return specs.flatMap((spec) => {
    const { name, shape } = spec;
    const of = sizeOf(shape);
    if (spec.bytes === null) {
      for (let text = 0; text < of; text++) bytes.skip(bytes.readLength());
      return [];
    }
    const kind = kindOf(spec);
    if (kind === null) {
      bytes.skip(spec.bytes);
      return [];
    }
    let [numbers, isMask] = [0, true];
    for (const block of wholeNumbers(bytes.take(spec.bytes), kind.size)) numbers += kind.count(block);
    if (numbers === 0) return [];
    for (const block of wholeNumbers(bytes.takeAgain(spec.bytes), kind.size)) isMask &&= kind.isMask(block);
    return [{ name, numbers, of, isMask }];
  });
}

/** How numbers of a kind lie in a file. */
interface NumberKind {
  readonly size: number;
  /** How many of a block's numbers are NaN or infinite. */
  readonly count: (block: Uint8Array) => number;
  /** Are they all 0 or minus infinity, or all 0 or plus infinity? */
  readonly isMask: (block: Uint8Array) => boolean;
}

/** null for whole numbers, and for quantized ones that cannot become infinite. */
function kindOf({ dtype, quantization }: WeightSpec): NumberKind | null {
  const stored = quantization?.dtype ?? dtype;
  if (stored === 'float32' || stored === 'complex64') return FLOAT32;
  if (stored === 'float16') return FLOAT16;
  if (quantization === null || dtype !== 'float32') return null;
  // Unpacked before they are looked through; where they are not, nothing is said of them.
  if (!/^uint(8|16)$/.test(stored)) return null;
  const { min = 0, scale = 1 } = quantization;
  const most = stored === 'uint8' ? 0xff : 0xffff;
  if (Number.isFinite(Math.fround(min)) && Number.isFinite(Math.fround(most * scale + min))) return null;
  return quantized(stored === 'uint8' ? 1 : 2, (value) => Math.fround(value * scale + min));
}

const FLOAT32: NumberKind = {
  size: 4,
  count: (block) => countNonFinite32(new Int32Array(block.buffer, block.byteOffset, block.length / 4)),
  isMask: (block) => isMask(new Uint32Array(block.buffer, block.byteOffset, block.length / 4), 0x8000_0000),
};

const FLOAT16: NumberKind = {
  size: 2,
  count: (block) => countNonFinite16(new Uint16Array(block.buffer, block.byteOffset, block.length / 2)),
  isMask: (block) => isMask(new Uint16Array(block.buffer, block.byteOffset, block.length / 2), 0x8000),
};

/** Of floating-point numbers by their bits: 0, -0 and one infinity. */
function isMask(numbers: Uint32Array | Uint16Array, sign: number): boolean {
  const infinity = sign === 0x8000 ? EXPONENT_16 : EXPONENT_32;
  const isOf = (signed: boolean): boolean =>
    numbers.every((bits) => bits === 0 || bits === sign || bits === (signed ? sign + infinity : infinity));
  return isOf(true) || isOf(false);
}

function quantized(size: 1 | 2, unpack: (value: number) => number): NumberKind {
  return {
    size,
    count: (block) => {
      const numbers = size === 1 ? block : new Uint16Array(block.buffer, block.byteOffset, block.length / 2);
      let found = 0;
      for (const value of numbers) if (!Number.isFinite(unpack(value))) found++;
      return found;
    },
    isMask: () => false,
  };
}

/** Views of whole numbers, each where the processor can read them: what is cut or lies between is copied. */
function* wholeNumbers(views: Iterable<Uint8Array>, size: number): Generator<Uint8Array> {
  let cut = new Uint8Array(0);
  for (const view of views) {
    let rest = view;
    if (cut.length > 0) {
      const missing = Math.min(size - cut.length, rest.length);
      cut = Uint8Array.from([...cut, ...rest.subarray(0, missing)]);
      rest = rest.subarray(missing);
      if (cut.length < size) continue;
      yield cut;
    }
    const whole = rest.length - (rest.length % size);
    for (let at = 0; at < whole; at += BLOCK_BYTES) {
      const block = rest.subarray(at, Math.min(whole, at + BLOCK_BYTES));
      yield block.byteOffset % size === 0 ? block : block.slice();
    }
    cut = rest.slice(whole);
  }
}

/** Goes through pieces of bytes as if they were one. */
class ByteCursor {
  readonly #pieces: readonly ArrayBuffer[];
  #piece = 0;
  #offset = 0;
  #before = { piece: 0, offset: 0 };

  constructor(pieces: readonly ArrayBuffer[]) {
    this.#pieces = pieces;
  }

  /** Views of the next bytes; fewer where the pieces end. */
  *take(length: number): Generator<Uint8Array> {
    this.#before = { piece: this.#piece, offset: this.#offset };
    for (let left = length; left > 0;) {
      const piece = this.#pieces[this.#piece];
      if (piece === undefined) return;
      const size = Math.min(left, piece.byteLength - this.#offset);
      if (size > 0) yield new Uint8Array(piece, this.#offset, size);
      left -= size;
      this.#offset += size;
      if (this.#offset < piece.byteLength) continue;
      this.#piece++;
      this.#offset = 0;
    }
  }

  /** Views of the bytes that were taken last. */
  takeAgain(length: number): Generator<Uint8Array> {
    this.#piece = this.#before.piece;
    this.#offset = this.#before.offset;
    return this.take(length);
  }

  skip(length: number): void {
    const views = this.take(length);
    while (views.next().done !== true);
  }

  /** The length of a text, as TensorFlow.js writes it before its bytes. */
  readLength(): number {
    const [a = 0, b = 0, c = 0, d = 0] = [...this.take(4)].flatMap((view) => [...view]);
    return a + 2 ** 8 * b + 2 ** 16 * c + 2 ** 24 * d;
  }
}
