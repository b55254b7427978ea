import { chooseNeurons, defaultMaxNeurons } from '../neuronSelection.js';
import { sizeOf } from '../sizeOf.js';
import { FeatureSketch, MOST_FEATURES } from './featureSketch.js';

/** How a tap's activations become the features of a sample. */
export interface FeatureShape {
  /** Neurons of the tap. */
  readonly neurons: number;
  /** Numbers a sample: the neurons, or the buckets of their sketch. */
  readonly width: number;
  readonly sketched: boolean;
}

/** @param outputShape of the tap, without the batch axis */
export function featureShape(outputShape: readonly number[]): FeatureShape {
  const neurons = sizeOf(outputShape);
  const sketched = neurons > MOST_FEATURES;
  return { neurons, width: sketched ? MOST_FEATURES : neurons, sketched };
}

/** One tap's features of the science samples that came by, a row a sample in the order in which they came. */
export class FeatureTable {
  readonly #shape: FeatureShape;
  readonly #sketch: FeatureSketch | null;
  #features: Float32Array;
  #rows = 0;

  /**
   * @param outputShape of the tap, without the batch axis
   * @param measured what is sketched of a wide tap: neurons at most (0 all, null the default), for so many classes
   */
  constructor(
    outputShape: readonly number[],
    measured: { readonly maxNeurons: number | null; readonly classes: number },
  ) {
    this.#shape = featureShape(outputShape);
    this.#sketch = this.#shape.sketched
      ? new FeatureSketch(
          chooseNeurons(outputShape, measured.maxNeurons ?? defaultMaxNeurons(measured.classes)).indices,
        )
      : null;
    this.#features = new Float32Array(64 * this.#shape.width);
  }

  /** Takes in the row-th sample of a batch of activations, row-major [rows, neurons]. */
  add(activations: Float32Array, row: number): void {
    const { neurons, width } = this.#shape;
    const target = this.#rows * width;
    if (target + width > this.#features.length) {
      const wider = new Float32Array(2 * this.#features.length);
      wider.set(this.#features);
      this.#features = wider;
    }
    const base = row * neurons;
    if (this.#sketch === null) this.#features.set(activations.subarray(base, base + neurons), target);
    else this.#sketch.write(activations, base, this.#features, target);
    this.#rows += 1;
  }

  /** [sample][feature] of what came by. */
  features(): Float32Array {
    return this.#features.slice(0, this.#rows * this.#shape.width);
  }
}
