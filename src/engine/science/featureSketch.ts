import { fmix32 } from '../random.js';

/** Numbers a sample that a tap's features have at most. */
export const MOST_FEATURES = 512;
/** Bits of a hash above those of a bucket's number: 2^9 buckets. */
const BUCKET_SHIFT = 23;

/**
 * A count sketch: each neuron is added to one of 512 buckets with a sign, both told by a hash of its place, so that
 * products of two samples are kept in the mean (Charikar, Chen and Farach-Colton 2002).
 */
export class FeatureSketch {
  readonly #indices: Uint32Array;
  readonly #buckets: Uint16Array;
  readonly #signs: Int8Array;
  readonly #sums = new Float64Array(MOST_FEATURES);

  /** @param indices places of the sketched neurons among one sample's activations, ascending */
  constructor(indices: Uint32Array) {
    this.#indices = indices;
    this.#buckets = new Uint16Array(indices.length);
    this.#signs = new Int8Array(indices.length);
    indices.forEach((index, i) => {
      const hash = fmix32(index + 1);
      this.#buckets[i] = hash >>> BUCKET_SHIFT;
      this.#signs[i] = (hash & 1) === 1 ? 1 : -1;
    });
  }

  /** Sketches the sample whose activations begin at base; summed in float64, neurons ascending. */
  write(activations: Float32Array, base: number, features: Float32Array, target: number): void {
    const sums = this.#sums.fill(0);
    for (let i = 0; i < this.#indices.length; i++) {
      sums[this.#buckets[i]!]! += this.#signs[i]! * activations[base + this.#indices[i]!]!;
    }
    features.set(sums, target);
  }
}
