/** Seeded pseudo-random numbers: same seed, same numbers, on every machine. */

/**
 * A stream of numbers in [0, 1) with 32 random bits each (mulberry32, T. Ettinger, public domain).
 * @param seed any whole number; its low 32 bits count
 */
export function seededUniform(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * A seed for one named purpose: FNV-1a over the seed and the text's UTF-16 code units, with murmur3's finaliser.
 * @returns a whole number below 2^32
 */
export function mixSeed(seed: number, text: string): number {
  let hash = 0x811c9dc5;
  const seeded = `${seed}\n${text}`;
  for (let i = 0; i < seeded.length; i++) hash = Math.imul(hash ^ seeded.charCodeAt(i), 0x01000193);
  return fmix32(hash);
}

/** MurmurHash3's finaliser: every bit of the number moves every bit of the result, a whole number below 2^32. */
export function fmix32(number: number): number {
  let h = number | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
