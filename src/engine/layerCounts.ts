import { chooseAmongMeasured, spreadEvenly } from './neuronSelection.js';
import type { TapTotals } from './tapAccumulator.js';

/** Neurons, and channels, of which a report carries counts, at most. */
const REPORTED_LIMIT = 4096;

/** Counts from which a firing map can be drawn. */
export interface CountedLayer {
  /** "all" neurons of the tap, or which and how many. */
  readonly neurons: 'all' | { readonly rule: string; readonly number: number };
  /** k_ic, [class][neuron]. */
  readonly counts: Uint32Array;
  /**
   * [class][channel]: k_ic as a mean over the measured positions, of at most 4,096 of the measured channels (evenly
   * spread); null where the tap has one position.
   */
  readonly channelMeans: Float32Array | null;
}

/** k_ic of at most 4,096 of a tap's measured neurons, chosen by the rule for wide taps. */
export function countLayer(totals: TapTotals): CountedLayer {
  const { classCounts, classSizes, selection } = totals;
  const measured = selection.indices.length;
  const { places, rule } = chooseAmongMeasured(selection, REPORTED_LIMIT);
  const counts = new Uint32Array(classSizes.length * places.length);
  for (let c = 0; c < classSizes.length; c++) {
    for (let i = 0; i < places.length; i++) {
      counts[c * places.length + i] = classCounts[c * measured + places[i]!]!;
    }
  }
  return {
    neurons: places.length === selection.total ? 'all' : { rule, number: places.length },
    counts,
    channelMeans: selection.positions === 1 ? null : channelMeans(totals),
  };
}

function channelMeans({ classCounts, classSizes, selection }: TapTotals): Float32Array {
  const channels = selection.measuredChannels.length;
  const positions = selection.measuredPositions.length;
  const shown = spreadEvenly(Math.min(channels, REPORTED_LIMIT), channels);
  const means = new Float32Array(classSizes.length * shown.length);
  for (let c = 0; c < classSizes.length; c++) {
    for (let i = 0; i < shown.length; i++) {
      let sum = 0;
      for (let position = 0; position < positions; position++) {
        sum += classCounts[(c * positions + position) * channels + shown[i]!]!;
      }
      means[c * shown.length + i] = sum / positions;
    }
  }
  return means;
}
