import { MOST_COUNTED, type LayerCounts, type LayerReport } from './report.js';

/** What a layer's counts unpack to, in numbers of four bytes. */
export interface CountsSize {
  /** Of data: exactly so many. */
  readonly numbers: number;
  /** Of channelMeans at most; their number is a multiple of the classes. */
  readonly mostMeans: number;
}

/** Deflate packs at most so many bytes in one (RFC 1951: 258 bytes in two bits). */
const BEST_PACKING = 1032;

/** @param total neurons of the layer */
export function countsSize(
  { neurons }: Pick<LayerCounts, 'neurons'>,
  total: number,
  classes: number,
): CountsSize {
  const counted = neurons === 'all' ? total : neurons.number;
  return { numbers: classes * counted, mostMeans: classes * MOST_COUNTED };
}

/**
 * What is wrong with a layer's counts, as far as is seen without unpacking them: whoever does is told by countsSize how
 * far, and checks the numbers with numbersProblem.
 * @returns words that follow the field's name; null where nothing is wrong
 */
export function countsProblem({ counts, neurons }: LayerReport, classes: number): string | null {
  if (counts === null) return null;
  const { numbers } = countsSize(counts, neurons.total, classes);
  if (numbers > classes * MOST_COUNTED) return `are of more than ${MOST_COUNTED} neurons`;
  if (counts.neurons !== 'all' && counts.neurons.number > neurons.measured)
    return 'are of more neurons than were measured';
  return numbers * 4 > counts.data.length * BEST_PACKING ? 'are too few for its neurons and classes' : null;
}

/**
 * Are unpacked counts, [class][neuron or channel], ones that could have been counted?
 * @param samples of each class
 */
export function couldBeCounted(values: Uint32Array | Float32Array, samples: readonly number[]): boolean {
  const columns = values.length / samples.length;
  if (!Number.isInteger(columns)) return false;
  return samples.every((most, c) => {
    for (let i = c * columns; i < (c + 1) * columns; i++) {
      const value = values[i] ?? NaN;
      if (!(value >= 0 && value <= most)) return false;
    }
    return true;
  });
}
