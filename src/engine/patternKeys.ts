import { wordsFor } from './bitCounters.js';
import type { PatternState } from './states.js';

/** Samples of each class over which joint patterns are counted, at most: what keeps their memory bounded. */
export const PATTERN_SAMPLES = 4096;

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
      this.#starts[c + 1] = this.#starts[c]! + Math.min(size, PATTERN_SAMPLES);
    });
    this.#keys = new Float64Array(this.#starts[classSizes.length]!);
  }

  /** @throws RangeError where a class has no room for another pattern */
  add(c: number, key: number): void {
    const place = this.#starts[c]! + this.#fill[c]!;
    if (!(place < this.#starts[c + 1]!)) throw new RangeError('more patterns of a class than it has samples');
    this.#keys[place] = key;
    this.#fill[c]! += 1;
  }

  /**
   * Adds the patterns of another part of the same run.
   * @throws RangeError where a class would get more patterns than it has samples, or the lists do not belong together
   */
  merge(state: PatternState): void {
    const distinctKeys = state.distinct.reduce((sum, number) => sum + number, 0);
    if (
      state.distinct.length !== this.#fill.length ||
      state.keys.length !== distinctKeys ||
      state.counts.length !== distinctKeys
    ) {
      throw new RangeError('patterns of different taps cannot be added');
    }
    let next = 0;
    state.distinct.forEach((distinct, c) => {
      for (const end = next + distinct; next < end; next++) {
        const count = state.counts[next]!;
        const start = this.#starts[c]! + this.#fill[c]!;
        if (start + count > this.#starts[c + 1]!) {
          throw new RangeError('parts hold more patterns of a class than it has samples');
        }
        this.#keys.fill(state.keys[next]!, start, start + count);
        this.#fill[c]! += count;
      }
    });
  }

  state(): PatternState {
    const keys: number[] = [];
    const counts: number[] = [];
    const distinct = new Uint32Array(this.#fill.length);
    for (let c = 0; c < distinct.length; c++) {
      const start = this.#starts[c]!;
      const sorted = this.#keys.slice(start, start + this.#fill[c]!).sort();
      let runStart = 0;
      for (let end = 1; end <= sorted.length; end++) {
        if (sorted[end] === sorted[runStart]) continue;
        keys.push(sorted[runStart]!);
        counts.push(end - runStart);
        distinct[c]! += 1;
        runStart = end;
      }
    }
    return { keys: Float64Array.from(keys), counts: Uint32Array.from(counts), distinct };
  }

  /**
   * How often each distinct pattern of some classes was met, ascending: free of the keys' values.
   * @param classes ascending
   */
  frequencies(classes: readonly number[]): readonly Uint32Array[] {
    const { counts, distinct } = this.state();
    const wanted = new Set(classes);
    let end = 0;
    return Array.from(distinct, (number) => counts.slice(end, (end += number)).sort()).filter((_, c) =>
      wanted.has(c),
    );
  }
}

/**
 * A key for the on/off states of a tap: the states themselves up to 53 neurons, else 53 bits of two murmur3 hashes
 * (A. Appleby, public domain; different multipliers). Among 4,096 patterns two differing ones then share a key with a
 * probability of about 1e-9.
 * @param states 32 neurons a word; bits beyond the last neuron are 0
 * @throws RangeError where the words are fewer or more than the neurons need
 */
export function patternKey(states: Int32Array, neurons: number): number {
  if (states.length !== wordsFor(neurons)) throw new RangeError('states of another number of neurons');
  if (neurons <= 32) return states[0]! >>> 0;
  if (neurons <= 53) return (states[1]! >>> 0) * 2 ** 32 + (states[0]! >>> 0);
  let a = 0x9747b28c;
  let b = 0x3c6ef372;
  for (let w = 0; w < states.length; w++) {
    const word = states[w]!;
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
