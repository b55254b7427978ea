/** Samples of one block: sums of floating-point numbers run over these, in the order of the chosen list. */
export const BLOCK = 32;

/** Units of the three bins, largest first. */
const HIGH_UNIT = 2 ** 10;
const MID_UNIT = 2 ** -24;
const LOW_UNIT = 2 ** -58;
/** Adding and subtracting 1.5 * 2^52 units rounds a float64 to a whole number of units. */
const TO_HIGH = 1.5 * 2 ** 52 * HIGH_UNIT;
const TO_MID = 1.5 * 2 ** 52 * MID_UNIT;
const TO_LOW = 1.5 * 2 ** 52 * LOW_UNIT;
/** Larger block sums are cut to this, so that 2^20 of them (32 million samples) fit the high bin exactly. */
const LARGEST = 2 ** 43;

/**
 * Sums of non-negative numbers per neuron whose result does not depend on the order in which blocks are added, so that
 * any split over batches, workers and shards gives the same bytes. Float64 addition rounds, and so depends on order;
 * here each block's sum is first split into three whole multiples of fixed units, and in each unit's bin the sums stay
 * below 2^53 units, where float64 addition is exact. What is lost is below 2^-59 a block: the total equals the sum in
 * the dataset's order up to rounding. (After Demmel & Nguyen, Fast Reproducible Floating-Point Summation, 2013.)
 */
export class BlockSums {
  readonly neurons: number;
  /** [bin][neuron]: whole multiples of 2^10, 2^-24 and 2^-58. */
  readonly bins: Float64Array;
  /** Sums of the block that is being filled; the accumulator's inner loop adds to it. */
  readonly open: Float64Array;

  constructor(neurons: number) {
    this.neurons = neurons;
    this.bins = new Float64Array(3 * neurons);
    this.open = new Float64Array(neurons);
  }

  /** Ends the block: moves its sums into the bins and empties it. */
  closeBlock(): void {
    const { bins, open, neurons } = this;
    for (let i = 0; i < neurons; i++) {
      const sum = Math.min(open[i]!, LARGEST);
      if (sum === 0) continue;
      open[i] = 0;
      let rest = sum;
      if (sum >= HIGH_UNIT / 2) {
        const high = sum + TO_HIGH - TO_HIGH;
        rest = sum - high;
        bins[i]! += high;
      }
      const mid = rest + TO_MID - TO_MID;
      const low = rest - mid + TO_LOW - TO_LOW;
      bins[neurons + i]! += mid;
      bins[2 * neurons + i]! += low;
    }
  }

  /**
   * Adds the closed blocks of another.
   * @throws RangeError where the sizes differ
   */
  merge(bins: Float64Array): void {
    if (bins.length !== this.bins.length) throw new RangeError('sums of different taps cannot be added');
    for (let i = 0; i < bins.length; i++) this.bins[i]! += bins[i]!;
  }

  /** The sums of all closed blocks, by neuron. */
  totals(): Float64Array {
    const { bins, neurons } = this;
    return Float64Array.from(
      { length: neurons },
      (_, i) => bins[i]! + bins[neurons + i]! + bins[2 * neurons + i]!,
    );
  }
}
