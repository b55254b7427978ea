/**
 * Many small counters, incremented 32 at a time: bit l of the counters of 32 neurons is one 32-bit plane word, and a row
 * of on/off states, packed 32 to a word, is added by carrying through the planes ("vertical counters"). A count that
 * stays below 2^levels takes levels bits, fewer than any array of bytes, and an increment costs about one operation for
 * 16 neurons.
 */
export class BitCounters {
  readonly neurons: number;
  readonly slots: number;
  /** Words of a row of states. */
  readonly words: number;
  readonly levels: number;
  /** [slot][word][level]. */
  readonly planes: Int32Array;

  /**
   * @param slots independent sets of counters
   * @param maxCount the highest value that a counter reaches
   */
  constructor(slots: number, neurons: number, maxCount: number) {
    this.slots = slots;
    this.neurons = neurons;
    this.words = wordsFor(neurons);
    this.levels = Math.max(1, 32 - Math.clz32(maxCount));
    this.planes = new Int32Array(slots * this.words * this.levels);
  }

  /**
   * Adds 1 to the counters of the neurons whose bit is set. The caller keeps counts at or below maxCount.
   * @param states length words; bits beyond the last neuron are 0
   */
  add(slot: number, states: Int32Array): void {
    const { planes, levels, words } = this;
    let start = slot * words * levels;
    for (let w = 0; w < words; w++, start += levels) {
      let carry = states[w] ?? 0;
      for (let at = start; carry !== 0; at++) {
        const plane = planes[at] ?? 0;
        planes[at] = plane ^ carry;
        carry &= plane;
      }
    }
  }

  /**
   * Adds two rows at once, at hardly more than the cost of one: where both have a bit the sum carries, and then the
   * lowest plane does not.
   * @param rows several rows of states; two of them begin at one and at other
   */
  addPair(slot: number, rows: Int32Array, one: number, other: number): void {
    const { planes, levels, words } = this;
    let start = slot * words * levels;
    for (let w = 0; w < words; w++, start += levels) {
      const a = rows[one + w] ?? 0;
      const b = rows[other + w] ?? 0;
      const sum = a ^ b;
      const lowest = planes[start] ?? 0;
      planes[start] = lowest ^ sum;
      let carry = (a & b) | (lowest & sum);
      for (let at = start + 1; carry !== 0; at++) {
        const plane = planes[at] ?? 0;
        planes[at] = plane ^ carry;
        carry &= plane;
      }
    }
  }

  /**
   * Adds the counters of another set of the same sizes.
   * @throws RangeError where the sizes differ
   */
  merge(planes: Int32Array): void {
    if (planes.length !== this.planes.length)
      throw new RangeError('counts of different taps cannot be added');
    const own = this.planes;
    const { levels } = this;
    for (let start = 0; start < own.length; start += levels) {
      let carry = 0;
      for (let at = start; at < start + levels; at++) {
        const a = own[at] ?? 0;
        const b = planes[at] ?? 0;
        own[at] = a ^ b ^ carry;
        carry = (a & b) | (carry & (a ^ b));
      }
    }
  }

  /** Adds one slot's counts to sums[offset .. offset + neurons - 1]. */
  addTo(slot: number, sums: Uint32Array, offset: number): void {
    const { planes, levels, words, neurons } = this;
    let start = slot * words * levels;
    for (let w = 0; w < words; w++, start += levels) {
      const first = w * 32;
      const last = Math.min(neurons, first + 32);
      for (let level = 0; level < levels; level++) {
        const plane = planes[start + level] ?? 0;
        if (plane === 0) continue;
        for (let i = first; i < last; i++) {
          const at = offset + i;
          sums[at] = (sums[at] ?? 0) + (((plane >>> (i - first)) & 1) << level);
        }
      }
    }
  }
}

/** 32-bit words that hold one bit a neuron. */
export function wordsFor(neurons: number): number {
  return (neurons + 31) >>> 5;
}
