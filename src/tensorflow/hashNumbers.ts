/** What TensorFlow hashes is the decimal text of a number. */
export type Hash = (text: string) => bigint;

const WORD = 64;
const wrap = (value: bigint): bigint => BigInt.asUintN(WORD, value);
const rotate = (value: bigint, by: bigint): bigint => wrap((value >> by) | (value << (BigInt(WORD) - by)));

const left = (value: bigint, by: bigint): bigint => rotate(value, BigInt(WORD) - by);

const K0 = 0xc3a5c85c97cb3127n;
const K1 = 0xb492b66fbe98f273n;
const K2 = 0x9ae16a3b2f90404fn;

/**
 * FarmHash Fingerprint64 (farmhashna::Hash64) of at most 32 bytes: tf.strings.to_hash_bucket_fast.
 * Source: github.com/google/farmhash, src/farmhash.cc.
 * @throws RangeError for a longer text; whole numbers have 20 bytes at most
 */
export const farmHash: Hash = (text) => {
  const bytes = Buffer.from(text, 'latin1');
  const length = BigInt(bytes.length);
  const mul = wrap(K2 + 2n * length);
  const at = (place: number): bigint => bytes.readBigUInt64LE(place);
  const end = bytes.length;
  if (end > 32) throw new RangeError('no whole number has more than 32 digits');
  if (end > 16) {
    const a = wrap(at(0) * K1);
    const b = at(8);
    const c = wrap(at(end - 8) * mul);
    const d = wrap(at(end - 16) * K2);
    const one = wrap(rotate(wrap(a + b), 43n) + rotate(c, 30n) + d);
    return mixed(one, wrap(a + rotate(wrap(b + K2), 18n) + c), mul);
  }
  if (end >= 8) {
    const a = wrap(at(0) + K2);
    const b = at(end - 8);
    const c = wrap(rotate(b, 37n) * mul + a);
    const d = wrap((rotate(a, 25n) + b) * mul);
    return mixed(c, d, mul);
  }
  if (end >= 4) {
    const [first, last] = [BigInt(bytes.readUInt32LE(0)), BigInt(bytes.readUInt32LE(end - 4))];
    return mixed(wrap(length + (first << 3n)), last, mul);
  }
  if (end === 0) return K2;
  const [a = 0, b = 0, c = 0] = [bytes[0], bytes[end >> 1], bytes[end - 1]];
  const [y, z] = [BigInt(a + (b << 8)), BigInt(end + (c << 2))];
  return wrap(shiftMix(wrap((y * K2) ^ (z * K0))) * K2);
};

const shiftMix = (value: bigint): bigint => value ^ (value >> 47n);

function mixed(u: bigint, v: bigint, mul: bigint): bigint {
  const a = shiftMix(wrap((u ^ v) * mul));
  return wrap(shiftMix(wrap((v ^ a) * mul)) * mul);
}

/**
 * SipHash-2-4 under a key of two numbers: tf.strings.to_hash_bucket_strong.
 * Source: Aumasson and Bernstein, SipHash: a fast short-input PRF (2012).
 */
export function sipHash(key: readonly [bigint, bigint]): Hash {
  const [k0, k1] = key.map(wrap) as [bigint, bigint];
  return (text) => {
    const bytes = Buffer.from(text, 'latin1');
    let [v0, v1, v2, v3] = [
      0x736f6d6570736575n ^ k0,
      0x646f72616e646f6dn ^ k1,
      0x6c7967656e657261n ^ k0,
      0x7465646279746573n ^ k1,
    ];
    const round = (): void => {
      v0 = wrap(v0 + v1);
      v1 = left(v1, 13n) ^ v0;
      v0 = left(v0, 32n);
      v2 = wrap(v2 + v3);
      v3 = left(v3, 16n) ^ v2;
      v0 = wrap(v0 + v3);
      v3 = left(v3, 21n) ^ v0;
      v2 = wrap(v2 + v1);
      v1 = left(v1, 17n) ^ v2;
      v2 = left(v2, 32n);
    };
    const blocks = Math.floor(bytes.length / 8) + 1;
    const padded = Buffer.alloc(8 * blocks);
    bytes.copy(padded);
    padded[8 * blocks - 1] = bytes.length & 0xff;
    for (let block = 0; block < blocks; block++) {
      const word = padded.readBigUInt64LE(8 * block);
      v3 ^= word;
      round();
      round();
      v0 ^= word;
    }
    v2 ^= 0xffn;
    for (let count = 0; count < 4; count++) round();
    return v0 ^ v1 ^ v2 ^ v3;
  };
}

/** The bin of each number, which are whole: each number is hashed once. */
export function binsOf(numbers: ArrayLike<number>, bins: number, hash: Hash): Int32Array {
  const seen = new Map<number, number>();
  return Int32Array.from(numbers, (value) => {
    const whole = Math.trunc(value);
    const before = seen.get(whole);
    if (before !== undefined) return before;
    const bin = Number(hash(String(whole)) % BigInt(bins));
    seen.set(whole, bin);
    return bin;
  });
}
