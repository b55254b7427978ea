import { BASELINE_COPIES, baselinePlan, baselineRows, type BaselinePlan } from '../../engine/baseline.js';
import { countBatch } from '../../engine/countBatch.js';
import { mixSeed } from '../../engine/random.js';
import type { BaselineState, TapState } from '../../engine/states.js';
import { TapAccumulator } from '../../engine/tapAccumulator.js';
import { RepeatedSamples } from './repeatedSamples.js';
import type { TapAnalysis } from './tapAnalysis.js';

/**
 * Runs the science samples, in a shard its own share of them, through copies of the model that know nothing. It is the
 * model itself that forgets what it had learned: nothing else can be computed with it afterwards.
 * @throws RangeError where the samples are too few for a baseline
 */
export async function runFreshCopies(analysis: TapAnalysis): Promise<BaselineState> {
  const { chosen, dataset, batch, runner, request } = analysis;
  const rows = baselineRows(chosen.classSizes);
  if (rows === null) throw new RangeError('too few samples for a baseline');
  const plan = baselinePlan(chosen, rows);
  const share = shareOf(plan, analysis.summary());
  const samples = new RepeatedSamples(dataset, plan.chosen.slice(share.from, share.to), batch);
  const copies: (readonly TapState[])[] = [];
  let kind: BaselineState['kind'] = 'initialised';
  try {
    for (let copy = 0; copy < BASELINE_COPIES; copy++) {
      kind = runner.renewWeights(mixSeed(request.seed, `fresh copy ${copy}`));
      await samples.begin();
      copies.push(await countCopy(analysis, plan, { samples, ...share }));
    }
  } finally {
    await samples.close();
  }
  return { kind, copies };
}

interface Share {
  /** Places among the science samples: from..to-1. */
  readonly from: number;
  readonly to: number;
}

function shareOf({ positions }: BaselinePlan, { from, to }: Share): Share {
  const first = positions.findIndex((position) => position >= from);
  const after = positions.findIndex((position) => position >= to);
  const end = after < 0 ? positions.length : after;
  return { from: first < 0 ? end : Math.min(first, end), to: end };
}

/** Of every measured tap. */
async function countCopy(
  { runner, wanted, taps, request }: TapAnalysis,
  plan: BaselinePlan,
  { samples, from, to }: Share & { readonly samples: RepeatedSamples },
): Promise<readonly TapState[]> {
  const measured = taps.map(
    ({ tap, threshold }) =>
      new TapAccumulator({ shape: tap.outputShape, plan, threshold, maxNeurons: request.maxNeurons }),
  );
  // By tap of the runner.
  let next = 0;
  const accumulators = wanted.map((isWanted) => (isWanted ? (measured[next++] ?? null) : null));
  for (let position = from; position < to;) {
    const { rows, inputs } = await samples.batchAt(position - from);
    await countBatch(runner, { inputs, rows, position }, accumulators, wanted);
    position += rows;
  }
  return measured.map((accumulator) => withoutRest(accumulator.state()));
}

/** The entropies need neither patterns nor sums. */
function withoutRest(state: TapState): TapState {
  const { distinct } = state.patterns;
  return {
    ...state,
    magnitudes: new Float64Array(state.magnitudes.length),
    patterns: {
      keys: new Float64Array(0),
      counts: new Uint32Array(0),
      distinct: new Uint32Array(distinct.length),
    },
  };
}
