import {
  BASELINE_COPIES,
  baselineOf,
  baselineRows,
  baselineSeconds,
  FREE_SECONDS,
} from '../../engine/baseline.js';
import { EntropyTables } from '../../engine/entropyTables.js';
import type { BaselineState } from '../../engine/states.js';
import { TapAccumulator, type RunPlan } from '../../engine/tapAccumulator.js';
import { correctedEntropies } from '../../engine/tapMeasures.js';
import { behindLostWeights } from '../../report/behindLostWeights.js';
import type { BaselineNumbers } from '../../vocabulary/quantities.js';
import type { AnalysisHeader } from './analysisHeader.js';

/** The baseline of a run: the same layers in copies of the network that know nothing. */
export type RunBaseline =
  /** In the order of the header's taps. */
  | { readonly t: 'computed'; readonly taps: readonly BaselineNumbers[] }
  /** seconds: what it would take, where it is left out because of that; null elsewhere. */
  | { readonly t: 'left-out'; readonly seconds: number | null };

/** Before it was computed. */
export const NO_BASELINE: RunBaseline = { t: 'left-out', seconds: null };

/**
 * Why a run has no baseline; null where it is to be computed. It depends on the header alone, so that all parts of a run
 * decide alike: not on how long anything took.
 * @param backend that runs the model
 */
export function baselineLeftOut(
  { dataset, settings, taps }: AnalysisHeader,
  backend: string,
): Extract<RunBaseline, { t: 'left-out' }> | null {
  const asked = settings['baseline'];
  const rows = baselineRows(dataset.classSizes);
  const nothing = { t: 'left-out', seconds: null } as const;
  if (asked === false || !dataset.labelled || dataset.classSizes.length < 2 || rows === null) return nothing;
  // Of weights that are no numbers nothing is concluded.
  if (behindLostWeights(dataset.findings).size > 0) return nothing;
  const seconds = baselineSeconds(
    taps.map(({ tap }) => tap),
    rows.rows,
    backend,
  );
  return asked === true || seconds < FREE_SECONDS ? null : { t: 'left-out', seconds };
}

/**
 * The baseline of what all parts of a run counted.
 * @throws RangeError where they are not of this run
 */
export function measureBaseline(header: AnalysisHeader, states: readonly BaselineState[]): RunBaseline {
  const rows = baselineRows(header.dataset.classSizes);
  const [first] = states;
  if (rows === null || first === undefined) throw new RangeError('no copies with fresh weights');
  const { kind } = first;
  if (states.some((state) => state.kind !== kind)) throw new RangeError('copies of another kind');
  const plan: RunPlan = {
    classOf: new Int32Array(0),
    rank: new Uint32Array(0),
    classSizes: rows.sizes,
  };
  const tables = new EntropyTables();
  const limit = header.settings['maxNeurons'];
  const taps = header.taps.map(({ tap, threshold }, index) => {
    const copies = Array.from({ length: BASELINE_COPIES }, (_, copy) => {
      const accumulator = new TapAccumulator({
        ...{ shape: tap.outputShape, plan, threshold },
        maxNeurons: typeof limit === 'number' ? limit : null,
      });
      for (const { copies: counted } of states) {
        const state = counted[copy]?.[index];
        if (state === undefined) throw new RangeError(`nothing was counted of ${tap.id} with fresh weights`);
        accumulator.merge(state);
      }
      return correctedEntropies(accumulator.totals(), tables);
    });
    return baselineOf(kind, copies);
  });
  return { t: 'computed', taps };
}
