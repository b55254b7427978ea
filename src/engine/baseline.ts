import type { BaselineNumbers } from '../vocabulary/quantities.js';
import type { ChosenSamples } from './sampling.js';
import {
  LEAST_SCIENCE_SAMPLES,
  sciencePositions,
  scienceRows,
  type ScienceRows,
} from './science/scienceSamples.js';
import { sizeOf } from './sizeOf.js';
import type { Tap } from './tap.js';
import type { RunPlan } from './tapAccumulator.js';

/** Copies of the network that know nothing: docs/measures.md, "Baseline". */
export const BASELINE_COPIES = 5;
/** What the baseline may cost where nobody asked for it. */
export const FREE_SECONDS = 20;

/** The science samples of each class; null where the samples are too few, or the classes too many for a sample each. */
export function baselineRows(classSizes: readonly number[]): ScienceRows | null {
  const rows = scienceRows(classSizes);
  return rows.rows < LEAST_SCIENCE_SAMPLES || rows.sizes.some((size) => size === 0) ? null : rows;
}

/** The science samples as a run of their own. */
export interface BaselinePlan extends RunPlan {
  /** Places in the run's list of chosen samples, ascending. */
  readonly positions: Uint32Array;
  /** Indices into the data set. */
  readonly chosen: Uint32Array;
}

/** @param rows of baselineRows */
export function baselinePlan(chosen: ChosenSamples, { sizes }: ScienceRows): BaselinePlan {
  const positions = sciencePositions(chosen);
  return {
    positions,
    chosen: positions.map((position) => chosen.chosen[position]!),
    classOf: Int32Array.from(positions, (position) => chosen.classOf[position]!),
    rank: positions.map((position) => chosen.rank[position]!),
    classSizes: sizes,
  };
}

/** On one slow core: a product and a sum of a forward pass with wasm, a neuron that is counted, a sample. */
const SECONDS_PER_PRODUCT = 1e-9;
const SECONDS_PER_NEURON = 5e-8;
const SECONDS_PER_SAMPLE = 3e-5;
/** How many times as long as with wasm a forward pass takes. */
const TIMES_OF_WASM: Readonly<Record<string, number>> = { tensorflow: 0.5, wasm: 1, cpu: 12 };

/**
 * Seconds that the copies take on one slow core. An estimate by sizes alone, never a measurement: what a report holds must
 * not depend on the machine, nor on batches, workers and shards. A product is counted for each weight at each position.
 */
export function baselineSeconds(
  taps: readonly Pick<Tap, 'outputShape' | 'parameters'>[],
  samples: number,
  backend: string,
): number {
  let products = 0;
  let neurons = 0;
  for (const { outputShape, parameters } of taps) {
    const size = sizeOf(outputShape);
    products += parameters * (size / (outputShape.at(-1) ?? 1));
    neurons += size;
  }
  const forward = SECONDS_PER_PRODUCT * products * (TIMES_OF_WASM[backend] ?? 1);
  return BASELINE_COPIES * samples * (forward + SECONDS_PER_NEURON * neurons + SECONDS_PER_SAMPLE);
}

/** Corrected entropies of one tap in one copy, in bits. */
export interface CopyNumbers {
  readonly class: number;
  readonly gap: number;
}

/**
 * The baseline of one tap.
 * @param copies at least one
 */
export function baselineOf(kind: BaselineNumbers['kind'], copies: readonly CopyNumbers[]): BaselineNumbers {
  return {
    kind,
    seeds: copies.length,
    gap: spreadOf(copies.map(({ gap }) => gap)),
    class: kind === 'initialised' ? spreadOf(copies.map((copy) => copy.class)) : null,
  };
}

function spreadOf(numbers: readonly number[]): BaselineNumbers['gap'] {
  return {
    mean: numbers.reduce((sum, number) => sum + number, 0) / numbers.length,
    min: Math.min(...numbers),
    max: Math.max(...numbers),
  };
}
