/** Samples of each class over which joint patterns are counted, at most: what keeps their memory bounded. */
export const PATTERN_SAMPLES = 4096;

/** How often each distinct pattern was met, as plain arrays. */
export interface PatternState {
  /** Keys of the distinct patterns, ascending within each class, classes one after another. */
  readonly keys: Float64Array;
  /** How many samples had each. */
  readonly counts: Uint32Array;
  /** How many of the keys belong to each class. */
  readonly distinct: Uint32Array;
}

/** Joint on/off patterns of a tap, by class, as 53-bit keys. The order in which they come does not matter. */
export class PatternKeys {
  /** Keys of class c at starts[c] .. starts[c] + fill[c] - 1. */
  readonly #keys: Float64Array;
  readonly #starts: Uint32Array;
  readonly #fill: Uint32Array;

  /** @param classSizes chosen samples of each class; the first 4,096 of each have room */
  constructor(classSizes: readonly number[]) {
    this.#starts = new Uint32Array(classSizes.length + 1);
    this.#fill = new Uint32Array(classSizes.length);
    classSizes.forEach((size, c) => {
      this.#starts[c + 1] = (this.#starts[c] ?? 0) + Math.min(size, PATTERN_SAMPLES);
    });
    this.#keys = new Float64Array(this.#starts[classSizes.length] ?? 0);
  }

  add(c: number, key: number): void {
    const filled = this.#fill[c] ?? 0;
    this.#keys[(this.#starts[c] ?? 0) + filled] = key;
    this.#fill[c] = filled + 1;
  }

  /**
   * Adds the patterns of another part of the same run.
   * @throws RangeError where a class would get more patterns than it has samples
   */
  merge(state: PatternState): void {
    let at = 0;
    state.distinct.forEach((distinct, c) => {
      for (const end = at + distinct; at < end; at++) {
        const count = state.counts[at] ?? 0;
        const start = (this.#starts[c] ?? 0) + (this.#fill[c] ?? 0);
        if (start + count > (this.#starts[c + 1] ?? 0)) {
          throw new RangeError('parts hold more patterns of a class than it has samples');
        }
        this.#keys.fill(state.keys[at] ?? 0, start, start + count);
        this.#fill[c] = (this.#fill[c] ?? 0) + count;
      }
    });
  }

  state(): PatternState {
    const keys: number[] = [];
    const counts: number[] = [];
    const distinct = new Uint32Array(this.#fill.length);
    for (let c = 0; c < distinct.length; c++) {
      const start = this.#starts[c] ?? 0;
      const sorted = this.#keys.slice(start, start + (this.#fill[c] ?? 0)).sort();
      let runStart = 0;
      for (let at = 1; at <= sorted.length; at++) {
        if (sorted[at] === sorted[runStart]) continue;
        keys.push(sorted[runStart] ?? 0);
        counts.push(at - runStart);
        distinct[c] = (distinct[c] ?? 0) + 1;
        runStart = at;
      }
    }
    return { keys: Float64Array.from(keys), counts: Uint32Array.from(counts), distinct };
  }

  /** By class, how often each distinct pattern was met, ascending: free of the keys' values. */
  frequencies(): readonly Uint32Array[] {
    const { counts, distinct } = this.state();
    let end = 0;
    return Array.from(distinct, (number) => counts.slice(end, (end += number)).sort());
  }
}

/**
 * A key for the on/off states of a tap: the states themselves up to 53 neurons, else 53 bits of two murmur3 hashes
 * (A. Appleby, public domain; different multipliers). Among 4,096 patterns two differing ones then share a key with a
 * probability of about 1e-9.
 * @param states 32 neurons a word; bits beyond the last neuron are 0
 */
export function patternKey(states: Int32Array, neurons: number): number {
  if (neurons <= 53) return ((states[1] ?? 0) >>> 0) * 2 ** 32 + ((states[0] ?? 0) >>> 0);
  let a = 0x9747b28c;
  let b = 0x3c6ef372;
  for (let w = 0; w < states.length; w++) {
    const word = states[w] ?? 0;
    let k = Math.imul(word, 0xcc9e2d51);
    k = Math.imul((k << 15) | (k >>> 17), 0x1b873593);
    a ^= k;
    a = (Math.imul((a << 13) | (a >>> 19), 5) + 0xe6546b64) | 0;
    k = Math.imul(word, 0x239b961b);
    k = Math.imul((k << 17) | (k >>> 15), 0x38b34ae5);
    b ^= k;
    b = (Math.imul((b << 15) | (b >>> 17), 5) + 0x96cd1c35) | 0;
  }
  return (finish(a) >>> 11) * 2 ** 32 + (finish(b) >>> 0);
}

function finish(hash: number): number {
  let mixed = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}
