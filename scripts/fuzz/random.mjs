/** Seeded random numbers (mulberry32): the same seed gives the same cases, on every machine. */
export class Random {
  #state;

  /** @param {string} seed any text */
  constructor(seed) {
    // FNV-1a of the text.
    let hash = 2166136261;
    for (const sign of seed) hash = Math.imul(hash ^ (sign.codePointAt(0) ?? 0), 16777619);
    this.#state = hash >>> 0;
  }

  /** @returns {number} from 0, below 1 */
  real() {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** @returns {number} a whole number from 0, below most */
  below(most) {
    return Math.floor(this.real() * most);
  }

  /** @returns {boolean} true in a share of cases */
  chance(share) {
    return this.real() < share;
  }

  /** @template Item @param {readonly Item[]} items @returns {Item} one of them */
  pick(items) {
    return items[this.below(items.length)];
  }

  /** @returns {Buffer} bytes without any sense */
  bytes(count) {
    return Buffer.from(Array.from({ length: count }, () => this.below(256)));
  }
}
