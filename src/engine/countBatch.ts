import type { BatchInput, ModelRunner } from './tap.js';
import type { TapAccumulator } from './tapAccumulator.js';

export interface CountedBatch {
  readonly inputs: readonly BatchInput[];
  readonly rows: number;
  /** Of its first row among the samples that are counted. */
  readonly position: number;
}

/**
 * Runs one batch and counts every wanted tap, packed where the backend packs.
 * @param accumulators by tap of the runner; null or absent where it is not wanted
 */
export async function countBatch(
  runner: Pick<ModelRunner, 'run'>,
  { inputs, rows, position }: CountedBatch,
  accumulators: readonly (TapAccumulator | null)[],
  wanted: readonly boolean[],
): Promise<void> {
  await runner.run(
    inputs,
    rows,
    (tap, activations) => accumulators[tap]?.add(activations, rows, position),
    wanted,
    {
      position,
      thresholdOf: (tap) => accumulators[tap]?.packingThreshold ?? null,
      visit: (tap, states) => accumulators[tap]?.addPacked(states, rows, position),
    },
  );
}
