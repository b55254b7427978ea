import { sizeOf } from './sizeOf.js';

/** Neurons measured of one tap at most, whatever its classes. */
const MEASURED_LIMIT = 65_536;
/** Counts of one tap, neurons x classes, at most: what bounds the memory of data with many classes. */
const MEASURED_COUNTS_LIMIT = 4_194_304;
/** The same two limits for the counts by group that the confidence intervals need. */
const TRACKED_LIMIT = 4096;
const TRACKED_COUNTS_LIMIT = 262_144;

/** Which neurons of a tap are measured: a grid of positions and channels. */
export interface NeuronSelection {
  /** Flat indices into one sample's activations, ascending. */
  readonly indices: Uint32Array;
  /** Neurons of the tap. */
  readonly total: number;
  /** Length of the last axis; 1 for a scalar. */
  readonly channels: number;
  /** total / channels. */
  readonly positions: number;
  /** Which channels are in the grid, ascending; indices holds all of them at each measured position. */
  readonly measuredChannels: Uint32Array;
  readonly measuredPositions: Uint32Array;
  readonly all: boolean;
  /** In words: "all", or "all 64 channels at 1024 of 12544 positions". */
  readonly rule: string;
}

/** Neurons a tap is measured with unless the user says otherwise: it depends on the data only, never on the machine. */
export function defaultMaxNeurons(classes: number): number {
  return Math.max(1, Math.min(MEASURED_LIMIT, Math.floor(MEASURED_COUNTS_LIMIT / classes)));
}

/** Neurons of which counts by group are kept, for the confidence intervals. */
export function maxTrackedNeurons(classes: number): number {
  return Math.max(1, Math.min(TRACKED_LIMIT, Math.floor(TRACKED_COUNTS_LIMIT / classes)));
}

/**
 * The rule for wide taps: all channels at evenly spread positions; where there are more channels than max, evenly spread
 * channels at the middle position. An even stride over flat indices would meet the same channels again and again.
 * @param shape a tap's output without the batch axis; the last axis is the channels
 * @param max neurons at most; 0 takes all
 * @throws RangeError where the shape has no neurons
 */
export function chooseNeurons(shape: readonly number[], max: number): NeuronSelection {
  const channels = shape.at(-1) ?? 1;
  const total = sizeOf(shape);
  if (!(Number.isInteger(total) && total > 0)) {
    throw new RangeError(`an output of shape [${shape.join(', ')}] has no neurons`);
  }
  const positions = total / channels;
  const grid = spreadGrid(positions, channels, max);
  const { measuredPositions, measuredChannels } = grid;
  const indices = new Uint32Array(measuredPositions.length * measuredChannels.length);
  let next = 0;
  for (const position of measuredPositions) {
    for (const channel of measuredChannels) indices[next++] = position * channels + channel;
  }
  return {
    ...{ indices, total, channels, positions, measuredChannels, measuredPositions },
    all: indices.length === total,
    rule: ruleInWords(grid, positions, channels),
  };
}

/**
 * At most max of the measured neurons, as positions in selection.indices, ascending: the same rule, applied to the grid
 * of measured positions and channels as if it were the tap. For a tap that is measured whole this is the rule itself;
 * for a wider one the result stays within what was measured.
 */
export function chooseAmongMeasured(
  selection: NeuronSelection,
  max: number,
): { readonly places: Uint32Array; readonly all: boolean; readonly rule: string } {
  const channels = selection.measuredChannels.length;
  const positions = selection.measuredPositions.length;
  const grid = spreadGrid(positions, channels, max);
  const { measuredPositions, measuredChannels } = grid;
  const places = new Uint32Array(measuredPositions.length * measuredChannels.length);
  let next = 0;
  for (const position of measuredPositions) {
    for (const channel of measuredChannels) places[next++] = position * channels + channel;
  }
  const all = places.length === positions * channels;
  return {
    places,
    all,
    rule: all ? selection.rule : ruleInWords(grid, selection.positions, selection.channels),
  };
}

/** @returns floor((j + 0.5) of / count), j = 0..count-1 */
export function spreadEvenly(count: number, of: number): Uint32Array {
  return Uint32Array.from({ length: count }, (_, j) => Math.floor(((j + 0.5) * of) / count));
}

interface Grid {
  readonly measuredPositions: Uint32Array;
  readonly measuredChannels: Uint32Array;
}

function spreadGrid(positions: number, channels: number, max: number): Grid {
  if (max === 0 || positions * channels <= max) {
    return {
      measuredPositions: spreadEvenly(positions, positions),
      measuredChannels: spreadEvenly(channels, channels),
    };
  }
  if (channels <= max) {
    return {
      measuredPositions: spreadEvenly(Math.floor(max / channels), positions),
      measuredChannels: spreadEvenly(channels, channels),
    };
  }
  return {
    measuredPositions: Uint32Array.of(Math.floor(positions / 2)),
    measuredChannels: spreadEvenly(max, channels),
  };
}

function ruleInWords(grid: Grid, positions: number, channels: number): string {
  const { measuredPositions, measuredChannels } = grid;
  if (measuredPositions.length === positions && measuredChannels.length === channels) return 'all';
  const which =
    measuredChannels.length === channels
      ? `all ${channels} channels`
      : `${measuredChannels.length} of ${channels} channels`;
  return positions === 1 ? which : `${which} at ${measuredPositions.length} of ${positions} positions`;
}
