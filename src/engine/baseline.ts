import type { BaselineNumbers } from '../vocabulary/quantities.js';
import type { ChosenSamples } from './sampling.js';
import { LEAST_SCIENCE_SAMPLES, sciencePositions, scienceRows } from './science/scienceSamples.js';
import type { RunPlan } from './tapAccumulator.js';

/** Copies of the network that know nothing: docs/measures.md, "Baseline". */
export const BASELINE_COPIES = 5;
/** What the baseline may cost where nobody asked for it. */
const FREE_SECONDS = 20;

/** The science samples as a run of their own. */
export interface BaselinePlan extends RunPlan {
  /** Indices into the data set. */
  readonly chosen: Uint32Array;
}

/** @returns null where the samples are too few, or the classes too many for a sample each */
export function baselinePlan(chosen: ChosenSamples): BaselinePlan | null {
  const { sizes, rows } = scienceRows(chosen.classSizes);
  if (rows < LEAST_SCIENCE_SAMPLES || sizes.some((size) => size === 0)) return null;
  const positions = sciencePositions(chosen);
  return {
    chosen: positions.map((position) => chosen.chosen[position]!),
    classOf: Int32Array.from(positions, (position) => chosen.classOf[position]!),
    rank: positions.map((position) => chosen.rank[position]!),
    classSizes: sizes,
  };
}

/** Seconds that the copies take, each sample as long as those of the run itself. */
export function baselineSeconds(samples: number, msPerSample: number): number {
  return (BASELINE_COPIES * samples * msPerSample) / 1000;
}

/** @param asked --baseline, --no-baseline, or null where neither was given */
export function hasBaseline(asked: boolean | null, seconds: number): boolean {
  return asked ?? seconds < FREE_SECONDS;
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
