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
   * @throws RangeError where the slot or the number of words is another
   */
  add(slot: number, states: Int32Array): void {
    const { planes, levels, words } = this;
    this.#checkSlot(slot);
    if (states.length !== words) throw new RangeError('a row holds the states of another number of neurons');
    let start = slot * words * levels;
    for (let w = 0; w < words; w++, start += levels) {
      let carry = states[w]!;
      for (let place = start; carry !== 0; place++) {
        const plane = planes[place]!;
        planes[place] = plane ^ carry;
        carry &= plane;
      }
    }
  }

  /**
   * Adds two rows at once, at hardly more than the cost of one: where both have a bit the sum carries, and then the
   * lowest plane does not.
   * @param rows several rows of states; two of them begin at one and at other
   * @throws RangeError where a row is not there
   */
  addPair(slot: number, rows: Int32Array, one: number, other: number): void {
    const { planes, levels, words } = this;
    this.#checkSlot(slot);
    if (Math.max(one, other) + words > rows.length) throw new RangeError('a pair lies beyond its rows');
    let start = slot * words * levels;
    for (let w = 0; w < words; w++, start += levels) {
      const a = rows[one + w]!;
      const b = rows[other + w]!;
      const sum = a ^ b;
      const lowest = planes[start]!;
      planes[start] = lowest ^ sum;
      let carry = (a & b) | (lowest & sum);
      for (let place = start + 1; carry !== 0; place++) {
        const plane = planes[place]!;
        planes[place] = plane ^ carry;
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
    const { planes: sums, levels } = this;
    for (let start = 0; start < sums.length; start += levels) {
      let carry = 0;
      for (let place = start; place < start + levels; place++) {
        const a = sums[place]!;
        const b = planes[place]!;
        sums[place] = a ^ b ^ carry;
        carry = (a & b) | (carry & (a ^ b));
      }
    }
  }

  /**
   * Adds one slot's counts to sums[offset .. offset + neurons - 1].
   * @throws RangeError where there are fewer sums, or no such slot
   */
  addTo(slot: number, sums: Uint32Array, offset: number): void {
    const { planes, levels, words, neurons } = this;
    this.#checkSlot(slot);
    if (offset + neurons > sums.length) throw new RangeError('there are fewer sums than neurons');
    let start = slot * words * levels;
    for (let w = 0; w < words; w++, start += levels) {
      const first = w * 32;
      const last = Math.min(neurons, first + 32);
      for (let level = 0; level < levels; level++) {
        const plane = planes[start + level]!;
        if (plane === 0) continue;
        for (let i = first; i < last; i++) {
          const place = offset + i;
          sums[place]! += ((plane >>> (i - first)) & 1) << level;
        }
      }
    }
  }

  #checkSlot(slot: number): void {
    if (!(slot >= 0 && slot < this.slots)) throw new RangeError(`there is no slot ${slot} of ${this.slots}`);
  }
}

/** 32-bit words that hold one bit a neuron. */
export function wordsFor(neurons: number): number {
  return (neurons + 31) >>> 5;
}
