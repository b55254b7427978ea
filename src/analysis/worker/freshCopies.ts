import {
  BASELINE_COPIES,
  baselineOf,
  baselinePlan,
  baselineSeconds,
  hasBaseline,
  type BaselinePlan,
  type CopyNumbers,
} from '../../engine/baseline.js';
import { EntropyTables } from '../../engine/entropyTables.js';
import { mixSeed } from '../../engine/random.js';
import { TapAccumulator } from '../../engine/tapAccumulator.js';
import { correctedEntropies } from '../../engine/tapMeasures.js';
import type { BaselineNumbers } from '../../vocabulary/quantities.js';
import type { RunBaseline } from '../assemble/runBaseline.js';
import { RepeatedSamples } from './repeatedSamples.js';
import type { TapAnalysis } from './tapAnalysis.js';

/** What stands between a run and its baseline; null where it is to be computed. */
export function baselineLeftOut(analysis: TapAnalysis): Extract<RunBaseline, { t: 'left-out' }> | null {
  const { request, dataset, chosen, runner } = analysis;
  if (request.baseline === false || !dataset.labelled || chosen.classSizes.length < 2)
    return { t: 'left-out', reason: null };
  const plan = baselinePlan(chosen);
  // Of weights that are no numbers nothing is concluded.
  if (plan === null || runner.nonFinite !== null) return { t: 'left-out', reason: null };
  const seconds = baselineSeconds(plan.chosen.length, analysis.msPerSample);
  return hasBaseline(request.baseline, seconds) ? null : { t: 'left-out', reason: { t: 'cost', seconds } };
}

/**
 * Runs the science samples through copies of the model that know nothing. It is the model itself that forgets what it had
 * learned: nothing else can be computed with it afterwards.
 */
export async function runFreshCopies(analysis: TapAnalysis): Promise<RunBaseline> {
  const plan = baselinePlan(analysis.chosen);
  if (plan === null) return { t: 'left-out', reason: null };
  const samples = new RepeatedSamples(analysis.dataset, plan.chosen, analysis.batch);
  const tables = new EntropyTables();
  const copies: (readonly CopyNumbers[])[] = [];
  let kind: BaselineNumbers['kind'] = 'initialised';
  try {
    for (let copy = 0; copy < BASELINE_COPIES; copy++) {
      kind = analysis.runner.renewWeights(mixSeed(analysis.request.seed, `fresh copy ${copy}`));
      await samples.begin();
      copies.push(await measureCopy(analysis, plan, samples, tables));
    }
  } finally {
    await samples.close();
  }
  return {
    t: 'computed',
    taps: analysis.taps.map((_, tap) =>
      baselineOf(
        kind,
        copies.flatMap((numbers) => numbers[tap] ?? []),
      ),
    ),
  };
}

/** Of every measured tap. */
async function measureCopy(
  { runner, wanted, taps, request }: TapAnalysis,
  plan: BaselinePlan,
  samples: RepeatedSamples,
  tables: EntropyTables,
): Promise<readonly CopyNumbers[]> {
  const measured = taps.map(
    ({ tap, threshold }) =>
      new TapAccumulator({ shape: tap.outputShape, plan, threshold, maxNeurons: request.maxNeurons }),
  );
  // By tap of the runner.
  let next = 0;
  const accumulators = wanted.map((isWanted) => (isWanted ? (measured[next++] ?? null) : null));
  for (let position = 0; position < plan.chosen.length;) {
    const { rows, inputs } = await samples.batchAt(position);
    const from = position;
    await runner.run(
      inputs,
      rows,
      (tap, activations) => accumulators[tap]?.add(activations, rows, from),
      wanted,
      {
        position,
        thresholdOf: (tap) => accumulators[tap]?.packingThreshold ?? null,
        visit: (tap, states) => accumulators[tap]?.addPacked(states, rows, from),
      },
    );
    position += rows;
  }
  return measured.map((accumulator) => correctedEntropies(accumulator.totals(), tables));
}
